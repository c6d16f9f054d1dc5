/** A patch that does not apply, in upstream's words. */
export class PatchError extends Error {
  override readonly name = 'PatchError';
}
