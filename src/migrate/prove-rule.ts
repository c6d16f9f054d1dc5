import type { Lookup } from '../engine/engine.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Migrated } from './migrate.ts';
import { type Proof, Prover, requestsFor } from './prove.ts';
import { witnesses } from './witnesses.ts';

/** Judges generated objects that reach each branch of the rule, and the given ones, by rule and translation. */
export function proveRule(
  policy: JsonObject,
  migrated: Extract<Migrated, { ok: true }>,
  translation: readonly JsonObject[],
  manifests: readonly JsonObject[],
  now: Date,
): Proof {
  const prover = new Prover(policy, migrated.rules, translation, emptyCluster(now));
  return prover.prove(requestsFor(objects(migrated, manifests)));
}

function* objects(
  { reach }: Extract<Migrated, { ok: true }>,
  manifests: readonly JsonObject[],
): Generator<JsonObject> {
  for (const { kinds, points } of reach) for (const kind of kinds) yield* witnesses(kind, points);
  yield* manifests;
}

function emptyCluster(now: Date): Lookup {
  return { namespace: () => undefined, get: () => undefined, list: () => [], now };
}
