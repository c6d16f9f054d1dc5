/** What `fix` would do for one resource. */
export interface Mending {
  readonly diff: string;
  readonly safe: number;
  readonly proposed: number;
  /** By check and field: whether it is mended, and what the field has to say. */
  of(
    check: string,
    field: string,
  ): { readonly fix: 'safe' | 'proposed' | 'none'; readonly want: string | null };
}

export const noMending: Mending = { diff: '', safe: 0, proposed: 0, of: () => ({ fix: 'none', want: null }) };
