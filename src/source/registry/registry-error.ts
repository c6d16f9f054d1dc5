import { QuietError } from '../../error.ts';

/** What a registry did not give, or gave wrongly. */
export class RegistryError extends QuietError {
  override readonly name = 'RegistryError';
}
