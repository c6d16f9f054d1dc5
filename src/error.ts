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

/**
 * An error that is caught where it becomes a value: nobody reads its stack, and taking one down would cost more than the
 * work that failed.
 */
export class QuietError extends Error {
  constructor(message: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}
