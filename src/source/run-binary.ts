import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Unreadable } from './unreadable.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where a program lies by the PATH of `env`. */
export function findBinary(name: string, env: Env): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Runs a program without a shell and gives what it writes. Throws `Unreadable` with the last it had to say. */
export function runBinary(binary: string, args: readonly string[], cwd: string, env: Env): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env, encoding: 'buffer', maxBuffer: largestOutput, timeout: longestRun } as const;
    execFile(binary, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(
          new Unreadable(
            'RENDER_FAILED',
            `expected it to render, found: ${lastWords(stderr) || error.message}`,
          ),
        );
    });
  });
}

const largestOutput = 256 * 1024 * 1024;
/** In milliseconds. */
const longestRun = 120_000;

/** The end of what a program complained of, out of the form of a log line. */
function lastWords(stderr: Buffer): string {
  const lines = stderr.toString().trim().split('\n');
  const logged = /err="(.*)"$/.exec(lines.at(-1) ?? '')?.[1];
  return (logged ?? lines.slice(-3).join(' ')).slice(0, 600);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
