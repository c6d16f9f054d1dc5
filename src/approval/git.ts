import { spawn } from 'node:child_process';
import { CodedError } from '../error.ts';

/** `FAILED`: git said no. `MISSING`: there is no git. */
export class GitError extends CodedError<'GIT_FAILED' | 'GIT_MISSING'> {
  /** What git wrote to standard error. */
  readonly said: string;

  constructor(code: 'GIT_FAILED' | 'GIT_MISSING', message: string, said = '') {
    super(code, message);
    this.said = said;
  }
}

/**
 * Nothing that a repository's files or a user's habits could change: no replaced objects, no fetching behind our back, no
 * hooks or monitors, no shown signatures between the lines we read.
 */
const settings = [
  'core.fsmonitor=false',
  'core.quotePath=false',
  'log.showSignature=false',
  'gpg.ssh.program=ssh-keygen',
];
const environment = {
  LC_ALL: 'C',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
};

export interface GitOutput {
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Git in one folder. Never a shell, never a network. */
export class Git {
  readonly cwd: string;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(cwd: string, env: Readonly<Record<string, string | undefined>>) {
    this.cwd = cwd;
    this.#env = { ...env, ...environment };
  }

  /** Runs git; throws `GitError` when it fails. */
  run(args: readonly string[], input?: string): Promise<GitOutput> {
    return new Promise((resolve, reject) => {
      const all = [...settings.flatMap((setting) => ['-c', setting]), ...args];
      const child = spawn('git', all, { cwd: this.cwd, env: this.#env, stdio: ['pipe', 'pipe', 'pipe'] });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      // Git may end without reading all of its input.
      child.stdin.on('error', () => {});
      child.on('error', (error: NodeJS.ErrnoException) => {
        reject(new GitError('GIT_MISSING', `cannot run git in ${this.cwd}: ${error.message}`));
      });
      child.on('close', (code) => {
        const said = Buffer.concat(stderr).toString();
        if (code === 0) resolve({ stdout: Buffer.concat(stdout), stderr: said });
        else
          reject(
            new GitError(
              'GIT_FAILED',
              `git ${args[0] ?? ''} failed: ${said.trim() || `exit code ${code}`}`,
              said,
            ),
          );
      });
      child.stdin.end(input ?? '');
    });
  }

  async text(...args: readonly string[]): Promise<string> {
    return (await this.run(args)).stdout.toString().trim();
  }

  /** Undefined where git says no. */
  async maybe(...args: readonly string[]): Promise<string | undefined> {
    try {
      return await this.text(...args);
    } catch (error) {
      if (error instanceof GitError && error.code === 'GIT_FAILED') return undefined;
      throw error;
    }
  }

  /** The contents of objects by their ids, in one call. What is missing is left out. */
  async objects(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    const found = new Map<string, Buffer>();
    if (ids.length === 0) return found;
    const { stdout } = await this.run(['cat-file', '--batch'], `${ids.join('\n')}\n`);
    let at = 0;
    for (const id of ids) {
      const end = stdout.indexOf(10, at);
      const [, type, size] = stdout.toString('utf8', at, end).split(' ');
      at = end + 1;
      if (type === 'missing' || size === undefined) continue;
      found.set(id, stdout.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
    return found;
  }
}
