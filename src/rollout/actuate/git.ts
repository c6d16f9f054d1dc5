import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RolloutError } from '../rollout-error.ts';

const run = promisify(execFile);

/** Runs git in a folder: no shell, no prompts, no pager. */
export class Git {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(folder: string, env: Readonly<Record<string, string | undefined>>) {
    this.#folder = folder;
    this.#env = env;
  }

  async text(
    args: readonly string[],
    more: { readonly index?: string; readonly input?: Buffer } = {},
  ): Promise<string> {
    const env = {
      ...this.#env,
      GIT_TERMINAL_PROMPT: '0',
      ...(more.index === undefined ? {} : { GIT_INDEX_FILE: more.index }),
    };
    try {
      const running = run('git', [...args], {
        cwd: this.#folder,
        env,
        maxBuffer: 64 * 1024 * 1024,
        timeout: 120_000,
      });
      // A git that ends before it has read its input has said why by other means.
      running.child.stdin?.on('error', () => {}).end(more.input ?? '');
      return (await running).stdout.trim();
    } catch (error) {
      const { stderr = '', message } = error as { stderr?: string; message: string };
      throw new RolloutError('GIT_FAILED', `git ${args[0]} failed: ${stderr.trim() || message}`, error);
    }
  }

  /** The text, or undefined when git fails: a reference that is not there, a remote that is not configured. */
  async maybe(args: readonly string[]): Promise<string | undefined> {
    try {
      return await this.text(args);
    } catch (error) {
      if (error instanceof RolloutError) return undefined;
      throw error;
    }
  }
}
