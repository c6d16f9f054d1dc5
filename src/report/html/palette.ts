/** The colours of the page by day and by night. A test holds that what is written in them can be read. */
export interface Palette {
  readonly paper: string;
  readonly wash: string;
  readonly rule: string;
  readonly ink: string;
  readonly muted: string;
  /** The stages, and the lines of charts. */
  readonly deep: string;
  readonly mid: string;
  readonly pale: string;
  readonly held: string;
  readonly unknown: string;
  readonly go: string;
}

export const light: Palette = {
  paper: '#fdfcf9',
  wash: '#f4f1ea',
  rule: '#d8d3c8',
  ink: '#1d1b18',
  muted: '#5e5a52',
  deep: '#1f4d5e',
  mid: '#4f8799',
  pale: '#a5c6d0',
  held: '#98310f',
  unknown: '#735600',
  go: '#22613a',
};

export const dark: Palette = {
  paper: '#171614',
  wash: '#211f1c',
  rule: '#413d37',
  ink: '#ebe7df',
  muted: '#aaa499',
  deep: '#93cadb',
  mid: '#5b97aa',
  pale: '#35606f',
  held: '#f29d78',
  unknown: '#dcb95a',
  go: '#86cc9d',
};

export function paletteCss(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}
