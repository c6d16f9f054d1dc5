import type { Engine } from '../engine/engine.ts';
import { type PodKinds, podKindOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import { builtInKind } from '../kube/structure/kinds.ts';

/** Counts kinds that nothing judges and no table knows, so that a custom kind with pods in it is never passed over in silence. */
export class UnknownKinds {
  readonly counts: Map<string, number> = new Map();
  readonly #engines: readonly Engine[];
  readonly #podKinds: PodKinds;
  readonly #known: Map<string, boolean> = new Map();

  constructor(engines: readonly Engine[], podKinds: PodKinds) {
    this.#engines = engines;
    this.#podKinds = podKinds;
  }

  note({ apiVersion, kind }: Resource): void {
    const key = `${kind}.${apiVersion}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known =
        builtInKind(apiVersion, kind) !== undefined ||
        podKindOf(apiVersion, kind, this.#podKinds) !== undefined ||
        this.#engines.some((engine) => engine.concerns(apiVersion, kind));
      this.#known.set(key, known);
    }
    if (!known) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}
