import type { Git } from './git.ts';

export interface Person {
  readonly name: string;
  /** In lower case. */
  readonly email: string;
}

/** A commit as its object says, without the help of any pretty-printer that names could trick. */
export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly signed: boolean;
  readonly message: string;
}

export async function readCommits(git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, Commit>> {
  const found = new Map<string, Commit>();
  for (const [id, bytes] of await git.objects(ids)) found.set(id, parseCommit(id, bytes.toString()));
  return found;
}

export function parseCommit(id: string, text: string): Commit {
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end < 0 ? text.length : end).split('\n');
  const values = (name: string): string[] =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    id,
    parents: values('parent'),
    author: parsePerson(values('author')[0] ?? ''),
    committer: parsePerson(values('committer')[0] ?? ''),
    signed: values('gpgsig').length > 0 || values('gpgsig-sha256').length > 0,
    message: end < 0 ? '' : text.slice(end + 2),
  };
}

export function parsePerson(text: string): Person {
  const close = text.lastIndexOf('>');
  const open = text.lastIndexOf('<', close);
  if (open < 0 || close < 0) return { name: text.trim(), email: '' };
  return {
    name: text.slice(0, open).trim(),
    email: text
      .slice(open + 1, close)
      .trim()
      .toLowerCase(),
  };
}

/** The people named in trailers of that name: `Co-authored-by: Ann <ann@acme.dev>`. */
export function trailers(message: string, name: string): readonly Person[] {
  const last =
    message
      .trimEnd()
      .split(/\n[ \t]*\n/)
      .at(-1) ?? '';
  const prefix = `${name.toLowerCase()}:`;
  return last
    .split('\n')
    .filter((line) => line.toLowerCase().startsWith(prefix))
    .map((line) => parsePerson(line.slice(prefix.length)));
}

/** A merge that a forge made on the press of a button carries the forge as committer and the person as author. */
export function mergerOf({ author, committer }: Commit): Person {
  return forges.has(committer.email) ? author : committer;
}

/**
 * Who brought a change to the branch. A commit that a forge put there by itself keeps whatever author it was given, so it
 * names nobody.
 */
export function bringerOf(commit: Commit): Person {
  if (commit.parents.length > 1) return mergerOf(commit);
  return forges.has(commit.committer.email) ? { name: '', email: '' } : commit.committer;
}

const forges: ReadonlySet<string> = new Set([
  'noreply@github.com',
  'noreply@gitlab.com',
  'noreply@gitea.io',
  'noreply@forgejo.org',
]);
