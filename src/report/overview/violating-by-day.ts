import type { EvidenceStore } from '../../evidence/open-store.ts';
import type { RolloutPlan } from '../../rollout/rollout-plan.ts';

const day = 86_400_000;

/** By rollout: how many workloads violated its policies on a day; null where no complete scan looked. */
export interface ViolatingByDay {
  readonly rollouts: readonly string[];
  at(rollout: string, time: number, back: number): number | null;
}

/** Read from the daily counts, so that what came and went in between is told as it was. */
export async function violatingByDay(
  { db }: EvidenceStore,
  scope: string,
  plans: readonly RolloutPlan[],
): Promise<ViolatingByDay> {
  const scanned = await db
    .selectFrom('scan')
    .select('started_at')
    .where('scope', '=', scope)
    .where('complete', '=', 1)
    .execute();
  const days = new Set(scanned.map((row) => Math.floor(row.started_at / day)));
  const rows = await db
    .selectFrom('rollup')
    .innerJoin('namespace', 'namespace.id', 'rollup.namespace_id')
    .select(['day', 'policy', (eb) => eb.fn.sum<number | string>('workloads').as('workloads')])
    .where('scope', '=', scope)
    .where('policy', '!=', '')
    .groupBy(['day', 'policy'])
    .execute();
  const counts = new Map<string, number>();
  for (const plan of plans) {
    const own = new Set(plan.policies.map(({ engine, name }) => familyOf(`${engine} ${name}`)));
    for (const row of rows) {
      if (!own.has(familyOf(row.policy))) continue;
      const key = `${plan.name}\n${row.day}`;
      // Several versions of a level, or several policies, may be judged on one day: the strictest counts.
      counts.set(key, Math.max(counts.get(key) ?? 0, Number(row.workloads)));
    }
  }
  return {
    rollouts: plans.map((plan) => plan.name),
    at(rollout, time, back) {
      const last = Math.floor(time / day);
      for (let one = last; one >= last - back; one--)
        if (days.has(one)) return counts.get(`${rollout}\n${one}`) ?? 0;
      return null;
    },
  };
}

/** A level whatever its version: a pin that was raised goes on with the same line. */
function familyOf(policy: string): string {
  return policy.startsWith('PodSecurity ') ? policy.slice(0, policy.indexOf('@')) : policy;
}
