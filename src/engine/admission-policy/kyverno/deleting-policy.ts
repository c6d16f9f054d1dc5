import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { onAnyOperation, readNamedExpressions } from '../policy.ts';
import { type CelSpec, type KyvernoCelPolicy, readCelSpec, readKyvernoPolicy, text } from './policy.ts';

/** A DeletingPolicy or NamespacedDeletingPolicy: what it matches is deleted when its schedule comes round. */
export type DeletingPolicy = KyvernoCelPolicy<DeletingPolicySpec>;

export interface DeletingPolicySpec extends CelSpec {
  readonly schedule: string;
}

export function readDeletingPolicy(object: JsonObject): DeletingPolicy {
  return readKyvernoPolicy(object, readDeletingSpec);
}

/** Its conditions are match conditions, and it is about no operation. */
function readDeletingSpec(spec: Json | undefined): DeletingPolicySpec {
  const common = readCelSpec(spec);
  const { matchConstraints } = common;
  return {
    ...common,
    matchConditions: readNamedExpressions(own(spec, 'conditions')),
    matchConstraints: matchConstraints && onAnyOperation(matchConstraints),
    schedule: text(own(spec, 'schedule')),
  };
}
