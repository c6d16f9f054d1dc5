import { lstatSync, statSync } from 'node:fs';
import { basename, dirname, posix, resolve } from 'node:path';
import type { Picomatch } from 'picomatch';
import { danglingLink, listFolder, trueFolder } from './folder.ts';
import type { ReadOptions } from './inputs.ts';
import { kustomizationNames } from './kustomization.ts';
import { planKustomizations } from './kustomize-plan.ts';
import type { Unit } from './unit.ts';
import { errorEvent, fromSystem, Unreadable } from './unreadable.ts';

/** What the arguments of a command stand for, in their order; folders and globs in the order of bytes. */
export async function expandInputs(paths: readonly string[], options: ReadOptions): Promise<Unit[]> {
  // Most commands name folders and have no use for it.
  const globs = options.ignore?.length || paths.some(mayBeGlob) ? (await import('picomatch')).default : null;
  const expansion = new Expansion(options, globs);
  for (const path of paths) expansion.add(path);
  return planKustomizations(expansion.units, options.cwd);
}

class Expansion {
  readonly units: Unit[] = [];
  readonly #cwd: string;
  readonly #globs: Picomatch | null;
  readonly #ignored: (path: string) => boolean;

  constructor({ cwd, ignore = [] }: ReadOptions, globs: Picomatch | null) {
    this.#cwd = cwd;
    this.#globs = globs;
    this.#ignored = globs === null || ignore.length === 0 ? () => false : ignoring(globs, ignore, cwd);
  }

  add(path: string): void {
    if (path === '-') {
      this.units.push({ type: 'stdin' });
      return;
    }
    this.#guard(path, () => {
      this.#addPath(path);
    });
  }

  #addPath(path: string): void {
    if (this.#ignored(path)) {
      const message = 'left out, because the configuration ignores it';
      this.units.push({
        type: 'event',
        event: { type: 'notice', notice: { code: 'IGNORED', message, file: path } },
      });
      return;
    }
    const type = this.#typeOf(path);
    if (type === undefined && this.#globs?.scan(path).isGlob) return this.#glob(this.#globs, path);
    if (type === undefined) throw this.#missing(path);
    if (type === 'folder') return this.#addFolder(path);
    // Such a file stands for its folder.
    const name = basename(path);
    if (name === 'Chart.yaml' || kustomizationNames.includes(name)) return this.#addFolder(dirname(path));
    this.units.push({ type: 'file', path, asked: true });
  }

  #typeOf(path: string): 'file' | 'folder' | undefined {
    try {
      return statSync(resolve(this.#cwd, path)).isDirectory() ? 'folder' : 'file';
    } catch (error) {
      const problem = fromSystem(error);
      if (problem.code !== 'NOT_FOUND') throw problem;
      return undefined;
    }
  }

  #missing(path: string): Unreadable {
    try {
      if (lstatSync(resolve(this.#cwd, path)).isSymbolicLink()) return danglingLink();
    } catch (error) {
      return fromSystem(error);
    }
    return fromSystem(Object.assign(new Error(), { code: 'ENOENT' }));
  }

  #addFolder(path: string): void {
    const before = this.units.length;
    this.#walk(withoutSlash(path), [], true);
    if (this.units.length > before) return;
    throw new Unreadable('EMPTY_INPUT', 'expected .yaml, .yml or .json files in this folder, found none');
  }

  /** `above` are the folders that this one lies in, by their true paths. */
  #walk(path: string, above: readonly string[], asked: boolean): void {
    const folder = this.#enter(path, above);
    const entries = listFolder(folder).filter(({ name }) => !this.#ignored(posix.join(path, name)));
    const names = new Set(entries.map(({ name }) => name));
    if (names.has('Chart.yaml')) {
      this.units.push({ type: 'chart', path, asked, files: this.#manifests(path, above) });
      return;
    }
    if (kustomizationNames.some((name) => names.has(name))) {
      this.units.push({
        type: 'kustomize',
        path,
        asked,
        component: false,
        files: [],
        parts: [],
        resources: [],
      });
    }
    for (const entry of entries) {
      const child = posix.join(path, entry.name);
      this.#guard(child, () => {
        if (entry.problem && mayBeInput(entry.name)) throw entry.problem;
        if (entry.type === 'folder' && !leftOut.has(entry.name)) this.#walk(child, [...above, folder], false);
        if (entry.type === 'file' && isManifestName(entry.name)) {
          this.units.push({ type: 'file', path: child, asked: false });
        }
      });
    }
  }

  /** All files in a folder that would be read if it were no chart. */
  #manifests(path: string, above: readonly string[]): string[] {
    const folder = this.#enter(path, above);
    return listFolder(folder).flatMap((entry) => {
      const child = posix.join(path, entry.name);
      if (entry.type === 'folder') return this.#manifests(child, [...above, folder]);
      return entry.type === 'file' && isManifestName(entry.name) ? [child] : [];
    });
  }

  /** The folder's true path. */
  #enter(path: string, above: readonly string[]): string {
    const folder = trueFolder(resolve(this.#cwd, path));
    if (!above.some((one) => one === folder || one.startsWith(`${folder}/`))) return folder;
    throw new Unreadable(
      'FOLDER_LOOP',
      'expected a folder, found a link back to a folder that it lies in; remove it',
    );
  }

  #guard(path: string, add: () => void): void {
    try {
      add();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.units.push({ type: 'event', event: errorEvent(error.code, error.message, path) });
    }
  }

  #glob(globs: Picomatch, pattern: string): void {
    const { base, prefix } = globs.scan(pattern);
    const matches = globs(prefix === '' ? pattern : pattern.slice(prefix.length), { dot: true });
    const before = this.units.length;
    this.#match(base, matches, []);
    if (this.units.length > before) return;
    throw new Unreadable(
      'NOT_FOUND',
      'expected files that match this pattern, found none; check the pattern',
    );
  }

  #match(folder: string, matches: (path: string) => boolean, above: readonly string[]): void {
    const path = trueFolder(resolve(this.#cwd, folder === '' ? '.' : folder));
    if (above.includes(path)) return;
    for (const entry of listFolder(path)) {
      const child = posix.join(folder, entry.name);
      if (this.#ignored(child) || leftOut.has(entry.name)) continue;
      if (matches(child)) this.add(child);
      else if (entry.type === 'folder') this.#match(child, matches, [...above, path]);
    }
  }
}

/** Folders that hold no manifests of the user's, whatever else they hold. */
const leftOut = new Set(['.git', 'node_modules']);

function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/.test(name);
}

/** A link that leads nowhere might have been meant for a manifest or for a folder of them. */
function mayBeInput(name: string): boolean {
  return isManifestName(name) || !name.includes('.');
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

function mayBeGlob(path: string): boolean {
  return /[*?[\]{}()!]/.test(path);
}

function ignoring(globs: Picomatch, patterns: readonly string[], cwd: string): (path: string) => boolean {
  const matches = globs([...patterns], { dot: true });
  return (path) => {
    const relative = posix.relative(cwd, posix.resolve(cwd, path));
    return matches(relative) || matches(`${relative}/`);
  };
}
