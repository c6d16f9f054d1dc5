import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { fromSystem, Unreadable } from './unreadable.ts';

export const defaultMaxFileSize: number = 256 * 1024 * 1024;

const chunkSize = 1 << 20;

/** The bytes of a file in pieces. Throws `Unreadable`. */
export function* fileBytes(path: string, maxSize: number): Generator<Uint8Array> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw fromSystem(error);
  }
  try {
    const { size } = fstatSync(file);
    if (size > maxSize) throw tooLarge(size, maxSize);
    // A pipe or a device has no size, and a file may grow while it is read.
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(size + 1, 4096), chunkSize));
    let total = 0;
    for (;;) {
      const count = readSync(file, chunk);
      if (count === 0) return;
      total += count;
      if (total > maxSize) throw tooLarge(total, maxSize);
      yield chunk.subarray(0, count);
    }
  } catch (error) {
    throw error instanceof Unreadable ? error : fromSystem(error);
  } finally {
    closeSync(file);
  }
}

export function tooLarge(size: number, maxSize: number): Unreadable {
  const found = `${Math.ceil(size / 1024 / 1024)} MiB`;
  const most = `${Math.floor(maxSize / 1024 / 1024)} MiB`;
  return new Unreadable(
    'TOO_LARGE',
    `expected at most ${most}, found ${found}; split the file or raise the limit`,
  );
}
