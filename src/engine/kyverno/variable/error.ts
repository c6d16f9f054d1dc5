/** A variable, reference or context entry that cannot be resolved; `message` is upstream's text. */
export class SubstitutionError extends Error {
  override readonly name = 'SubstitutionError';
}
