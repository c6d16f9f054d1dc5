import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isObject, type Json, own } from '../kube/json.ts';
import { readYaml } from '../yaml/document.ts';

/** The names that kustomize gives the file that makes a folder a kustomization. */
export const kustomizationNames: readonly string[] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** What one kustomization refers to, as absolute paths. */
export interface Kustomization {
  readonly folder: string;
  readonly file: string;
  readonly kind: string;
  /** Folders that are kustomizations themselves: bases, overlays, components. */
  readonly trees: readonly string[];
  /** Files with whole objects. */
  readonly resources: readonly string[];
  /** Files that are no objects of their own: patches, generator inputs, configuration. */
  readonly parts: readonly string[];
  /** What it refers to and is not here: something to fetch from elsewhere, or missing. */
  readonly absent: readonly string[];
  /** Why its file cannot be read, so that nobody can say what it refers to. */
  readonly problem: string | null;
}

/** Reads the kustomization of a folder; null when the folder is none. */
export function readKustomization(folder: string): Kustomization | null {
  const file = kustomizationNames.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) return null;
  let content: Json = null;
  let problem: string | null = null;
  try {
    content = readYaml(readFileSync(file, 'utf8')).value;
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
  const trees: string[] = [];
  const resources: string[] = [];
  const absent: string[] = [];
  for (const key of ['resources', 'bases', 'components']) {
    for (const entry of texts(own(content, key))) {
      const path = resolve(folder, entry);
      const type = typeOf(path);
      if (type === 'folder') trees.push(path);
      else if (type === 'file') resources.push(path);
      else absent.push(entry);
    }
  }
  const parts: string[] = [];
  for (const name of partNames(content)) {
    const path = resolve(folder, name);
    if (typeOf(path) === 'file') parts.push(path);
    else if (isRemote(name)) absent.push(name);
  }
  const kind = own(content, 'kind');
  return {
    folder,
    file,
    kind: typeof kind === 'string' ? kind : 'Kustomization',
    trees,
    resources,
    parts,
    absent,
    problem,
  };
}

/** True for what only a network could bring. */
export function isRemote(entry: string): boolean {
  return /:\/\/|^git@|\?ref=|^[\w-]+(?:\.[\w-]+)+\/[\w-]+\/[\w-]/.test(entry);
}

/** All kustomizations that building `folder` reads. */
export function reachable(folder: string, read: (folder: string) => Kustomization | null): Kustomization[] {
  const found = new Map<string, Kustomization>();
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    const kustomization = read(next);
    if (kustomization === null) continue;
    found.set(next, kustomization);
    open.push(...kustomization.trees);
  }
  return [...found.values()];
}

function* partNames(content: Json): Generator<string> {
  for (const key of [
    'patchesStrategicMerge',
    'configurations',
    'crds',
    'transformers',
    'generators',
    'validators',
  ]) {
    yield* texts(own(content, key));
  }
  for (const key of ['patches', 'patchesJson6902', 'replacements']) {
    for (const entry of list(own(content, key))) yield* texts([own(entry, 'path') ?? null]);
  }
  yield* texts([own(own(content, 'openapi'), 'path') ?? null]);
  for (const key of ['configMapGenerator', 'secretGenerator']) {
    for (const entry of list(own(content, key))) {
      for (const file of texts(own(entry, 'files'))) yield file.slice(file.indexOf('=') + 1);
      yield* texts(own(entry, 'envs'));
      yield* texts([own(entry, 'env') ?? null]);
    }
  }
  for (const entry of list(own(content, 'helmCharts'))) {
    yield* texts([own(entry, 'valuesFile') ?? null]);
    yield* texts(own(entry, 'additionalValuesFiles'));
  }
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value.filter((entry) => isObject(entry)) : [];
}

/** Text entries that may be paths: inline patches have several lines. */
function texts(value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry): entry is string => typeof entry === 'string' && !entry.includes('\n'));
}

function typeOf(path: string): 'file' | 'folder' | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() ? 'folder' : found?.isFile() ? 'file' : undefined;
}
