import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { type Lookup, LookupError } from '../../engine.ts';
import { type Conditions, compileConditions } from '../condition/condition.ts';
import { type ContextEntry, compileContext } from '../context/entry.ts';
import { ImagesLoader } from '../context/images.ts';
import { kindOf } from '../match/kind-selector.ts';
import { type Block, compileBlock, exceptsByFilter } from '../match/rule-match.ts';
import { targetOf } from '../match/target.ts';
import { objectAt, textAt } from '../read.ts';
import { NamespaceLabels } from '../review.ts';
import { type Refusal, validateKyverno } from '../validation/validate.ts';
import { SubstitutionError } from '../variable/error.ts';
import { Expressions } from '../variable/expression.ts';
import { JsonContext } from '../variable/json-context.ts';
import { parseSchedule, type Schedule } from './schedule.ts';

/** A policy that deletes things from time to time, compiled. */
export interface CleanupPolicy {
  /** `namespace/name`, or the name of a cluster-wide one. */
  readonly key: string;
  readonly schedule: Schedule;
  /** Whether it deletes an object at the time of `lookup`; a text is why that cannot be told. */
  deletes(resource: Resource, lookup: Lookup): boolean | string;
}

/** Compiles ClusterCleanupPolicies and CleanupPolicies. What a cluster refuses is one of the `problems`. */
export function loadCleanupPolicies(resources: readonly Resource[]): {
  readonly policies: readonly CleanupPolicy[];
  readonly problems: readonly Refusal[];
} {
  const expressions = new Expressions();
  const policies: CleanupPolicy[] = [];
  const problems: Refusal[] = [];
  for (const resource of resources.filter(isCleanupPolicy)) {
    const refusal = validateKyverno(resource);
    const schedule = parseSchedule(textAt(own(resource.object, 'spec'), 'schedule'));
    if (refusal !== null) problems.push(refusal);
    else if (schedule !== null) policies.push(compile(resource, schedule, expressions));
  }
  return { policies, problems };
}

export function isCleanupPolicy({ apiVersion, kind }: Resource): boolean {
  return (
    apiVersion.startsWith('kyverno.io/') && (kind === 'ClusterCleanupPolicy' || kind === 'CleanupPolicy')
  );
}

/** Kyverno v1.19 pkg/controllers/cleanup/controller.go; what it matches by is what exceptions match by. */
function compile(resource: Resource, schedule: Schedule, expressions: Expressions): CleanupPolicy {
  const spec = own(resource.object, 'spec');
  const namespace = resource.kind === 'CleanupPolicy' ? resource.namespace || 'default' : '';
  const match = compileBlock(own(spec, 'match'), 'exception');
  const exclude = compileBlock(own(spec, 'exclude'), 'exception');
  const entries = compileContext(own(spec, 'context'), { expressions, policyNamespace: namespace });
  const conditions = objectAt(spec, 'conditions');
  const compiled = conditions === undefined ? null : compileConditions(conditions, expressions);
  return {
    key: namespace === '' ? resource.name : `${namespace}/${resource.name}`,
    schedule,
    deletes: (candidate, lookup) => {
      if (namespace !== '' && candidate.namespace !== namespace) return false;
      if (!matches(match, candidate, lookup) || matches(exclude, candidate, lookup)) return false;
      return compiled === null || holds(compiled, entries, candidate.object, expressions, lookup);
    },
  };
}

function matches(block: Block, { apiVersion, kind, object }: Resource, lookup: Lookup): boolean {
  const target = targetOf(object, kindOf(apiVersion, kind));
  const labels = new NamespaceLabels(lookup);
  const question = {
    target,
    requester: { userInfo: { username: '' }, roles: [], clusterRoles: [], unknown: true },
    operation: 'DELETE' as const,
    namespaceLabels: () => labels.of(target.namespace),
  };
  return block.matches(question, exceptsByFilter);
}

function holds(
  conditions: Conditions,
  entries: readonly ContextEntry[],
  object: JsonObject,
  expressions: Expressions,
  lookup: Lookup,
): boolean | string {
  const namespace: Json = textAt(own(object, 'metadata'), 'namespace');
  const context = new JsonContext({ target: object, request: { namespace } }, expressions, lookup, false);
  context.addLoader(new ImagesLoader(object));
  for (const entry of entries) context.addLoader(entry.loader(false));
  try {
    return conditions.evaluate(context).holds;
  } catch (error) {
    if (error instanceof SubstitutionError || error instanceof LookupError) return error.message;
    if (error instanceof RangeError) return 'the policy or the object is nested too deeply to be judged';
    throw error;
  }
}
