import { QuietError } from '../../../error.ts';

/** Why an image, a signature or an attestation is not accepted. */
export class VerifyError extends QuietError {
  override readonly name = 'VerifyError';
}

/** Runs `work`, with `prefix` before the text of a VerifyError. */
export function withPrefix<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof VerifyError)) throw error;
    throw new VerifyError(`${prefix}: ${error.message}`);
  }
}
