import type { ExceptionContract, Subject } from './contract.ts';

/**
 * Finds whatever belongs to the contracts that name a workload, without asking every contract. May find more than
 * match: API groups and the text before a `*` are for the subject's own test.
 */
export class SubjectIndex<T> {
  readonly #exact = new Map<string, Set<T>>();
  readonly #wild = new Map<string, Set<T>>();

  add({ metadata, spec }: ExceptionContract, entry: T): void {
    for (const subject of spec.subjects) {
      const [map, key] = subject.name.endsWith('*')
        ? [this.#wild, kindKey(metadata.namespace, subject)]
        : [this.#exact, nameKey(metadata.namespace, subject)];
      const entries = map.get(key);
      if (entries === undefined) map.set(key, new Set([entry]));
      else entries.add(entry);
    }
  }

  find(namespace: string, name: Pick<Subject, 'kind' | 'name'>): T[] {
    return [
      ...(this.#exact.get(nameKey(namespace, name)) ?? []),
      ...(this.#wild.get(kindKey(namespace, name)) ?? []),
    ];
  }
}

function kindKey(namespace: string, { kind }: Pick<Subject, 'kind'>): string {
  return `${namespace}/${kind}`;
}

function nameKey(namespace: string, { kind, name }: Pick<Subject, 'kind' | 'name'>): string {
  return `${namespace}/${kind}/${name}`;
}
