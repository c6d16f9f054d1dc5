import type { Json, JsonObject, Path } from '../../../kube/json.ts';
import type { Failure } from './failure.ts';

/** Compares one place of a resource with one node of a pattern; null when it meets it. */
export type Check = (value: Json | undefined, walk: Walk) => Failure | null;

/** One comparison of a resource with a pattern: where it stands, and which anchors it has met. */
export class Walk {
  readonly path: (string | number)[] = [];
  /** By key with its anchor: whether some part of the resource had it (kyverno v1.19 pkg/engine/anchor/anchormap.go). */
  #anchors: Map<string, boolean> | null = null;

  here(): Path {
    return this.path.slice();
  }

  /** `keys` are pairs of a key with its anchor and the key alone. */
  sawAnchors(keys: readonly (readonly [string, string])[], object: JsonObject): void {
    this.#anchors ??= new Map();
    for (const [anchored, key] of keys) {
      if (this.#anchors.get(anchored) !== true) this.#anchors.set(anchored, Object.hasOwn(object, key));
    }
  }

  /** True when an anchored key was nowhere to be found; a negation is meant to be. */
  anchorsAreMissing(): boolean {
    if (this.#anchors === null) return false;
    for (const [anchored, found] of this.#anchors)
      if (!found && !anchored.trim().startsWith('X(')) return true;
    return false;
  }
}
