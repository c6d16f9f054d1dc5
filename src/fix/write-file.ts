import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '../error.ts';

export class WriteError extends CodedError<'NOT_WRITABLE'> {}

/**
 * Puts `bytes` in the place of a file's content at once: a reader sees the old file or the new one, never half of it.
 * Permissions stay, and a link still leads to the file.
 */
export function replaceFile(path: string, bytes: Uint8Array): void {
  let temporary: string | undefined;
  try {
    const target = realpathSync(path);
    const { mode } = statSync(target);
    temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    const file = openSync(temporary, 'wx', mode);
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(temporary, mode);
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    throw new WriteError(
      'NOT_WRITABLE',
      `${path}: cannot be written: ${(error as Error).message}; it is as it was`,
      error,
    );
  }
}
