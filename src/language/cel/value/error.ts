/**
 * An evaluation error is a value: it flows through operators until something absorbs it (`false && error` is false).
 * The text is made when somebody reads it.
 */
export class CelError {
  readonly #text: string | (() => string);

  constructor(text: string | (() => string)) {
    this.#text = text;
  }

  get message(): string {
    return typeof this.#text === 'string' ? this.#text : this.#text();
  }
}

const NO_OVERLOAD = 'no such overload';

export function noSuchOverload(): CelError {
  return new CelError(NO_OVERLOAD);
}
