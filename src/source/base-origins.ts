import type { Origin, Resource } from '../kube/resource.ts';
import { fileBytes } from './file-bytes.ts';
import { readBytes } from './read-bytes.ts';
import type { DocumentContext } from './read-document.ts';

/**
 * The objects that a kustomize tree is built from, to tell where a built one comes from: the one of the same kind whose name is
 * the same, or part of the new one (kustomize puts prefixes and suffixes to names).
 */
export class BaseOrigins {
  readonly #byKind = new Map<string, { name: string; origin: Origin }[]>();

  /** `files` are pairs of a path to open and the name to call it by. Files that cannot be read are left out. */
  constructor(
    files: Iterable<readonly [path: string, name: string]>,
    context: DocumentContext,
    maxSize: number,
  ) {
    for (const [path, name] of files) {
      for (const events of readBytes(fileBytes(path, maxSize), { ...context, file: name }, undefined)) {
        for (const event of events) if (event.type === 'resource') this.#add(event.resource);
      }
    }
  }

  find(apiVersion: string, kind: string, name: string): Origin | undefined {
    let best: { name: string; origin: Origin } | undefined;
    for (const candidate of this.#byKind.get(`${apiVersion}/${kind}`) ?? []) {
      if (!name.includes(candidate.name)) continue;
      if (best === undefined || candidate.name.length > best.name.length) best = candidate;
    }
    if (best === undefined) return undefined;
    // Not `place`: an overlay may have changed what the base says, so there is nothing to edit by.
    const { origin } = best;
    return { file: origin.file, start: origin.start, locate: (path) => origin.locate?.(path) };
  }

  #add({ apiVersion, kind, name, origin }: Resource): void {
    const key = `${apiVersion}/${kind}`;
    const known = this.#byKind.get(key);
    if (known) known.push({ name, origin });
    else this.#byKind.set(key, [{ name, origin }]);
  }
}
