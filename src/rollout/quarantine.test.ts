import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ExceptionContract } from '../exception/contract.ts';
import type { StandingContract } from '../exception/excuser.ts';
import { loadContracts } from '../exception/load.ts';
import { quarantineLabel } from '../exception/quarantine-label.ts';
import type { Resource } from '../kube/resource.ts';
import { Bed, day, hour, plainPod, refusals, rollout } from './bed.fixture.ts';
import { withFormerContracts } from './contract-history.ts';
import type { NextReport } from './next.ts';
import { guardPolicy } from './staged/guard.ts';
import { verify } from './verify.ts';

const opened: Bed[] = [];
afterEach(async () => {
  for (const bed of opened.splice(0)) await bed.close();
});

const guard = guardPolicy(['system:serviceaccount:flux-system:kustomize-controller']).map(
  (object): Resource => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: object.kind as string,
    namespace: '',
    name: 'portcullis-stage-guard',
    object,
    origin: { file: 'guard.yaml', start: { line: 1, column: 1 } },
  }),
);

/** `shop` is enforced, its workload judged clean, and the rollout would quarantine. */
async function enforced(
  own: Parameters<typeof rollout>[1] = {},
  others: readonly Resource[] = guard,
): Promise<Bed> {
  const bed = await Bed.open([rollout('baseline', { demotion: { action: 'Quarantine' }, ...own })]);
  opened.push(bed);
  bed.others = others;
  bed.namespace('shop', { team: 'web' });
  bed.workload('shop', 'web', plainPod);
  bed.workload('shop', 'api', plainPod);
  await bed.scan();
  await bed.days(23, (then) => then.next());
  expect(await bed.stages()).toEqual({ shop: 'Enforce' });
  return bed;
}

/** Three refusals of a workload by one check that is not critical, or by several. */
async function refuse(
  bed: Bed,
  key: string,
  rules: readonly string[] = ['hostPorts'],
  critical = false,
): Promise<void> {
  const from = bed.now;
  bed.now += hour;
  const findings = rules.map((rule) => ({
    engine: 'PodSecurity',
    policy: 'baseline@v1.34',
    rule,
    field: '',
    message: 'm',
    critical,
  }));
  await bed.admit(from, { created: [], refused: refusals(bed, key, { findings }) });
  await bed.scan();
}

const folderOf = (bed: Bed): string => join(bed.folder, 'exceptions', 'shop');
function filesOf(bed: Bed): string[] {
  return existsSync(folderOf(bed)) ? readdirSync(folderOf(bed)).sort() : [];
}

function contractsIn(bed: Bed, approved = false): StandingContract[] {
  return filesOf(bed).flatMap((file) => {
    const { contracts, problems } = loadContracts(readFileSync(join(folderOf(bed), file)), file);
    expect(problems).toEqual([]);
    return contracts.map(({ contract }) => ({ contract, standing: { approved, quarantine: true } }));
  });
}

async function next(bed: Bed, approved = false): Promise<NextReport['taken']> {
  const contracts = await withFormerContracts(bed.store, 'bed', contractsIn(bed, approved));
  bed.more = { ...bed.more, contracts };
  const [report] = await bed.next();
  return (report as NextReport).taken;
}

describe('a broken promise is excused for one workload', () => {
  test('by a contract with owner, reason and end, while the namespace stays enforced', async () => {
    const bed = await enforced();
    await refuse(bed, 'shop/web', ['hostPorts', 'procMount']);
    const taken = await next(bed);
    expect(taken).toMatchObject([
      { step: { kind: 'Quarantine', from: 'Enforce', to: 'Enforce' }, taken: { state: 'done' } },
    ]);
    const [one, ...others] = contractsIn(bed) as [StandingContract];
    expect(others).toEqual([]);
    const { metadata, spec } = one.contract;
    expect(metadata.labels).toEqual({ [quarantineLabel]: 'baseline' });
    expect(spec).toMatchObject({
      subjects: [{ kind: 'Deployment', name: 'web' }],
      policies: [{ engine: 'PodSecurity', level: 'baseline', checks: ['hostPorts', 'procMount'] }],
      owner: { team: 'unassigned' },
      exit: { kind: 'Fix' },
    });
    expect(spec.reason).toContain('refused 3 times');
    expect(Date.parse(spec.expiresAt) - bed.now).toBe(72 * hour);
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
    expect(await verify(bed.store)).toMatchObject({ ok: true, problems: [] });
  });

  test('once: further refusals of the same check change nothing, neither before nor after its end', async () => {
    const bed = await enforced();
    await refuse(bed, 'shop/web');
    expect(await next(bed)).toHaveLength(1);
    for (const wait of [hour, day, 4 * day, 20 * day]) {
      bed.now += wait;
      await refuse(bed, 'shop/web');
      expect(await next(bed)).toEqual([]);
    }
    expect(filesOf(bed)).toHaveLength(1);
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
  });

  test('once even when somebody removes the file', async () => {
    const bed = await enforced();
    await refuse(bed, 'shop/web');
    await next(bed);
    rmSync(folderOf(bed), { recursive: true });
    await refuse(bed, 'shop/web');
    expect(await next(bed)).toEqual([]);
    expect(filesOf(bed)).toEqual([]);
  });

  test('another workload and another check get their own', async () => {
    const bed = await enforced();
    await refuse(bed, 'shop/web');
    expect(await next(bed)).toHaveLength(1);
    await refuse(bed, 'shop/api');
    expect(await next(bed)).toHaveLength(1);
    await refuse(bed, 'shop/web', ['procMount']);
    expect(await next(bed)).toHaveLength(1);
    expect(filesOf(bed)).toHaveLength(3);
  });

  test('the promises of all others stay', async () => {
    const bed = await enforced();
    await refuse(bed, 'shop/web');
    await next(bed);
    const promised = await bed.store.db.selectFrom('promise').selectAll().execute();
    expect(promised).toHaveLength(2);
    const cell = await bed.store.db.selectFrom('cell').selectAll().executeTakeFirstOrThrow();
    expect(cell).toMatchObject({ stage: 'Enforce', demotions: 0 });
  });
});

describe('no quarantine, but a proposal to step back', () => {
  test.each<[string, { critical?: boolean; rules?: string[]; guard?: Resource[] }, string]>([
    ['of a critical check', { critical: true }, 'is critical'],
    ['of a check nobody knows', { rules: [''] }, 'not known'],
    ['without the guard policy', { guard: [] }, 'the guard policy is not in force'],
    ['with a guard that is not bound', { guard: guard.slice(0, 1) }, 'the guard policy is not in force'],
  ])('%s', async (_, own, reason) => {
    const bed = await enforced({}, own.guard ?? guard);
    await refuse(bed, 'shop/web', own.rules, own.critical);
    const taken = await next(bed);
    expect(taken).toMatchObject([{ step: { kind: 'Demote' }, taken: { state: 'proposed' } }]);
    expect(taken[0]?.why).toContain(reason);
    expect(filesOf(bed)).toEqual([]);
    expect(await bed.stages()).toEqual({ shop: 'Enforce' });
  });
});

describe('what it never does', () => {
  test('a file that only bears the label is no quarantine of ours: it counts as approved nowhere', async () => {
    const bed = await enforced();
    await refuse(bed, 'shop/web');
    await next(bed);
    const [forged] = contractsIn(bed) as [StandingContract];
    const metadata = { ...forged.contract.metadata, name: 'quarantine-by-a-tenant' };
    const later = { ...forged.contract.spec, expiresAt: '2099-01-01T00:00:00Z' };
    const contract = { ...forged.contract, metadata, spec: later } as ExceptionContract;
    const standing = { approved: false, quarantine: true };
    bed.more = { contracts: await withFormerContracts(bed.store, 'bed', [{ contract, standing }]) };
    await bed.next();
    const known = await withFormerContracts(bed.store, 'bed', [{ contract, standing }]);
    expect(
      known.map((one) => [
        one.contract.metadata.name.slice(0, 22),
        one.standing.approved && !one.standing.revoked,
      ]),
    ).toEqual([
      ['quarantine-by-a-tenant', false],
      ['quarantine-baseline-de', false],
    ]);
  });

  test.each<[string, Parameters<typeof rollout>[1], string]>([
    ['act where it only observes', { mode: 'Observe' }, 'would quarantine'],
    ['act where it is suspended', { suspend: true }, 'would quarantine'],
  ])('%s', async (_, own, reason) => {
    const bed = await enforced();
    await refuse(bed, 'shop/web');
    const { rolloutPlan } = await import('./rollout-plan.ts');
    bed.plans = [rolloutPlan(rollout('baseline', { demotion: { action: 'Quarantine' }, ...own }))];
    expect(await next(bed)).toEqual([]);
    const [status] = await bed.status();
    expect(JSON.stringify(status)).toContain(reason);
    expect(filesOf(bed)).toEqual([]);
  });
});

test('killed between its file and its end, it is done by the next run, once', async () => {
  const bed = await enforced();
  await refuse(bed, 'shop/web');
  class Killed extends Error {}
  const killing: Parameters<Bed['next']>[0] = (inner) => ({
    ...inner,
    take: async (...args) => {
      await inner.take(...args);
      throw new Killed();
    },
  });
  await expect(bed.next(killing)).rejects.toThrow(Killed);
  expect(filesOf(bed)).toHaveLength(1);
  expect(await next(bed)).toEqual([]);
  const steps = await bed.store.db
    .selectFrom('step')
    .select('state')
    .where('kind', '=', 'Quarantine')
    .execute();
  expect(steps).toEqual([{ state: 'done' }]);
  expect(filesOf(bed)).toHaveLength(1);
  await refuse(bed, 'shop/web');
  expect(await next(bed)).toEqual([]);
});

describe('proposed in a branch', () => {
  const proposing: Parameters<Bed['next']>[0] = (inner) => ({
    ...inner,
    name: 'PullRequest',
    take: async (step, ...rest) =>
      step.kind === 'Quarantine'
        ? { state: 'proposed', wrote: 'branch b', undo: '', note: { branch: 'b' } }
        : inner.take(step, ...rest),
    withdraw: () => Promise.resolve('branch b deleted'),
  });

  async function proposed(): Promise<{ bed: Bed; contract: ExceptionContract }> {
    const bed = await enforced();
    await refuse(bed, 'shop/web');
    const [report] = await bed.next(proposing);
    expect(report?.taken).toMatchObject([{ step: { kind: 'Quarantine' }, taken: { state: 'proposed' } }]);
    const [contract] = report?.taken[0]?.step.contracts ?? [];
    return { bed, contract: contract as ExceptionContract };
  }
  async function again(bed: Bed, current: readonly StandingContract[]): Promise<string[]> {
    bed.more = { contracts: await withFormerContracts(bed.store, 'bed', current) };
    const [report] = await bed.next(proposing);
    expect(report?.taken).toEqual([]);
    return (report?.settled ?? []).map(({ how, why }) => `${how}: ${why}`);
  }

  test('it waits, is proposed once, and is done when somebody lets it in', async () => {
    const { bed, contract } = await proposed();
    await refuse(bed, 'shop/web');
    expect(await again(bed, [])).toEqual([]);
    const waiting = { contract, standing: { approved: false, quarantine: true } };
    expect(await again(bed, [waiting])).toEqual([]);
    const approved = { contract, standing: { approved: true, quarantine: true } };
    expect(await again(bed, [approved])).toEqual(['done: the proposal was let in']);
    expect(await again(bed, [approved])).toEqual([]);
  });

  test('it excuses nothing before, and is over when it would have ended', async () => {
    const { bed } = await proposed();
    const [known] = await withFormerContracts(bed.store, 'bed', []);
    expect(known?.standing).toMatchObject({ approved: false, quarantine: true });
    bed.now += 73 * hour;
    expect(await again(bed, [])).toEqual(['withdrawn: nobody let it in before it would have ended']);
  });
});
