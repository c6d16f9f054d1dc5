import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../source/make-folder.ts';

/** What half-written files are called, so that they can be told from all others. */
export const temporaryPrefix = '.portcullis-';

/** Writes a file so that a reader sees the old one or the new one, whatever happens meanwhile. */
export function writeWhole(path: string, content: Buffer, mode = 0o644): void {
  const folder = dirname(path);
  makeFolder(folder);
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
