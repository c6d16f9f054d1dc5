import { createRequest, type Engine } from '../engine/engine.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { specObject } from '../evidence/spec-body.ts';
import { fieldText } from '../field.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { Objects } from '../scan/objects.ts';
import { resourceOf } from './contract-cover.ts';
import type { GatherContext } from './gather.ts';
import type { Replay } from './inputs.ts';
import { revisionsOf } from './judged.ts';
import type { RolloutPlan } from './rollout-plan.ts';
import { type ExactPolicies, exactPolicies } from './what-if/exact-policies.ts';
import { Redactions } from './what-if/redactions.ts';

type ReplayOf = NonNullable<GatherContext['replay']>;

/**
 * Judges what was recorded by an old and a new revision of a rollout's policies. Only where every object gets the same
 * verdicts has the new one proved what the old one had.
 */
export function replayer(store: EvidenceStore, scope: string, now: Date): ReplayOf {
  const known = new Map<string, Promise<ReadonlyMap<number, Replay>>>();
  return async (plan, namespace, from, to) => {
    const key = `${plan.name} ${from} ${to}`;
    let replays = known.get(key);
    if (replays === undefined) {
      replays = replayAll(store, scope, plan, from, to, now);
      known.set(key, replays);
    }
    return (await replays).get(namespace.id) ?? null;
  };
}

interface Revision {
  readonly engine: Engine;
  readonly since: number;
  readonly isUnknown: ExactPolicies['isUnknown'];
}

async function replayAll(
  store: EvidenceStore,
  scope: string,
  plan: RolloutPlan,
  from: string,
  to: string,
  now: Date,
): Promise<ReadonlyMap<number, Replay>> {
  const replays = new Map<number, Replay>();
  const redactions = new Redactions();
  const [before, after] = [
    await revisionOf(store, scope, plan, from, redactions),
    await revisionOf(store, scope, plan, to, redactions),
  ];
  if (before === undefined || after === undefined) return replays;
  const rows = await store.db
    .selectFrom('subject')
    .innerJoin('namespace', 'namespace.id', 'subject.namespace_id')
    .leftJoin('spec', 'spec.hash', 'subject.spec_hash')
    .select([
      'namespace.id as namespace',
      'namespace.name as namespaceName',
      'namespace.labels as labels',
      'subject.name as name',
      'body',
    ])
    .where('scope', '=', scope)
    .where('subject.gone_at', 'is', null)
    .where('namespace.gone_at', 'is', null)
    .execute();
  const lookup = new Objects(now);
  for (const { namespaceName, labels } of rows)
    lookup.add(namespaceOf(namespaceName, JSON.parse(labels) as JsonObject));
  const rules = new Set(plan.policies.map((policy) => policy.name));
  for (const { namespace, namespaceName, name, body } of rows) {
    const sum = replays.get(namespace) ?? {
      from,
      fromSince: before.since,
      to,
      specs: 0,
      different: 0,
      unreplayable: 0,
    };
    const same = body === null ? null : judgedAlike(body, { namespace: namespaceName, name });
    replays.set(namespace, {
      ...sum,
      specs: sum.specs + 1,
      different: sum.different + (same === false ? 1 : 0),
      unreplayable: sum.unreplayable + (same === null ? 1 : 0),
    });
  }
  return replays;

  /** Null when one of the two read what is recorded as a hash only: then nobody can tell. */
  function judgedAlike(body: string, named: { namespace: string; name: string }): boolean | null {
    const object = specObject(body, named);
    redactions.guard(object);
    const resource = resourceOf(object);
    const [old, next] = [before, after].map((one) => verdicts(one as Revision, resource, lookup, rules));
    return old === null || next === null ? null : old === next;
  }
}

/** The policies of a revision as they were recorded, compiled. */
async function revisionOf(
  { db }: EvidenceStore,
  scope: string,
  plan: RolloutPlan,
  revision: string,
  redactions: Redactions,
): Promise<Revision | undefined> {
  const sets = await db.selectFrom('policy_set').selectAll().execute();
  const revisions = revisionsOf(plan, sets);
  const ids = sets.filter((set) => revisions.get(set.id) === revision).map((set) => set.id);
  const [set] = sets.filter((one) => ids.includes(one.id));
  if (set === undefined) return undefined;
  const first = await db
    .selectFrom('scan')
    .select('started_at')
    .where('scope', '=', scope)
    .where('set_id', 'in', ids)
    .orderBy('started_at')
    .executeTakeFirst();
  const members = JSON.parse(set.members) as { engine: string; policy: string; revision: string }[];
  const resources: Resource[] = [];
  for (const { engine, name } of plan.policies) {
    const member = members.find((one) => one.engine === engine && one.policy === name);
    const row = await db
      .selectFrom('policy_revision')
      .select('source')
      .where('engine', '=', engine)
      .where('policy', '=', name)
      .where('revision', '=', member?.revision ?? '')
      .executeTakeFirst();
    if (row === undefined || row.source === '') return undefined;
    resources.push(...policyResources(row.source));
  }
  const { engine, problems, isUnknown } = await exactPolicies(resources, redactions);
  if (first === undefined || problems.length > 0 || engine === null) return undefined;
  return { engine, since: first.started_at, isUnknown };
}

/** The objects of a policy as `recordedPolicies` wrote them down. */
export function policyResources(source: string): Resource[] {
  const { text, bindings } = JSON.parse(source) as {
    text: {
      apiVersion: string;
      kind: string;
      name: string;
      namespace: string;
      annotations: JsonObject | null;
      spec: JsonObject;
    };
    bindings: { name: string; spec: JsonObject }[];
  };
  const { apiVersion, kind, name, namespace, annotations, spec } = text;
  const metadata = {
    name,
    ...(namespace === '' ? {} : { namespace }),
    ...(annotations === null ? {} : { annotations }),
  };
  return [
    resourceOf({ apiVersion, kind, metadata, spec }),
    ...bindings.map((binding) =>
      resourceOf({
        apiVersion,
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name: binding.name },
        spec: binding.spec,
      }),
    ),
  ];
}

function verdicts(
  { engine, isUnknown }: Revision,
  resource: Resource,
  lookup: Objects,
  policies: ReadonlySet<string>,
): string | null {
  if (!engine.concerns(resource.apiVersion, resource.kind)) return '';
  const found: string[] = [];
  for (const verdict of engine.judge(createRequest(resource), lookup)) {
    const { policy, rule, outcome, fields } = verdict;
    if (isUnknown(verdict)) return null;
    // A rule that is new and passes has taken nothing away.
    if (policies.has(policy) && outcome !== 'skip' && outcome !== 'pass')
      found.push(
        JSON.stringify([policy, rule, outcome, ...fields.map((path) => fieldText(resource.object, path))]),
      );
  }
  return found.sort().join('\n');
}

function namespaceOf(name: string, labels: JsonObject): Resource {
  return resourceOf({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
}
