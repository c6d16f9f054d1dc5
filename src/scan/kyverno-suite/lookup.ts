import { type ApiCall, type ContextSource, type Lookup, LookupError } from '../../engine/engine.ts';
import { listAt, textAt } from '../../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';

/** What the policies of a suite may ask for: the namespaces of its values, its cluster resources, its recorded answers. */
export interface SuiteFacts {
  readonly now: Date;
  /** Labels by namespace, from the values. */
  readonly namespaces: ReadonlyMap<string, JsonObject>;
  /** Null when the suite has no cluster: then nothing but recorded answers can be given. */
  readonly cluster: readonly Resource[] | null;
  readonly apiCallResponses: readonly Json[];
  readonly globalContext: ReadonlyMap<string, Json>;
}

export class SuiteLookup implements Lookup {
  readonly now: Date;
  readonly #facts: SuiteFacts;

  constructor(facts: SuiteFacts) {
    this.now = facts.now;
    this.#facts = facts;
  }

  namespace(name: string): JsonObject | undefined {
    const labels = this.#facts.namespaces.get(name);
    if (labels !== undefined) return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
    return this.#facts.cluster?.find((one) => one.kind === 'Namespace' && one.name === name)?.object;
  }

  get(apiVersion: string, kind: string, namespace: string, name: string): JsonObject | undefined {
    return this.#cluster(kind).find(
      (one) =>
        one.apiVersion === apiVersion &&
        one.kind === kind &&
        one.name === name &&
        one.namespace === namespace,
    )?.object;
  }

  list(apiVersion: string, kind: string, namespace?: string): readonly JsonObject[] {
    return this.#cluster(kind)
      .filter(
        (one) =>
          one.apiVersion === apiVersion &&
          one.kind === kind &&
          (namespace === undefined || one.namespace === namespace),
      )
      .map(({ object }) => object);
  }

  answers(source: ContextSource): boolean {
    switch (source) {
      case 'configMap':
        return this.#facts.cluster !== null;
      case 'apiCall':
        return this.#facts.cluster !== null || this.#facts.apiCallResponses.length > 0;
      case 'globalReference':
        return this.#facts.globalContext.size > 0;
      default:
        return false;
    }
  }

  call({ method, urlPath, url }: ApiCall): Json | undefined {
    const address = url || urlPath;
    const recorded = this.#facts.apiCallResponses.find(
      (one) => addressOf(one) === address && (methodOf(one) === '' || methodOf(one) === method),
    );
    return recorded === undefined ? undefined : (own(own(recorded, 'response'), 'body') ?? null);
  }

  globalContext(name: string): Json | undefined {
    if (this.#facts.globalContext.size === 0)
      throw new LookupError(`no global context entry ${name} is recorded`);
    return this.#facts.globalContext.get(name);
  }

  #cluster(kind: string): readonly Resource[] {
    if (this.#facts.cluster === null) throw new LookupError(`no cluster to ask for a ${kind}`);
    return this.#facts.cluster;
  }
}

function addressOf(response: Json): string {
  const url = own(response, 'url');
  const path = own(response, 'urlPath');
  return (typeof url === 'string' && url.trim()) || (typeof path === 'string' ? path.trim() : '');
}

function methodOf(response: Json): string {
  const method = own(response, 'method');
  return typeof method === 'string' ? method.trim().toUpperCase() : '';
}

/** The labels that a values file gives to namespaces; `namespaces` wins over `namespaceSelector`. */
export function namespaceLabels(values: Json | undefined): Map<string, JsonObject> {
  const labels = new Map<string, JsonObject>();
  for (const entry of listAt(values, 'namespaceSelector')) {
    labels.set(textAt(entry, 'name'), labelsOf(own(entry, 'labels')));
  }
  for (const entry of listAt(values, 'namespaces')) {
    const metadata = own(entry, 'metadata');
    labels.set(textAt(metadata, 'name'), labelsOf(own(metadata, 'labels')));
  }
  return labels;
}

function labelsOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
