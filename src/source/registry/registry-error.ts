/** What a registry did not give, or gave wrongly. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
}
