import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../error.ts';
import type { LabelPatch, Labels } from '../pod-security-stage.ts';
import { editNamespace, namespacesIn, newNamespace } from './edit-namespace.ts';
import { temporaryPrefix, writeWhole } from './write-whole.ts';

export class TreeError extends CodedError<'NAMESPACE_TWICE' | 'NAMESPACE_UNUSUAL' | 'TREE_MISSING'> {
  override readonly name = 'TreeError';
}

/** A file as it is, and as it will be. */
export interface FileChange {
  /** Seen from the root of the tree. */
  readonly file: string;
  readonly before: Buffer | null;
  readonly after: Buffer;
}

interface Found {
  readonly file: string;
  readonly labels: Labels;
}

/** The Namespace manifests below a folder. */
export class NamespaceTree {
  readonly root: string;
  readonly #found: Map<string, Found[]> = new Map();

  private constructor(root: string) {
    this.root = root;
  }

  /** Reads every manifest below `root`; links are not followed, hidden folders are passed over. */
  static read(root: string): NamespaceTree {
    if (!existsSync(root))
      throw new TreeError(
        'TREE_MISSING',
        `expected the folder of the Namespace manifests, found none at ${root}`,
      );
    const tree = new NamespaceTree(root);
    for (const file of manifestsBelow(root))
      for (const { name, labels } of namespacesIn(readFileSync(join(root, file))))
        tree.#add(name, { file, labels });
    return tree;
  }

  #add(name: string, found: Found): void {
    const others = this.#found.get(name);
    if (others === undefined) this.#found.set(name, [found]);
    else others.push(found);
  }

  names(): string[] {
    return [...this.#found.keys()].sort();
  }

  labels(namespace: string): Labels | undefined {
    const found = this.#found.get(namespace);
    return found?.length === 1 ? found[0]?.labels : undefined;
  }

  /** What has to be written so that the namespace has these labels. */
  change(namespace: string, patch: LabelPatch): FileChange {
    const found = this.#found.get(namespace) ?? [];
    if (found.length > 1)
      throw new TreeError(
        'NAMESPACE_TWICE',
        `expected one Namespace ${namespace}, found it in ${found.map((one) => one.file).join(' and ')}: set output.path to the folder that is applied`,
      );
    const file = found[0]?.file ?? this.#newFile(namespace);
    if (found[0] === undefined)
      return { file, before: null, after: Buffer.from(newNamespace(namespace, patch)) };
    const before = readFileSync(join(this.root, file));
    const after = editNamespace(before, namespace, patch);
    if (after === undefined)
      throw new TreeError(
        'NAMESPACE_UNUSUAL',
        `${file}: the labels of Namespace ${namespace} are written in a way that cannot be edited safely; write them as plain lines`,
      );
    return { file, before, after };
  }

  #newFile(namespace: string): string {
    return existsSync(join(this.root, `${namespace}.yaml`))
      ? `${namespace}.namespace.yaml`
      : `${namespace}.yaml`;
  }

  /** Writes a change so that a reader sees the old file or the new one, whatever happens meanwhile. */
  write({ file, before, after }: FileChange): void {
    const path = join(this.root, file);
    writeWhole(path, after, before === null ? undefined : statSync(path).mode & 0o777);
    for (const { name, labels } of namespacesIn(after)) {
      const others = (this.#found.get(name) ?? []).filter((one) => one.file !== file);
      this.#found.set(name, [...others, { file, labels }]);
    }
  }

  /** Removes what a killed process left half written. */
  sweep(): void {
    for (const path of walk(this.root, '', (name) => name.startsWith(temporaryPrefix)))
      rmSync(join(this.root, path), { force: true });
  }
}

function manifestsBelow(root: string): string[] {
  return [...walk(root, '', (name) => /\.(?:ya?ml|json)$/.test(name) && !name.startsWith('.'))];
}

function* walk(root: string, folder: string, wanted: (name: string) => boolean): Generator<string> {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules') yield* walk(root, path, wanted);
    } else if (entry.isFile() && wanted(entry.name)) {
      yield path;
    }
  }
}
