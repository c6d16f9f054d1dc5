import { loadConfig } from '../config/load.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { StoreError } from '../evidence/store-error.ts';
import { type InitFacts, initPlans } from '../rollout/init-plans.ts';
import { RolloutError } from '../rollout/rollout-error.ts';
import { parseKubernetes } from '../scan/level-option.ts';
import type { ExitCode, Io } from './command.ts';
import type { RolloutFlags } from './rollout-context.ts';
import { scopeOf, storeOf } from './rollout-store.ts';

export interface InitFlags extends RolloutFlags {
  readonly kubernetes?: string;
}

/** Prints two rollouts that fit what was recorded. */
export async function rolloutInit(flags: InitFlags, io: Io): Promise<ExitCode> {
  const config = loadConfig(io.cwd, flags.config);
  const said = flags.kubernetes ?? config.settings.kubernetes;
  const facts = await recorded(flags, io);
  const version = said === undefined ? facts.version : parseKubernetes(said, '--kubernetes');
  if (version === '')
    throw new RolloutError(
      'PLAN_INVALID',
      'expected the version of the cluster, to pin the levels to: --kubernetes 1.34',
    );
  io.stdout.write(initPlans({ ...facts, version }));
  if (facts.namespaces.length === 0)
    io.stderr.write(
      'No scan is recorded here, so that nothing could be left out but kube-system and its like. Better: portcullis scan PATH --record, then again.\n',
    );
  io.stderr.write(
    'Write it to rollout.yaml, read it, commit it. Then: portcullis scan PATH --record, portcullis rollout status\n',
  );
  return 0;
}

const nothing: InitFacts = { version: '', namespaces: [], agents: [] };

async function recorded(flags: InitFlags, io: Io): Promise<InitFacts> {
  const config = loadConfig(io.cwd, flags.config);
  let store: EvidenceStore;
  try {
    store = await storeOf(flags, config, io, true);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'STORE_MISSING') return nothing;
    throw error;
  }
  try {
    return await factsOf(store, scopeOf(flags, config, io));
  } finally {
    await store.close();
  }
}

async function factsOf({ db }: EvidenceStore, scope: string): Promise<InitFacts> {
  const namespaces = await db
    .selectFrom('namespace')
    .select(['name', 'labels'])
    .where('scope', '=', scope)
    .where('gone_at', 'is', null)
    .orderBy('name')
    .execute();
  const scan = await db
    .selectFrom('scan')
    .select('kubernetes')
    .where('scope', '=', scope)
    .where('kubernetes', '!=', '')
    .orderBy('started_at', 'desc')
    .executeTakeFirst();
  const rows = await db
    .selectFrom('finding')
    .innerJoin('subject', 'subject.id', 'finding.subject_id')
    .innerJoin('namespace', 'namespace.id', 'subject.namespace_id')
    .innerJoin('check', 'check.id', 'finding.check_id')
    .select(['namespace.name as namespace', 'subject.name as name', 'rule'])
    .distinct()
    .where('scope', '=', scope)
    .where('subject.kind', '=', 'DaemonSet')
    .where('closed_at', 'is', null)
    .where('subject.gone_at', 'is', null)
    .where('engine', '=', 'PodSecurity')
    .where('policy', 'like', 'baseline@%')
    .orderBy('namespace')
    .orderBy('name')
    .orderBy('rule')
    .execute();
  const agents = new Map<string, { namespace: string; name: string; checks: string[] }>();
  for (const { namespace, name, rule } of rows) {
    const key = `${namespace}/${name}`;
    const agent = agents.get(key) ?? { namespace, name, checks: [] };
    agent.checks.push(rule);
    agents.set(key, agent);
  }
  return {
    version: scan?.kubernetes ?? '',
    namespaces: namespaces.map(({ name, labels }) => ({
      name,
      labels: JSON.parse(labels) as Record<string, string>,
    })),
    agents: [...agents.values()],
  };
}
