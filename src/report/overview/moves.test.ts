import { afterEach, describe, expect, test } from 'vitest';
import { Bed, goodPod, plainPod, rollout } from '../../rollout/bed.fixture.ts';
import { demote } from '../../rollout/by-hand.ts';
import type { HardeningRollout } from '../../rollout/plan.generated.ts';
import { rolloutPlan } from '../../rollout/rollout-plan.ts';
import { readMoves } from './moves.ts';

const opened: Bed[] = [];
afterEach(async () => {
  for (const bed of opened.splice(0)) await bed.close();
});

const baseline = (version = 'v1.34'): HardeningRollout =>
  rollout('baseline', { policies: [{ engine: 'PodSecurity', level: 'baseline', version }] });
const restricted = rollout('restricted', {
  policies: [{ engine: 'PodSecurity', level: 'restricted', version: 'v1.34' }],
});
const at = (...modes: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    modes.flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, 'baseline'],
      [`pod-security.kubernetes.io/${mode}-version`, 'v1.34'],
    ]),
  );

async function open(...plans: readonly HardeningRollout[]): Promise<Bed> {
  const bed = await Bed.open(plans);
  opened.push(bed);
  bed.namespace('shop');
  bed.workload('shop', 'web', goodPod);
  await bed.scan();
  return bed;
}

/** Of one rollout, the stages that changed without a step of its own. */
async function seen(bed: Bed, name: string): Promise<string[]> {
  const namespaces = await bed.store.db.selectFrom('namespace').selectAll().execute();
  return (await readMoves(bed.store, namespaces))
    .filter((move) => move.rollout === name && move.state === 'seen')
    .map(({ kind, from, to, actor }) => `${kind} ${from} → ${to} (${actor})`);
}

describe('why a stage changed without a step of its own', () => {
  test('somebody lowered it, somebody raised it', async () => {
    const bed = await open(baseline());
    bed.workload('shop', 'web', plainPod);
    await bed.days(30, () => bed.next());
    bed.namespace('shop', at('audit'));
    await bed.days(1, () => bed.next());
    bed.namespace('shop', at('audit', 'warn'));
    await bed.days(2, () => bed.next());
    expect(await seen(bed, 'baseline')).toEqual([
      'ByHand Enforce → Audit (somebody else)',
      'ByHand Audit → Warn (somebody else)',
    ]);
  });

  test('the pin was raised, long after or the morning after the last step', async () => {
    for (const days of [24, 60]) {
      const bed = await open(baseline());
      await bed.days(days, () => bed.next());
      expect(await bed.stages()).toEqual({ shop: 'Enforce' });
      bed.kubernetes = 'v1.35';
      bed.plans = [rolloutPlan(baseline('v1.35'))];
      await bed.days(2, () => bed.next());
      expect(await seen(bed, 'baseline')).toEqual(['PinRaised Enforce → None (test)']);
    }
  });

  test('a step of another rollout took it along; what it reached is not taken back by that rollout', async () => {
    const slow = { ...baseline().spec, gates: { warn: { window: '90d' }, enforce: { window: '90d' } } };
    const bed = await open(rollout('baseline', slow), restricted);
    await bed.days(30, () => bed.next());
    expect(await bed.stages('baseline')).toEqual({ shop: 'Enforce' });
    await demote(bed.options(), {
      rollout: 'restricted',
      namespaces: null,
      to: 'Audit',
      reason: 'wrong',
    });
    await bed.days(1, () => bed.next());
    expect(await seen(bed, 'baseline')).toEqual(['Along Audit → Warn (test)', 'Along Warn → Enforce (test)']);
  });
});
