/** Why something has no counterpart in CEL: shown to the user in place of a translation. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable';
}
