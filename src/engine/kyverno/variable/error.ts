import { QuietError } from '../../../error.ts';

/** A variable, reference or context entry that cannot be resolved; `message` is upstream's text. */
export class SubstitutionError extends QuietError {
  override readonly name = 'SubstitutionError';
}
