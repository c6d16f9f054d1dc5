import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real repository in a temporary folder, with a bare one beside it as its remote. */
export class TestRepository {
  readonly folder: string;
  readonly home: string;
  #clock = Date.parse('2026-11-22T09:00:00Z') / 1000;

  /** A new one, or a copy of one as it is now. */
  constructor(from?: TestRepository) {
    this.home = mkdtempSync(join(tmpdir(), 'portcullis-git-'));
    this.folder = join(this.home, 'work');
    if (from !== undefined) {
      cpSync(from.home, this.home, { recursive: true });
      this.#clock = from.#clock;
      return;
    }
    mkdirSync(this.folder);
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('init', '--quiet', '--bare', '--initial-branch=main', '../remote.git');
    this.git('remote', 'add', 'origin', '../remote.git');
  }

  git(...args: string[]): string {
    return this.as('ann', ...args);
  }

  /** Runs git as a person: author and committer are `who <who@acme.dev>`. */
  as(who: string, ...args: string[]): string {
    return this.#run(who, { name: who, email: `${who}@acme.dev` }, args);
  }

  /** Runs git as a forge does for a person who presses a button: it is the committer, and they are the author. */
  forge(who: string, ...args: string[]): string {
    return this.#run(who, { name: 'GitHub', email: 'noreply@github.com' }, args);
  }

  #run(who: string, committer: { readonly name: string; readonly email: string }, args: string[]): string {
    this.#clock += 60;
    const env = {
      PATH: process.env.PATH,
      HOME: this.home,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: who,
      GIT_AUTHOR_EMAIL: `${who}@acme.dev`,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
      GIT_AUTHOR_DATE: `${this.#clock} +0000`,
      GIT_COMMITTER_DATE: `${this.#clock} +0000`,
    };
    return execFileSync('git', args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim();
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  commit(who: string, message: string, ...args: string[]): string {
    this.as(who, 'add', '--all');
    this.as(who, 'commit', '--quiet', '--allow-empty', '--message', message, ...args);
    return this.git('rev-parse', 'HEAD');
  }

  /** Merges a branch into main with a merge commit, as `who`. */
  merge(who: string, branch: string, ...args: string[]): void {
    this.git('checkout', '--quiet', 'main');
    this.as(who, 'merge', '--quiet', '--no-ff', '--message', `Merge ${branch}`, ...args, branch);
  }

  push(): void {
    this.git('push', '--quiet', '--tags', 'origin', 'main');
    this.git('remote', 'set-head', 'origin', 'main');
  }

  /** Makes a key for a person, and gives the line for allowed signers. */
  key(who: string): string {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', who, '-f', join(this.home, who)]);
    return `${who}@acme.dev namespaces="git" ${readFileSync(join(this.home, `${who}.pub`), 'utf8').trim()}`;
  }

  /** Options for git that sign with a person's key. */
  signed(who: string): string[] {
    return ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${join(this.home, who)}`];
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
