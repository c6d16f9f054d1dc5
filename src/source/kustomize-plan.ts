import { resolve } from 'node:path';
import { type Kustomization, reachable, readKustomization } from './kustomization.ts';
import type { KustomizeUnit, Unit } from './unit.ts';

type FileUnit = Extract<Unit, { type: 'file' }>;

/**
 * Settles which of the kustomizations that were found are built: those that no other refers to. What they refer to is judged
 * as what they build, so those files are taken out of the units.
 */
export function planKustomizations(units: readonly Unit[], cwd: string): Unit[] {
  const found = units.filter((unit) => unit.type === 'kustomize');
  if (found.length === 0) return [...units];
  const read = remembering(readKustomization);
  const folderOf = (unit: KustomizeUnit): string => resolve(cwd, unit.path);
  const referenced = new Set(found.flatMap((unit) => read(folderOf(unit))?.trees ?? []));
  const isRoot = (unit: KustomizeUnit): boolean =>
    unit.asked || (!referenced.has(folderOf(unit)) && read(folderOf(unit))?.kind !== 'Component');
  const roots = new Map<KustomizeUnit, KustomizeUnit>();
  const covered: Covered = new Map();
  for (const unit of found.toSorted((a, b) => Number(isRoot(b)) - Number(isRoot(a)))) {
    // One that is reached from no root is part of a circle, or a component that nothing uses.
    if (!isRoot(unit) && isCovered(read(folderOf(unit)), covered)) continue;
    const lists: Lists = { files: [], parts: [], resources: [] };
    for (const kustomization of reachable(folderOf(unit), read)) cover(kustomization, covered, lists);
    roots.set(unit, { ...unit, ...lists, component: read(folderOf(unit))?.kind === 'Component' });
  }
  const planned: Unit[] = [];
  for (const unit of units) {
    const root = unit.type === 'kustomize' ? roots.get(unit) : unit;
    const taken = unit.type === 'file' && !unit.asked && takeOut(unit, resolve(cwd, unit.path), covered);
    if (root !== undefined && !taken) planned.push(root);
  }
  return planned;
}

type Covered = Map<string, Lists>;

interface Lists {
  /** Of the tree's files those that were found and are not judged by themselves. */
  readonly files: string[];
  /** Of these, what would be no objects even if the tree could not be built. */
  readonly parts: string[];
  readonly resources: string[];
}

function isCovered(kustomization: Kustomization | null, covered: Covered): boolean {
  return kustomization !== null && covered.has(kustomization.file);
}

/** The first tree that refers to a file speaks for it. */
function cover(kustomization: Kustomization, covered: Covered, lists: Lists): void {
  for (const path of [kustomization.file, ...kustomization.parts])
    if (!covered.has(path)) covered.set(path, lists);
  for (const path of kustomization.resources) {
    if (!covered.has(path)) covered.set(path, lists);
    lists.resources.push(path);
  }
}

function takeOut(unit: FileUnit, absolute: string, covered: Covered): boolean {
  const lists = covered.get(absolute);
  if (lists === undefined) return false;
  lists.files.push(unit.path);
  if (!lists.resources.includes(absolute)) lists.parts.push(unit.path);
  return true;
}

function remembering<T>(read: (folder: string) => T): (folder: string) => T {
  const known = new Map<string, T>();
  return (folder) => {
    if (!known.has(folder)) known.set(folder, read(folder));
    return known.get(folder) as T;
  };
}
