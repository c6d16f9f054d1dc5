import { CodedError } from '../error.ts';

/** `SYNTAX` is what kubectl refuses too; the others are our own bounds on hostile input. */
export type YamlErrorCode = 'SYNTAX' | 'TOO_DEEP' | 'ALIAS_BOMB';

/** Why a document cannot be read. `offset` counts UTF-16 code units from the start of the document's text. */
export class YamlError extends CodedError<YamlErrorCode> {
  override readonly name = 'YamlError';
  readonly offset: number;

  constructor(code: YamlErrorCode, message: string, offset: number) {
    super(code, message);
    this.offset = offset;
  }
}

export function syntaxError(message: string, offset: number): YamlError {
  return new YamlError('SYNTAX', message, offset);
}
