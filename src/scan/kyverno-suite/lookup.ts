import { type ApiCall, type ContextSource, type Lookup, LookupError } from '../../engine/engine.ts';
import { listAt, objectAt, textAt } from '../../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';

/** What the policies of a suite may ask for: its namespaces, its objects, its recorded answers. */
export interface SuiteFacts {
  readonly now: Date;
  /** From the values, by name. */
  readonly namespaces: ReadonlyMap<string, JsonObject>;
  readonly objects: readonly Resource[];
  /** True when the objects are a cluster, which context entries may ask. */
  readonly cluster: boolean;
  readonly apiCallResponses: readonly Json[];
  /** Policies in CEL see an answer whole, `{ statusCode, body }`; the classic ones see the body of a good one. */
  readonly wholeResponses: boolean;
  readonly globalContext: ReadonlyMap<string, Json>;
  /** What a Context file records of images, by reference. */
  readonly images: ReadonlyMap<string, JsonObject>;
}

export class SuiteLookup implements Lookup {
  readonly now: Date;
  readonly #facts: SuiteFacts;

  constructor(facts: SuiteFacts) {
    this.now = facts.now;
    this.#facts = facts;
  }

  namespace(name: string): JsonObject | undefined {
    const declared = this.#facts.namespaces.get(name);
    if (declared !== undefined || !this.#facts.cluster) return declared;
    return this.#facts.objects.find((one) => one.kind === 'Namespace' && one.name === name)?.object;
  }

  get(apiVersion: string, kind: string, namespace: string, name: string): JsonObject | undefined {
    return this.#facts.objects.find(
      (one) =>
        one.apiVersion === apiVersion &&
        one.kind === kind &&
        one.name === name &&
        one.namespace === namespace,
    )?.object;
  }

  list(apiVersion: string, kind: string, namespace?: string): readonly JsonObject[] {
    return this.#facts.objects
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
        return this.#facts.cluster;
      case 'apiCall':
        return this.#facts.cluster || this.#facts.apiCallResponses.length > 0;
      case 'globalReference':
        return this.#facts.globalContext.size > 0;
      default:
        return false;
    }
  }

  call({ method, urlPath, url }: ApiCall): Json | undefined {
    const address = url || urlPath;
    const recorded = this.#facts.apiCallResponses
      .filter((one) => addressOf(one) === address)
      .sort((a, b) => methodOf(b).length - methodOf(a).length)
      .find((one) => methodOf(one) === '' || methodOf(one) === method);
    if (recorded === undefined) return undefined;
    const response = own(recorded, 'response');
    const status = Number(own(response, 'statusCode') ?? 0) || 200;
    const body = own(response, 'body') ?? null;
    if (this.#facts.wholeResponses) return { statusCode: status, body };
    if (status < 200 || status >= 300) throw new LookupError(`HTTP ${status} from the recorded ${address}`);
    return body;
  }

  imageData(reference: string): Json {
    const data = this.#facts.images.get(reference);
    if (data === undefined) throw new LookupError(`nothing is recorded of image ${reference}`);
    return data;
  }

  globalContext(name: string): Json | undefined {
    return this.#facts.globalContext.get(name);
  }
}

function addressOf(response: Json): string {
  return textAt(response, 'url').trim() || textAt(response, 'urlPath').trim();
}

function methodOf(response: Json): string {
  return textAt(response, 'method').trim().toUpperCase();
}

/** The namespaces that a values file declares; `namespaces` wins over `namespaceSelector`. */
export function declaredNamespaces(values: Json | undefined): Map<string, JsonObject> {
  const declared = new Map<string, JsonObject>();
  for (const entry of listAt(values, 'namespaceSelector')) {
    const name = textAt(entry, 'name');
    const labels = objectAt(entry, 'labels') ?? {};
    declared.set(name, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  }
  for (const entry of listAt(values, 'namespaces'))
    if (isObject(entry)) declared.set(textAt(own(entry, 'metadata'), 'name'), entry);
  return declared;
}
