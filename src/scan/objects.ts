import { type Lookup, LookupError } from '../engine/engine.ts';
import type { Json, JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { ImageEvidence } from '../source/registry/evidence.ts';

/** Among the kinds an engine looks up: all of them. */
export const anyKind = '*';

/** The objects of the input that others refer to. Of two with the same name the last one counts, as with `kubectl apply`. */
export class Objects implements Lookup {
  readonly now: Date;
  readonly withoutRegistry = true;
  readonly #objects: Map<string, Resource> = new Map();

  constructor(now: Date) {
    this.now = now;
  }

  add(resource: Resource): void {
    const { apiVersion, kind, namespace, name } = resource;
    this.#objects.set(keyOf(apiVersion, kind, namespace, name), resource);
  }

  namespace(name: string): JsonObject | undefined {
    return this.get('v1', 'Namespace', '', name);
  }

  get(apiVersion: string, kind: string, namespace: string, name: string): JsonObject | undefined {
    return this.#objects.get(keyOf(apiVersion, kind, namespace, name))?.object;
  }

  list(apiVersion: string, kind: string, namespace?: string): readonly JsonObject[] {
    const found: JsonObject[] = [];
    for (const resource of this.#objects.values()) {
      if (resource.apiVersion !== apiVersion || resource.kind !== kind) continue;
      if (namespace === undefined || resource.namespace === namespace) found.push(resource.object);
    }
    return found;
  }

  imageData(reference: string): Json {
    throw notAsked(reference);
  }

  imageEvidence(reference: string): ImageEvidence {
    throw notAsked(reference);
  }
}

function notAsked(image: string): LookupError {
  return new LookupError(
    `no registry was asked about ${image}: --registry asks it, --registry-answers reads what was recorded`,
  );
}

function keyOf(...parts: readonly string[]): string {
  return parts.join('\0');
}
