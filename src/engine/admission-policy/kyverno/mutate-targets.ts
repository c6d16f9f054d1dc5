import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { type Activation, toJson } from '../../../language/cel/index.ts';
import type { AdmissionRequest, Lookup } from '../../engine.ts';
import { assumeNamespaces } from '../assume-namespaces.ts';
import { type Attributes, attributesOf } from '../attributes.ts';
import type { KindTable } from '../kind-table.ts';
import { compileMatchResources, MatchError } from '../match-resources.ts';
import { activationOf } from './ask.ts';
import { begin, evaluate } from './begin.ts';
import type { CompiledMutating } from './compile.ts';
import { type MutationEvaluation, mutateBy } from './mutate.ts';
import { policyKey, text } from './policy.ts';
import type { Variant } from './variants.ts';

/** An existing object as a policy leaves it. */
export interface TargetMutation {
  readonly target: Resource;
  readonly evaluation: MutationEvaluation;
}

/**
 * What a policy makes of existing objects because of a request that it matches (kyverno 111e07bb pkg/background/mpol).
 * Its expressions see the target as `object` and the request that triggered it as `request`.
 */
export function mutateTargets(
  { policy, compiled }: Variant<CompiledMutating>,
  trigger: Attributes,
  targets: readonly Resource[],
  kinds: KindTable,
  lookup: Lookup,
): readonly TargetMutation[] {
  const selection = compiled.spec.targets;
  if (selection === null) return [];
  const activation = activationOf(trigger, lookup);
  if (begin(compiled, activation, lookup.now, 'Fail').outcome !== 'go') return [];
  const chosen = chosenBy(compiled, activation, lookup);
  const matches =
    selection.constraints === null
      ? () => null
      : compileMatchResources(selection.constraints, kinds, { generateNames: true });
  const asTarget = { ...compiled, matchConditions: compiled.targetConditions };
  return targets.flatMap((target) => {
    const attributes = attributesOf(requestFor(target), kinds);
    const selected =
      chosen !== null
        ? chosen.has(policyKey(target))
        : isMatch(matches(attributes, assumeNamespaces(lookup)));
    if (!selected || (policy.namespace !== '' && policy.namespace !== target.namespace)) return [];
    const struct = kinds.find(target.apiVersion, target.kind).struct();
    const seen = {
      ...activation,
      ...activationOf(attributes, lookup),
      request: activation.request,
      namespaceObject: null,
    };
    return { target, evaluation: mutateBy(asTarget, target.object, struct, seen, lookup.now) };
  });
}

function isMatch(result: ReturnType<ReturnType<typeof compileMatchResources>>): boolean {
  return result !== null && !(result instanceof MatchError);
}

function requestFor(resource: Resource): AdmissionRequest {
  return {
    operation: 'UPDATE',
    resource,
    oldObject: null,
    subResource: '',
    userInfo: { username: '' },
    dryRun: false,
  };
}

/** The keys of the objects that the policy's expression gives; null for a policy that has none. */
function chosenBy(
  compiled: CompiledMutating,
  activation: Activation,
  { now }: Lookup,
): ReadonlySet<string> | null {
  if (compiled.targetExpression === null) return null;
  const begun = begin({ ...compiled, matchConditions: [], exceptions: [] }, activation, now, 'Fail');
  if (begun.outcome !== 'go') return new Set();
  const result = evaluate(compiled.targetExpression, begun.scope);
  const value = result.ok ? (toJson(result.value) as Json | undefined) : undefined;
  const items = own(value, 'items');
  return new Set(
    (Array.isArray(items) ? items : [value]).flatMap((item) => (isObject(item) ? keyOf(item) : [])),
  );
}

function keyOf(object: JsonObject): string {
  const metadata = own(object, 'metadata');
  return policyKey({ namespace: text(own(metadata, 'namespace')), name: text(own(metadata, 'name')) });
}
