import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What half-written files are called, so that they can be told from all others. */
export const temporaryPrefix = '.portcullis-';

/** Writes a file so that a reader sees the old one or the new one, whatever happens meanwhile. */
export function writeWhole(path: string, content: Buffer, mode = 0o644): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `${temporaryPrefix}${basename(path)}`);
  const handle = openSync(temporary, 'w', mode);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, path);
}
