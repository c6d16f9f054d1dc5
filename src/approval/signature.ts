import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Git, GitError } from './git.ts';

/** Says whose signature a commit or tag carries, by an SSH allowed-signers file. */
export class Signatures {
  readonly #git: Git;
  readonly #signers = new Map<string, string | undefined>();

  constructor(git: Git) {
    this.#git = git;
  }

  /**
   * The principal whose key signed the object, or undefined for no signature, a bad one, or a key that `allowedSigners`
   * does not list.
   */
  async signerOf(
    type: 'commit' | 'tag',
    id: string,
    allowedSigners: string | undefined,
  ): Promise<string | undefined> {
    if (allowedSigners === undefined) return undefined;
    const key = `${id} ${allowedSigners}`;
    if (!this.#signers.has(key)) this.#signers.set(key, await this.#verify(type, id, allowedSigners));
    return this.#signers.get(key);
  }

  async #verify(type: 'commit' | 'tag', id: string, allowedSigners: string): Promise<string | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'portcullis-signers-'));
    try {
      const file = join(folder, 'allowed_signers');
      await writeFile(file, allowedSigners, { mode: 0o600 });
      const { stderr } = await this.#git.run([
        '-c',
        `gpg.ssh.allowedSignersFile=${file}`,
        `verify-${type}`,
        id,
      ]);
      return /^Good "git" signature for (\S+) with /m.exec(stderr)?.[1]?.toLowerCase();
    } catch (error) {
      if (error instanceof GitError && error.code === 'GIT_FAILED') return undefined;
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
