/**
 * The one base of the errors Portcullis raises at its edges. `code` is from a closed set (each has a page under
 * docs/errors), so callers switch on the code and never on the text.
 */
export class CodedError<Code extends string> extends Error {
  override readonly name: string = 'CodedError';
  readonly code: Code;

  constructor(code: Code, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
