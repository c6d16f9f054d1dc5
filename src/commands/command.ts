import type { Command } from 'commander';

/** What a command may touch of the process. Tests pass their own; only `cli.ts` builds the real one. */
export interface Io {
  /** Machine-readable output and reports. */
  readonly stdout: Output;
  /** Everything for people: progress, notices, errors. */
  readonly stderr: Output;
  /** Standard input, read only when an argument asks for it with `-`. */
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The one clock. */
  now(): Date;
  /** Called at most once; the last line of every command. 0 clean, 1 violations, 2 inconclusive, 3 bad usage or input. */
  exit(code: ExitCode): void;
}

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
}

export type ExitCode = 0 | 1 | 2 | 3;

/** One file a verb exports `configure`: it adds arguments, options, help and the action, and holds no logic. */
export interface CommandModule {
  configure(command: Command, io: Io): void;
}
