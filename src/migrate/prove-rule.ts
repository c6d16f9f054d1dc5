import type { Lookup } from '../engine/engine.ts';
import { listAt, textAt } from '../engine/kyverno/read.ts';
import { groupOf } from '../kube/group-kind.ts';
import type { JsonObject } from '../kube/json.ts';
import { type Json, own } from '../kube/json.ts';
import { celPoints } from './cel-points.ts';
import type { KindRef } from './match.ts';
import type { Migrated } from './migrate.ts';
import type { Point } from './points.ts';
import { type Proof, Prover } from './prove.ts';
import { shapeOfKinds } from './shape.ts';
import { type Novelty, witnesses } from './witnesses.ts';

/** What of a rule the proof is about. */
export type Proved = Pick<Extract<Migrated, { ok: true }>, 'rules' | 'reach'>;

/** Judges generated objects that reach each branch of the rule, and the given ones, by rule and translation. */
export function proveRule(
  policy: JsonObject,
  migrated: Proved,
  translation: readonly JsonObject[],
  manifests: readonly JsonObject[],
  now: Date,
): Proof {
  const prover = new Prover(policy, migrated.rules, translation, emptyCluster(now));
  const novelty: Novelty = { fresh: false };
  return prover.prove(objects(migrated, translation, manifests, novelty), novelty);
}

function* objects(
  { reach }: Proved,
  translation: readonly JsonObject[],
  manifests: readonly JsonObject[],
  novelty: Novelty,
): Generator<JsonObject> {
  for (const { kinds, points } of reach) {
    for (const [index, kind] of kinds.entries()) {
      // The first value of the rule is meant to meet it; of the others, those of the translation are the fewer.
      const firsts = points.map(({ path, values }) => ({ path, values: values.slice(0, 1) }));
      const all = [...firsts, ...translatedPoints(translation, kind), ...points];
      const inside = all.filter(({ path: [first] }) => first !== 'kind' && first !== 'apiVersion');
      for (const apiVersion of versionsOf(kind, all)) {
        // Kinds of one rule are mostly read alike.
        yield* witnesses({ ...kind, apiVersion }, inside, novelty, index === 0 ? 1 : 0.15);
      }
    }
  }
  yield* manifests;
}

/** The version of the kind, and those of its group that an expression names. */
function versionsOf({ apiVersion }: KindRef, points: readonly Point[]): readonly string[] {
  const named = points
    .filter(({ path: [first] }) => first === 'apiVersion')
    .flatMap(({ values }) => values)
    .filter((value) => typeof value === 'string')
    .filter((value) => /^[a-z0-9.]+\/v[a-z0-9]+$/.test(value) && groupOf(value) === groupOf(apiVersion));
  return [...new Set([apiVersion, ...named])];
}

/** The places that the translation looks at in objects of a kind. */
function translatedPoints(translation: readonly JsonObject[], kind: KindRef): readonly Point[] {
  return translation.flatMap((policy) => {
    const spec = own(policy, 'spec');
    const written = (list: string): readonly Json[] => listAt(spec, list);
    return celPoints(
      [...written('matchConditions'), ...written('validations')].map((one) => textAt(one, 'expression')),
      written('variables').map((one) => ({
        name: textAt(one, 'name'),
        expression: textAt(one, 'expression'),
      })),
      shapeOfKinds([kind]),
    );
  });
}

function emptyCluster(now: Date): Lookup {
  return { namespace: () => undefined, get: () => undefined, list: () => [], now };
}
