import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { compareBytes } from '../kube/bytes-order.ts';
import { fromSystem, Unreadable } from './unreadable.ts';

export interface Entry {
  readonly name: string;
  readonly type: 'file' | 'folder' | 'other';
  /** Why it cannot be read, when it is a link that leads nowhere. */
  readonly problem?: Unreadable;
}

/** What lies in a folder, in the order of bytes; links are what they lead to. Throws `Unreadable`. */
export function listFolder(path: string): Entry[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.map((entry) => entryOf(path, entry)).sort((a, b) => compareBytes(a.name, b.name));
  } catch (error) {
    throw fromSystem(error);
  }
}

/** The folder's own path behind all links, by which a loop shows. Throws `Unreadable`. */
export function trueFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw fromSystem(error);
  }
}

function entryOf(folder: string, entry: Dirent): Entry {
  const { name } = entry;
  if (entry.isFile()) return { name, type: 'file' };
  if (entry.isDirectory()) return { name, type: 'folder' };
  if (!entry.isSymbolicLink()) return { name, type: 'other' };
  try {
    const target = statSync(`${folder}/${name}`);
    return { name, type: target.isFile() ? 'file' : target.isDirectory() ? 'folder' : 'other' };
  } catch (error) {
    return { name, type: 'other', problem: danglingOr(error) };
  }
}

function danglingOr(error: unknown): Unreadable {
  const problem = fromSystem(error);
  return problem.code === 'NOT_FOUND' ? danglingLink() : problem;
}

export function danglingLink(): Unreadable {
  return new Unreadable(
    'DANGLING_LINK',
    'expected a file or folder behind this link, found none; mend or remove the link',
  );
}
