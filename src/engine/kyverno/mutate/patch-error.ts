import { QuietError } from '../../../error.ts';

/** A patch that does not apply, in upstream's words. */
export class PatchError extends QuietError {
  override readonly name = 'PatchError';
}
