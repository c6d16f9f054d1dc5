import { afterEach, describe, expect, test } from 'vitest';
import type { Actuator } from './actuate/actuator.ts';
import { Bed, badPod, day, goodPod, hour, plainPod, refusals, rollout, start } from './bed.fixture.ts';
import { rolloutPlan } from './rollout-plan.ts';
import { verify } from './verify.ts';

const opened: Bed[] = [];
afterEach(async () => {
  for (const bed of opened.splice(0)) await bed.close();
});

async function open(...plans: Parameters<typeof Bed.open>[0]): Promise<Bed> {
  const bed = await Bed.open(plans.length === 0 ? [rollout('baseline')] : plans);
  opened.push(bed);
  return bed;
}

describe('a namespace goes from nothing to enforce', () => {
  test('each stage on evidence, each step a change of its labels alone', async () => {
    const bed = await open();
    bed.namespace('shop', { team: 'web' });
    bed.workload('shop', 'web', plainPod);
    const seen: string[] = [];
    await bed.scan();
    await bed.days(25, async (then) => {
      for (const { taken } of await bed.next())
        for (const { step, taken: done } of taken)
          seen.push(`${step.from}→${step.to} ${done.state} on day ${(then.now - start) / day}`);
    });
    expect(seen).toEqual([
      'None→Audit proposed on day 1',
      'None→Audit done on day 2',
      'Audit→Warn done on day 6',
      'Warn→Enforce done on day 21',
    ]);
    expect(bed.file('shop')).toBe(
      [
        'apiVersion: v1',
        'kind: Namespace',
        'metadata:',
        '  name: shop  # kept',
        '  labels:',
        '    team: web',
        '    pod-security.kubernetes.io/audit: baseline',
        '    pod-security.kubernetes.io/audit-version: v1.34',
        '    pod-security.kubernetes.io/warn: baseline',
        '    pod-security.kubernetes.io/warn-version: v1.34',
        '    pod-security.kubernetes.io/enforce: baseline',
        '    pod-security.kubernetes.io/enforce-version: v1.34',
        '',
      ].join('\n'),
    );
    expect(await verify(bed.store)).toMatchObject({ ok: true, problems: [] });
  });

  test('a violation holds it, and the window begins anew when it is gone', async () => {
    const bed = await open();
    bed.namespace('shop');
    bed.workload('shop', 'web', badPod);
    await bed.scan();
    await bed.days(30, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Audit' });
    const [status] = await bed.status();
    expect(status?.namespaces[0]).toMatchObject({
      gate: 'Fail',
      open: ['Deployment/web baseline@v1.34 privileged'],
    });
    bed.workload('shop', 'web', plainPod);
    await bed.days(22, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
  });

  test('templates alone propose, and write nothing', async () => {
    const bed = await open();
    bed.namespace('shop');
    bed.workload('shop', 'web', plainPod);
    await bed.scan();
    const [report] = await bed.next();
    expect(report?.taken).toMatchObject([{ step: { to: 'Audit' }, taken: { state: 'proposed' } }]);
    expect(bed.labels('shop')).toEqual({});
    expect((await bed.next())[0]?.taken).toEqual([]);
  });

  test('a proposal that somebody wrote himself is done, with its promise', async () => {
    const bed = await open(rollout('baseline', { mode: 'Propose' }));
    bed.namespace('shop');
    bed.workload('shop', 'web', plainPod);
    await bed.scan();
    await bed.days(2, () => bed.next());
    bed.namespace('shop', {
      'pod-security.kubernetes.io/audit': 'baseline',
      'pod-security.kubernetes.io/audit-version': 'v1.34',
    });
    await bed.days(1);
    const [report] = await bed.next();
    expect(report?.settled).toMatchObject([{ how: 'done', step: { to: 'Audit' } }]);
    expect(await bed.stages()).toEqual({ shop: 'Audit' });
  });

  test('the next rollout begins when the one before enforces, with warn and audit one level up', async () => {
    const restricted = rollout('restricted', {
      policies: [{ engine: 'PodSecurity', level: 'restricted', version: 'v1.34' }],
      after: ['baseline'],
    });
    const bed = await open(rollout('baseline'), restricted);
    bed.namespace('shop');
    bed.workload('shop', 'web', goodPod);
    await bed.scan();
    await bed.days(22, () => bed.next());
    expect(await bed.stages('baseline')).toEqual({ shop: 'Enforce' });
    expect(await bed.stages('restricted')).toEqual({ shop: 'Warn' });
    await bed.days(16, () => bed.next());
    expect(await bed.stages('restricted')).toEqual({ shop: 'Enforce' });
    expect(bed.labels('shop')['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(await verify(bed.store)).toMatchObject({ ok: true });
  });
});

describe('what can go wrong', () => {
  async function enforced(...plans: Parameters<typeof Bed.open>[0]): Promise<Bed> {
    const bed = await open(...plans);
    bed.namespace('shop');
    bed.workload('shop', 'web', plainPod);
    await bed.scan();
    await bed.days(22, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
    return bed;
  }

  test('a broken promise takes the namespace a step back, to the labels it had', async () => {
    const bed = await enforced();
    const from = bed.now;
    bed.now += hour;
    await bed.admit(from, { created: [], refused: refusals(bed, 'shop/web') });
    const [report] = await bed.next();
    expect(report?.taken).toMatchObject([{ step: { kind: 'Demote', to: 'Warn' } }]);
    expect(bed.labels('shop')['pod-security.kubernetes.io/enforce']).toBeUndefined();
    expect(await bed.stages()).toEqual({ shop: 'Warn' });
    // Evidence counts again after the cooldown, and the window is whole.
    await bed.days(14, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Warn' });
    await bed.days(3, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
    expect(await verify(bed.store)).toMatchObject({ ok: true });
  });

  test('a broken promise that the audit log tells of a day later counts too', async () => {
    const bed = await enforced();
    const from = bed.now;
    bed.now += hour;
    const refused = refusals(bed, 'shop/web');
    bed.now += day - hour;
    await bed.admit(from, { refused });
    await bed.scan();
    expect((await bed.next())[0]?.taken).toMatchObject([{ step: { kind: 'Demote', to: 'Warn' } }]);
  });

  test('an attacker takes nothing back: neither by bad templates, nor by events nobody confirms', async () => {
    const bed = await enforced();
    const from = bed.now;
    bed.now += hour;
    const attack = [
      ...refusals(bed, 'shop/web', { confirmed: false }),
      ...refusals(bed, 'shop/web', { templateHash: 'planted' }).map((one) => ({
        ...one,
        id: `planted-${one.id}`,
      })),
    ];
    await bed.admit(from, { created: [], refused: attack });
    expect((await bed.next())[0]?.taken).toEqual([]);
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
  });

  test('somebody else lowers the stage: once is taken as it is, twice is a conflict', async () => {
    const bed = await enforced();
    const lower = (): void =>
      bed.namespace('shop', {
        'pod-security.kubernetes.io/audit': 'baseline',
        'pod-security.kubernetes.io/audit-version': 'v1.34',
        'pod-security.kubernetes.io/warn': 'baseline',
        'pod-security.kubernetes.io/warn-version': 'v1.34',
      });
    lower();
    await bed.days(1, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Warn' });
    await bed.days(16, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
    lower();
    await bed.days(2, () => bed.next());
    const [status] = await bed.status();
    expect(status?.namespaces[0]?.stage).toBe('Conflict');
    await bed.days(20, () => bed.next());
    expect(bed.labels('shop')['pod-security.kubernetes.io/enforce']).toBeUndefined();
  });

  test('a raised pin moves audit and warn first, and enforce keeps the old one meanwhile', async () => {
    const bed = await enforced();
    bed.kubernetes = 'v1.35';
    bed.plans = [
      rolloutPlan(
        rollout('baseline', { policies: [{ engine: 'PodSecurity', level: 'baseline', version: 'v1.35' }] }),
      ),
    ];
    await bed.days(3, () => bed.next());
    expect(bed.labels('shop')).toMatchObject({ 'pod-security.kubernetes.io/enforce-version': 'v1.34' });
    await bed.days(25, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
    expect(bed.labels('shop')).toMatchObject({ 'pod-security.kubernetes.io/enforce-version': 'v1.35' });
  });

  test('the scanner is away: nothing moves, and the blind time does not count', async () => {
    const bed = await open();
    bed.namespace('shop');
    bed.workload('shop', 'web', plainPod);
    await bed.scan();
    await bed.days(8, () => bed.next());
    expect(await bed.stages()).toEqual({ shop: 'Warn' });
    bed.now += 30 * day;
    expect((await bed.next())[0]?.taken).toEqual([]);
    await bed.days(1, () => bed.next());
    const [status] = await bed.status();
    expect(status?.namespaces[0]?.gate).toBe('Inconclusive');
    expect(status?.namespaces[0]?.clean?.observed).toBeLessThan(5 * day);
  });

  test('an incomplete scan vouches for nothing', async () => {
    const bed = await open();
    bed.namespace('shop');
    bed.workload('shop', 'web', plainPod);
    await bed.scan();
    await bed.days(2, () => bed.next());
    for (let index = 0; index < 30; index++) {
      const from = bed.now;
      bed.now += day;
      await bed.admit(from);
      await bed.scan(['broken.yaml: cannot be read']);
      await bed.next();
    }
    expect(await bed.stages()).toEqual({ shop: 'Audit' });
  });
});

describe('killed at any point and run again', () => {
  class Killed extends Error {}

  /** Two namespaces about to step; every run is killed at the `n`th thing it does, until one comes through. */
  test.each(Array.from({ length: 16 }, (_, index) => index))(
    'it neither repeats nor skips a step: after %i',
    async (n) => {
      const bed = await open();
      for (const name of ['a', 'b']) {
        bed.namespace(name);
        bed.workload(name, 'web', plainPod);
      }
      await bed.scan();
      await bed.days(1);
      let left = n;
      const touch = (): void => {
        if (left-- === 0) throw new Killed();
      };
      const killing = (inner: Actuator): Actuator => ({
        ...inner,
        take: async (...args) => {
          touch();
          const taken = await inner.take(...args);
          touch();
          return taken;
        },
      });
      const time = bed.now;
      Object.defineProperty(bed, 'now', { get: () => (touch(), time) });
      let done = false;
      for (let again = 0; again < 3 && !done; again++) {
        try {
          await bed.next(killing);
          done = true;
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
      }
      left = -1;
      expect(done).toBe(true);
      await bed.next();
      expect(await bed.stages()).toEqual({ a: 'Audit', b: 'Audit' });
      const steps = await bed.store.db.selectFrom('step').select(['state', 'to_stage']).execute();
      expect(steps).toEqual([
        { state: 'done', to_stage: 'Audit' },
        { state: 'done', to_stage: 'Audit' },
      ]);
      const journal = await bed.store.db
        .selectFrom('journal')
        .select('payload')
        .where('kind', '=', 'step')
        .execute();
      expect(journal.filter((row) => row.payload.includes('"state":"done"'))).toHaveLength(2);
      expect(await verify(bed.store)).toMatchObject({ ok: true });
    },
  );

  test('two at once: one wins, the other says so', async () => {
    const bed = await open();
    bed.namespace('shop');
    await bed.scan();
    await bed.days(1);
    const release = await bed.store.exclusive('next');
    await expect(bed.next()).rejects.toMatchObject({ code: 'NEXT_RUNNING' });
    await release?.();
    expect((await bed.next())[0]?.taken).toHaveLength(1);
  });
});
