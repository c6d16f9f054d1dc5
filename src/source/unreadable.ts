import { CodedError } from '../error.ts';
import type { InputErrorCode, SourceEvent } from './event.ts';

/** An input that cannot be read as a whole. It becomes an event as soon as the reading of that input ends. */
export class Unreadable extends CodedError<InputErrorCode> {
  override readonly name = 'Unreadable';
}

export function errorEvent(code: InputErrorCode, message: string, file: string): SourceEvent {
  return { type: 'error', error: { code, message, file } };
}

/** What the operating system said, in our words. */
export function fromSystem(error: unknown): Unreadable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Unreadable(
        'NOT_FOUND',
        'expected a file or folder of this name, found none; check the path',
      );
    case 'EACCES':
    case 'EPERM':
      return new Unreadable(
        'UNREADABLE',
        'expected to be allowed to read this, found no permission; run chmod u+r',
      );
    case 'ELOOP':
      return new Unreadable('FOLDER_LOOP', 'expected a file or folder, found links that lead to each other');
    default:
      return new Unreadable('UNREADABLE', `expected a readable file, found: ${reason(error)}`, error);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
