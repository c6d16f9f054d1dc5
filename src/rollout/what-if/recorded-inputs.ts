import type { EvidenceStore } from '../../evidence/open-store.ts';
import { mark } from '../../evidence/redact.ts';
import { chunks } from '../../evidence/rows.ts';
import { specObject } from '../../evidence/spec-body.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { SourceEvent } from '../../source/event.ts';
import type { Inputs } from '../../source/inputs.ts';
import { resourceOf } from '../contract-cover.ts';
import type { Redactions } from './redactions.ts';

export interface RecordedInputs extends Inputs {
  /** Who answers for a resource that was read here, as it was recorded; '' when nobody is known to. */
  ownerOf(resource: Resource): string;
  /** Workloads that were seen as pods only: what they are made from was never recorded. */
  readonly bodiless: readonly string[];
}

export interface RecordedOptions {
  readonly scope: string;
  readonly redactions: Redactions;
  /** Only this namespace. */
  readonly only: string | null;
  /** A path from the top of the repository as one from here. */
  readonly placeOf: (file: string) => string;
}

/** What is recorded of a scope, as inputs: its namespaces, and its workloads as they were last judged. */
export function recordedInputs(store: EvidenceStore, options: RecordedOptions): RecordedInputs {
  return new Recorded(store, options);
}

/** So many namespaces are asked for at once. */
const namespacesAtOnce = 20;

class Recorded implements RecordedInputs {
  readonly #store: EvidenceStore;
  readonly #options: RecordedOptions;
  readonly #owners = new WeakMap<Resource, string>();
  readonly #bodiless = new Set<string>();

  constructor(store: EvidenceStore, options: RecordedOptions) {
    this.#store = store;
    this.#options = options;
  }

  get bodiless(): readonly string[] {
    return [...this.#bodiless];
  }

  ownerOf(resource: Resource): string {
    return this.#owners.get(resource) ?? '';
  }

  async *read(kinds?: readonly string[]): AsyncGenerator<readonly SourceEvent[]> {
    const namespaces = await this.#namespaces();
    if (kinds === undefined || kinds.includes('Namespace'))
      yield namespaces.map(({ name, labels, owner }) =>
        this.#event(this.#namespaceOf(name, labels), owner, ''),
      );
    const others = kinds?.filter((kind) => kind !== 'Namespace');
    if (others?.length === 0) return;
    for (const some of chunks(namespaces, namespacesAtOnce)) {
      const names = new Map(some.map(({ id, name }) => [id, name]));
      const rows = await this.#subjects([...names.keys()], others);
      // A few at a time, so that what is judged can be forgotten soon.
      for (const few of chunks(rows, 200))
        yield few.flatMap(({ namespace_id, kind, name, owner, file, body }) => {
          const namespace = names.get(namespace_id) as string;
          if (body !== null)
            return [
              this.#event(
                this.#objectOf(body, { namespace, name }),
                owner,
                file === '' ? '' : this.#options.placeOf(file),
              ),
            ];
          this.#bodiless.add(`${kind} ${namespace}/${name}`);
          return [];
        });
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #namespaces(): Promise<{ id: number; name: string; labels: JsonObject; owner: string }[]> {
    let query = this.#store.db
      .selectFrom('namespace')
      .select(['id', 'name', 'labels', 'owner'])
      .where('scope', '=', this.#options.scope)
      .where('gone_at', 'is', null)
      .orderBy('name');
    if (this.#options.only !== null) query = query.where('name', '=', this.#options.only);
    return (await query.execute()).map((row) => ({ ...row, labels: JSON.parse(row.labels) as JsonObject }));
  }

  /** In the order of the index over workloads, so that nothing has to be sorted. */
  #subjects(namespaces: readonly number[], kinds: readonly string[] | undefined) {
    let query = this.#store.db
      .selectFrom('subject')
      .leftJoin('spec', 'spec.hash', 'subject.spec_hash')
      .select(['namespace_id', 'kind', 'name', 'owner', 'file', 'body'])
      .where('namespace_id', 'in', namespaces)
      .where('gone_at', 'is', null)
      .orderBy('namespace_id')
      .orderBy('api_group')
      .orderBy('kind')
      .orderBy('name');
    if (kinds !== undefined) query = query.where('kind', 'in', kinds);
    return query.execute();
  }

  /** Of a namespace only the labels are recorded. */
  #namespaceOf(name: string, labels: JsonObject): JsonObject {
    const metadata: JsonObject = { name, labels };
    const object: JsonObject = { apiVersion: 'v1', kind: 'Namespace', metadata };
    this.#options.redactions.lacks(metadata, 'annotations', ['metadata', 'annotations']);
    this.#options.redactions.lacks(object, 'spec', ['spec']);
    return object;
  }

  #objectOf(body: string, named: { readonly namespace: string; readonly name: string }): JsonObject {
    const object = specObject(body, named);
    if (body.includes(mark)) this.#options.redactions.guard(object);
    return object;
  }

  #event(object: JsonObject, owner: string, file: string): SourceEvent {
    const resource = { ...resourceOf(object), origin: { file, start: { line: 1, column: 1 } } };
    this.#owners.set(resource, owner);
    return { type: 'resource', resource };
  }
}
