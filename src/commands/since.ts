import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CodedError } from '../error.ts';

export class RevisionError extends CodedError<'REVISION_UNREADABLE'> {}

const run = promisify(execFile);

/**
 * Lays the files of `paths` as they were at a Git revision into a temporary folder, hands `use` that folder and the
 * paths in it, and takes it away again. Paths that did not exist then are left out.
 */
export async function atRevision<T>(
  revision: string,
  paths: readonly string[],
  cwd: string,
  use: (folder: string, paths: readonly string[]) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-since-'));
  try {
    const root = (await git(cwd, 'rev-parse', '--show-toplevel')).trim();
    const commit = (
      await git(cwd, 'rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`)
    ).trim();
    const here = relative(root, resolve(cwd));
    const wanted = paths.map((path) => relative(root, resolve(cwd, path)) || '.');
    const outside = wanted.find((path) => path.startsWith('..'));
    if (outside !== undefined) {
      throw new RevisionError(
        'REVISION_UNREADABLE',
        `--since: ${outside} lies outside the Git repository ${root}`,
      );
    }
    const listing = await git(root, 'ls-tree', '-rz', '--full-tree', commit, '--', ...wanted);
    for (const entry of listing.split('\0')) {
      const [facts = '', path] = entry.split('\t');
      const [mode, type, object] = facts.split(' ');
      // Links are left out: what they lead to is listed by itself.
      if (path === undefined || type !== 'blob' || mode === '120000' || object === undefined) continue;
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      const { stdout } = await run('git', ['cat-file', 'blob', object], {
        cwd: root,
        encoding: 'buffer',
        maxBuffer: 1 << 28,
      });
      await writeFile(target, stdout);
    }
    const then = wanted.filter((path) => listing.includes(path === '.' ? '' : `\t${path}`));
    await mkdir(join(folder, here), { recursive: true });
    return await use(
      join(folder, here),
      then.map((path) => relative(here, path) || '.'),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  try {
    const { stdout } = await run('git', args, { cwd, maxBuffer: 1 << 28 });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    const why = code === 'ENOENT' ? 'git is not installed' : (stderr ?? String(error)).trim();
    throw new RevisionError(
      'REVISION_UNREADABLE',
      `--since needs the Git history of these files: ${why}`,
      error,
    );
  }
}
