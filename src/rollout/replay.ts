import { createRequest, type Engine } from '../engine/engine.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { specObject } from '../evidence/spec-body.ts';
import { fieldText } from '../field.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { Objects } from '../scan/objects.ts';
import { loadPolicies } from '../scan/policies.ts';
import type { Inputs } from '../source/inputs.ts';
import { resourceOf } from './contract-cover.ts';
import type { GatherContext } from './gather.ts';
import type { Replay } from './inputs.ts';
import { revisionsOf } from './judged.ts';
import type { RolloutPlan } from './rollout-plan.ts';

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
  readonly engines: readonly Engine[];
  readonly since: number;
  /** Whether it reads what the recorded objects hold only as hashes. */
  readonly readsSecrets: boolean;
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
  const [before, after] = [
    await revisionOf(store, scope, plan, from),
    await revisionOf(store, scope, plan, to),
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
    const blind = body === null || before.readsSecrets || after.readsSecrets;
    const resource = blind ? undefined : resourceOf(specObject(body, { namespace: namespaceName, name }));
    const same =
      resource !== undefined &&
      verdicts(before, resource, lookup, rules) === verdicts(after, resource, lookup, rules);
    replays.set(namespace, {
      ...sum,
      specs: sum.specs + 1,
      different: sum.different + (blind || same ? 0 : 1),
      unreplayable: sum.unreplayable + (blind ? 1 : 0),
    });
  }
  return replays;
}

/** The policies of a revision as they were recorded, compiled. */
async function revisionOf(
  { db }: EvidenceStore,
  scope: string,
  plan: RolloutPlan,
  revision: string,
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
  const { engines, problems } = await loadPolicies(inputsOf(resources));
  if (first === undefined || problems.length > 0) return undefined;
  return {
    engines,
    since: first.started_at,
    readsSecrets: resources.some(({ object }) => secretWords.test(JSON.stringify(object.spec ?? null))),
  };
}

/** Fields whose values are recorded as hashes. A policy that names one may judge a hash otherwise than the value. */
const secretWords = /\b(?:env|args|command|httpHeaders|annotations|data|stringData|volumeAttributes)\b/;

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

function inputsOf(resources: readonly Resource[]): Inputs {
  return {
    async *read() {
      yield resources.map((resource) => ({ type: 'resource' as const, resource }));
    },
    close: () => Promise.resolve(),
  };
}

function verdicts(
  { engines }: Revision,
  resource: Resource,
  lookup: Objects,
  policies: ReadonlySet<string>,
): string {
  const request = createRequest(resource);
  const found: string[] = [];
  for (const engine of engines) {
    if (!engine.concerns(resource.apiVersion, resource.kind)) continue;
    // A rule that is new and passes has taken nothing away.
    for (const { policy, rule, outcome, fields } of engine.judge(request, lookup))
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
