import type { EvidenceStore } from '../../evidence/open-store.ts';
import { mark } from '../../evidence/redact.ts';
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

/** What is recorded of a scope, as inputs: its namespaces, and its workloads as they were last judged. */
export function recordedInputs(
  store: EvidenceStore,
  scope: string,
  redactions: Redactions,
  only: string | null,
): RecordedInputs {
  return new Recorded(store, scope, redactions, only);
}

const rowsAtOnce = 2000;

class Recorded implements RecordedInputs {
  readonly #store: EvidenceStore;
  readonly #scope: string;
  readonly #redactions: Redactions;
  readonly #only: string | null;
  readonly #owners = new WeakMap<Resource, string>();
  readonly #bodiless = new Set<string>();

  constructor(store: EvidenceStore, scope: string, redactions: Redactions, only: string | null) {
    this.#store = store;
    this.#scope = scope;
    this.#redactions = redactions;
    this.#only = only;
  }

  get bodiless(): readonly string[] {
    return [...this.#bodiless];
  }

  ownerOf(resource: Resource): string {
    return this.#owners.get(resource) ?? '';
  }

  async *read(kinds?: readonly string[]): AsyncGenerator<readonly SourceEvent[]> {
    if (kinds === undefined || kinds.includes('Namespace'))
      yield (await this.#namespaces()).map(({ name, labels, owner }) =>
        this.#event({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }, owner, ''),
      );
    const others = kinds?.filter((kind) => kind !== 'Namespace');
    if (others?.length === 0) return;
    for (let after = 0; ; ) {
      const some = await this.#subjects(after, others);
      yield some.flatMap((row) => {
        if (row.body === null) {
          this.#bodiless.add(`${row.kind} ${row.namespace}/${row.name}`);
          return [];
        }
        return [this.#event(this.#objectOf(row.body), row.owner, '')];
      });
      const last = some.at(-1);
      if (last === undefined || some.length < rowsAtOnce) return;
      after = last.id;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #namespaces(): Promise<{ name: string; labels: JsonObject; owner: string }[]> {
    let query = this.#store.db
      .selectFrom('namespace')
      .select(['name', 'labels', 'owner'])
      .where('scope', '=', this.#scope)
      .where('gone_at', 'is', null)
      .orderBy('name');
    if (this.#only !== null) query = query.where('name', '=', this.#only);
    return (await query.execute()).map((row) => ({ ...row, labels: JSON.parse(row.labels) as JsonObject }));
  }

  #subjects(after: number, kinds: readonly string[] | undefined) {
    let query = this.#store.db
      .selectFrom('subject')
      .innerJoin('namespace', 'namespace.id', 'subject.namespace_id')
      .leftJoin('spec', 'spec.hash', 'subject.spec_hash')
      .select(['subject.id', 'namespace.name as namespace', 'kind', 'subject.name', 'subject.owner', 'body'])
      .where('scope', '=', this.#scope)
      .where('namespace.gone_at', 'is', null)
      .where('subject.gone_at', 'is', null)
      .where('subject.id', '>', after)
      .orderBy('subject.id')
      .limit(rowsAtOnce);
    if (this.#only !== null) query = query.where('namespace.name', '=', this.#only);
    if (kinds !== undefined) query = query.where('kind', 'in', kinds);
    return query.execute();
  }

  #objectOf(body: string): JsonObject {
    const object = JSON.parse(body) as JsonObject;
    if (body.includes(mark)) this.#redactions.guard(object);
    return object;
  }

  #event(object: JsonObject, owner: string, file: string): SourceEvent {
    const resource = { ...resourceOf(object), origin: { file, start: { line: 1, column: 1 } } };
    this.#owners.set(resource, owner);
    return { type: 'resource', resource };
  }
}
