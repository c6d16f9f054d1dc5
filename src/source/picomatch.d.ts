/** The part of picomatch 4 that is used here; the package brings no types. */
declare module 'picomatch' {
  export interface Picomatch {
    (glob: string | string[], options?: { readonly dot?: boolean }): (path: string) => boolean;
    scan(glob: string): { readonly base: string; readonly prefix: string; readonly isGlob: boolean };
  }
  const picomatch: Picomatch;

  export { picomatch as default };
}
