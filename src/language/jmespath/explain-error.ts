import type { JMESPathError } from './error.ts';

/** The message, and for a parse error the line of the expression with a mark under the place. */
export function explainError(error: JMESPathError): string {
  if (error.offset === null) return error.message;
  const before = error.expression.slice(0, error.offset).split('\n');
  const line = error.expression.split('\n')[before.length - 1] ?? '';
  const column = Array.from(before.at(-1) ?? '').length;
  const place = before.length > 1 ? `line ${before.length}, column ${column + 1}` : `column ${column + 1}`;
  return `${error.message} (${place})\n  ${line}\n  ${' '.repeat(column)}^`;
}
