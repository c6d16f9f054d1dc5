import { closeSync, openSync, writeSync } from 'node:fs';
import { CodedError } from '../error.ts';
import type { Sink } from '../report/report.ts';
import type { Output } from './command.ts';

/** A sink that must be closed, so that a full disk is an error and not a report cut short. */
export interface OpenSink extends Sink {
  close(): void;
}

export class OutputError extends CodedError<'OUTPUT_NOT_WRITABLE'> {}

export function streamSink(stream: Output): OpenSink {
  return { write: (text) => stream.write(text), close: () => {} };
}

/**
 * Opens the file at once, so that a wrong path is said before the work and not after it. Writes wait for the disk:
 * verdicts come faster than it takes them, and what waits in memory has no bound.
 */
export function fileSink(path: string): OpenSink {
  const file = attempt(path, () => openSync(path, 'w'));
  return {
    write: (text) => attempt(path, () => writeSync(file, text)),
    close: () => attempt(path, () => closeSync(file)),
  };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new OutputError('OUTPUT_NOT_WRITABLE', `cannot write ${path}: ${(error as Error).message}`, error);
  }
}
