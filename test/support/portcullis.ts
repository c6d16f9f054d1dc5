import { run } from '../../src/cli.ts';
import type { Io } from '../../src/commands/command.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  readonly tty?: boolean;
  readonly columns?: number;
  readonly now?: Date;
}

/** Runs a command line in this process, with streams, clock and environment of the test's own. */
export async function portcullis(argv: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { cwd = process.cwd(), env = {}, stdin = '', tty = false, columns = 80 } = surroundings;
  let stdout = '';
  let stderr = '';
  let exitCode: number | null = null;
  const io: Io = {
    stdout: { write: (text) => void (stdout += text), isTTY: tty, columns },
    stderr: { write: (text) => void (stderr += text), isTTY: false, columns },
    stdin: (async function* () {
      yield typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin;
    })(),
    // Programs that commands run, such as git and helm, need the path to be found.
    env: { PATH: process.env.PATH, ...env },
    cwd,
    now: () => surroundings.now ?? new Date('2026-11-22T09:00:00Z'),
    exit: (code) => {
      exitCode = code;
    },
  };
  await run(argv, io);
  return { stdout, stderr, exitCode };
}
