import { open } from 'node:fs/promises';
import { CodedError } from '../error.ts';
import type { Sink } from '../report/report.ts';
import type { Output } from './command.ts';

/** A sink that must be closed, so that a full disk is an error and not a report cut short. */
export interface OpenSink extends Sink {
  close(): Promise<void>;
}

export class OutputError extends CodedError<'OUTPUT_NOT_WRITABLE'> {}

export function streamSink(stream: Output): OpenSink {
  return { write: (text) => stream.write(text), close: async () => {} };
}

/** Opens the file at once, so that a wrong path is said before the work and not after it. */
export async function fileSink(path: string): Promise<OpenSink> {
  const file = await open(path, 'w').catch((error: Error) => {
    throw new OutputError('OUTPUT_NOT_WRITABLE', `cannot write ${path}: ${error.message}`, error);
  });
  // Writes go out one after the other; reports need not wait for them.
  let written: Promise<unknown> = Promise.resolve();
  let failed: Error | null = null;
  return {
    write(text: string): void {
      written = written
        .then(() => file.write(text))
        .catch((error: Error) => {
          failed ??= error;
        });
    },
    async close(): Promise<void> {
      await written;
      await file.close();
      if (failed !== null) {
        throw new OutputError(
          'OUTPUT_NOT_WRITABLE',
          `could not write all of ${path}: ${failed.message}`,
          failed,
        );
      }
    },
  };
}
