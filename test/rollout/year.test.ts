import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EvidenceStore, openStore } from '../../src/evidence/open-store.ts';
import { postgresBinaries, startPostgres } from '../../src/evidence/postgres-server.fixture.ts';
import { templateHash } from '../../src/evidence/template-hash.ts';
import { exportStore, importStore } from '../../src/evidence/transfer.ts';
import type { JsonObject } from '../../src/kube/json.ts';
import type { HardeningRollout } from '../../src/rollout/plan.generated.ts';
import { rolloutPlan } from '../../src/rollout/rollout-plan.ts';
import { verify } from '../../src/rollout/verify.ts';
import { realTemplates, type Workload, Year } from './year.ts';

const size = 300;
const days = 365;
const seed = Number(process.env.PORTCULLIS_SEED ?? 20261122);

/** Mulberry32. */
function dice(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const hardened = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'app',
      image: 'registry.example/app:1.4',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
} satisfies JsonObject;
const plain = { containers: [{ name: 'app', image: 'registry.example/app:1.4' }] } satisfies JsonObject;
const privileged = {
  containers: [{ name: 'app', image: 'registry.example/app:1.4', securityContext: { privileged: true } }],
} satisfies JsonObject;
const latest = {
  ...hardened,
  containers: [{ ...hardened.containers[0], image: 'registry.example/app:latest' }],
} satisfies JsonObject;
/** Baseline allows it before 1.34, and not after. */
const probing = {
  containers: [
    { name: 'app', image: 'app:1', livenessProbe: { httpGet: { path: '/', port: 80, host: '10.0.0.1' } } },
  ],
} satisfies JsonObject;

/** Tightened, it also asks for a user: that changes the verdict on some of what runs, and on some not. */
function tagPolicy(tightened: boolean, message: string): JsonObject {
  const rule = (name: string, pattern: JsonObject): JsonObject => ({
    name,
    match: { any: [{ resources: { kinds: ['Pod'] } }] },
    validate: { failureAction: 'Audit', message, pattern: { spec: pattern } },
  });
  return {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'no-moving-tags' },
    spec: {
      background: true,
      rules: [
        rule('pinned-tag', { containers: [{ image: '!*:latest' }] }),
        ...(tightened ? [rule('pinned-user', { securityContext: { runAsNonRoot: true } })] : []),
      ],
    },
  };
}

const waves: HardeningRollout['spec']['waves'] = [
  { name: 'canary', selector: { matchLabels: { env: 'canary' } }, maxConcurrent: 10, soak: '1d' },
  { name: 'staging', selector: { matchLabels: { env: 'staging' } }, maxConcurrent: '25%', soak: '1d' },
  { name: 'prod', maxConcurrent: '20%' },
];

function rollout(
  name: string,
  policies: HardeningRollout['spec']['policies'],
  own: Partial<HardeningRollout['spec']> = {},
): HardeningRollout {
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'HardeningRollout',
    metadata: { name },
    spec: {
      policies,
      mode: 'Auto',
      output: { kind: 'Files' },
      gates: { warn: { violations: 'Allow' } },
      limits: { namespacesPerDay: 60 },
      ...own,
    },
  };
}

const pss = (level: 'baseline' | 'restricted', version: string): HardeningRollout['spec']['policies'] => [
  { engine: 'PodSecurity', level, version },
];
const ladders = (version: string): HardeningRollout[] => [
  rollout('baseline', pss('baseline', version), { waves }),
  rollout('restricted', pss('restricted', version), { after: ['baseline'] }),
  rollout('tags', [{ engine: 'Kyverno', kind: 'ClusterPolicy', name: 'no-moving-tags' }]),
];

const name = (index: number): string => `n${String(index).padStart(3, '0')}`;

/** What each namespace is for. */
const roles = {
  flapping: [20, 21, 22, 23, 24, 25, 26, 27],
  sleepingBad: [30, 31, 32],
  injectedFromTheStart: [40, 41, 42],
  injectedLater: [50, 51],
  neverSeen: [60, 61],
  attacked: [70],
  neverMended: [80, 81, 82, 83],
  probing: [90, 91],
} as const;
const special = new Set<number>(Object.values(roles).flat());

async function build(store: EvidenceStore): Promise<Year> {
  const random = dice(seed);
  const real = await realTemplates();
  if (real.length === 0)
    process.stderr.write('SKIPPED: no real-world manifests found; the year runs on generated ones alone\n');
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const year = new Year(store, ladders('v1.34'), [tagPolicy(false, 'no latest')]);
  const add = (index: number, own: Partial<Workload> & { spec: JsonObject }): Workload => {
    const workload: Workload = {
      namespace: name(index),
      kind: 'Deployment',
      name: `w${year.workloads.length}`,
      every: 1 + Math.floor(random() * 10),
      offset: Math.floor(random() * 30),
      ...own,
    };
    year.workloads.push(workload);
    return workload;
  };
  const mend = (workload: Workload, on: number): void => year.on(on, () => void (workload.spec = hardened));
  for (let index = 0; index < size; index++) {
    year.labels.set(name(index), { env: index < 20 ? 'canary' : index < 100 ? 'staging' : 'prod' });
    add(index, { spec: pick([hardened, hardened, plain]) });
    if (special.has(index)) continue;
    if (random() < 0.6 && real.length > 0) {
      const { kind, spec } = pick(real);
      // Real workloads are mended at some time, or not at all.
      const workload = add(index, {
        kind,
        spec,
        every: kind === 'CronJob' ? 7 : 1 + Math.floor(random() * 10),
      });
      if (random() < 0.75) mend(workload, 20 + Math.floor(random() * 200));
    }
    if (random() < 0.2)
      mend(add(index, { spec: pick([privileged, latest]) }), 10 + Math.floor(random() * 150));
    if (random() < 0.15) add(index, { kind: 'CronJob', spec: hardened, every: 30 });
    if (random() < 0.1) {
      // A deploy that breaks, and is put right.
      const workload = add(index, { spec: hardened });
      const broken = 40 + Math.floor(random() * 200);
      year.on(broken, () => void (workload.spec = pick([privileged, latest])));
      mend(workload, broken + 3 + Math.floor(random() * 20));
    }
  }
  for (const index of roles.flapping) {
    const workload = add(index, { spec: hardened, every: 2 });
    for (let today = 5; today < days; today += 9)
      year.on(today, () => void (workload.spec = workload.spec === hardened ? privileged : hardened));
  }
  for (const index of roles.sleepingBad) add(index, { kind: 'CronJob', spec: privileged, every: 60 });
  for (const index of roles.injectedFromTheStart) year.injected.add(name(index));
  for (const index of roles.injectedLater) {
    year.on(200, () => void year.injected.add(name(index)));
    year.on(230, () => void year.injected.delete(name(index)));
  }
  for (const index of roles.neverSeen) add(index, { spec: hardened, every: 0 });
  for (const index of roles.neverMended) add(index, { spec: privileged });
  for (const index of roles.probing) add(index, { spec: probing, every: 3 });
  // The scanner is down for twelve days.
  for (let today = 100; today < 112; today++) year.outage.add(today);
  // The tag policy is tightened, and later only worded better.
  year.on(120, () => void (year.policies = [tagPolicy(true, 'no moving tag')]));
  year.on(220, () => void (year.policies = [tagPolicy(true, 'Pin the tag of the image.')]));
  // The cluster is upgraded, and a month later the pin is raised.
  year.on(240, () => void (year.kubernetes = 'v1.35'));
  year.on(270, () => void (year.plans = ladders('v1.35').map(rolloutPlan)));
  attack(year, roles.attacked[0]);
  for (let index = size; index < size + 5; index++)
    year.on(310, () => {
      year.labels.set(name(index), { env: 'prod' });
      add(index, { spec: hardened, every: 2 });
    });
  return year;
}

/** From day 60 on: refusals that nobody confirms, of what was promised, and confirmed ones of templates he planted. */
function attack(year: Year, index: number): void {
  const who = { namespace: name(index), group: 'apps', kind: 'Deployment' };
  for (let today = 60; today < days; today++)
    year.on(today, () => {
      const victim = year.workloads.find((workload) => workload.namespace === name(index)) as Workload;
      const findings = [
        {
          engine: 'PodSecurity',
          policy: `baseline@${year.plans[0]?.pin?.version}`,
          rule: 'privileged',
          field: '',
          message: '',
          critical: false,
        },
      ];
      const planted = templateHash('Deployment', { metadata: {}, spec: privileged });
      const promised = templateHash('Deployment', { metadata: {}, spec: victim.spec });
      year.forged.set(
        today,
        Array.from({ length: 10 }, (_, count) => ({
          id: `attack ${today} ${count}`,
          at: year.now - count * 60_000,
          workload: { ...who, name: count % 2 === 0 ? victim.name : `planted-${count}` },
          templateHash: count % 4 === 0 ? promised : planted,
          confirmed: count % 4 !== 0,
          findings,
        })),
      );
    });
}

describe(`a year of ${size} namespaces (seed ${seed})`, { timeout: 1_200_000 }, () => {
  let folder = '';
  let store: EvidenceStore;
  let year: Year;
  const broke: string[] = [];
  const timeline: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-year-'));
    store = await openStore(join(folder, 'evidence.db'));
    year = await build(store);
    await year.run(days, (then) => {
      for (const step of then.taken.filter(
        (one) => one.day === then.today && one.kind === 'Promote' && one.to === 'Enforce',
      )) {
        const plan = then.plans.find((one) => one.name === step.rollout);
        if (plan === undefined) continue;
        for (const workload of then.wouldBreak(plan, step.namespace))
          broke.push(`day ${then.today}: ${step.rollout} ${step.namespace} ${workload}`);
      }
      if (then.today % 7 === 0) timeline.push(weekLine(then));
    });
  }, 1_200_000);
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('its timeline', () => {
    const text = [
      'week  baseline        restricted      tags            (none audit warn enforce)',
      ...timeline,
      ...eventLines(year),
    ].join('\n');
    if (process.env.PORTCULLIS_TIMELINE !== undefined)
      writeFileSync(process.env.PORTCULLIS_TIMELINE, `${text}\n`);
    process.stderr.write(`${text}\n`);
    expect(timeline.length).toBeGreaterThan(50);
  });

  test('no namespace was enforced in which something that ran would have been refused', () => {
    expect(broke).toEqual([]);
  });

  test('every namespace that could be enforced safely is', () => {
    const left: string[] = [];
    for (const plan of year.plans)
      for (const [namespace, labels] of year.labels) {
        const index = Number(namespace.slice(1));
        const lately = [...year.events].some(([today]) => today > days - 60 && index >= size);
        if (lately || [...roles.neverSeen, ...roles.flapping].includes(index as never)) continue;
        if (plan.name === 'restricted' && year.stage(year.plans[0] as never, labels) !== 'Enforce') continue;
        if (year.wouldBreak(plan, namespace).length > 0) continue;
        const stage = year.stage(plan, labels);
        if (stage !== 'Enforce') left.push(`${plan.name} ${namespace} ${stage}`);
      }
    expect(left).toEqual([]);
  });

  test.each([
    ['neverMended', 'baseline'],
    ['sleepingBad', 'baseline'],
    ['injectedFromTheStart', 'baseline'],
    ['neverSeen', 'baseline'],
  ] as const)('%s is not enforced', (role, planName) => {
    const plan = year.plans.find((one) => one.name === planName);
    for (const index of roles[role])
      expect([index, plan && year.stage(plan, year.labels.get(name(index)) ?? {})]).not.toEqual([
        index,
        'Enforce',
      ]);
  });

  test('a webhook that breaks promises takes its namespaces a step back, and they come again when it is mended', () => {
    for (const index of roles.injectedLater) {
      const steps = year.taken.filter(
        (step) => step.namespace === name(index) && step.rollout === 'baseline' && step.day >= 200,
      );
      expect(steps.map((step) => `${step.kind} ${step.to}`).slice(0, 1)).toEqual(['Demote Warn']);
      expect(steps[0]?.day).toBeLessThan(215);
      expect(year.stage(year.plans[0] as never, year.labels.get(name(index)) ?? {})).toBe('Enforce');
    }
  });

  test('the attacker takes nothing back', () => {
    const steps = year.taken.filter((step) => step.namespace === name(roles.attacked[0]));
    expect(steps.filter((step) => step.kind === 'Demote')).toEqual([]);
    expect(year.stage(year.plans[0] as never, year.labels.get(name(roles.attacked[0])) ?? {})).toBe(
      'Enforce',
    );
    expect(year.pauses).toEqual([]);
  });

  test('nobody stepped back without a broken promise', () => {
    const back = new Set(year.taken.filter((step) => step.kind === 'Demote').map((step) => step.namespace));
    expect([...back].sort()).toEqual(roles.injectedLater.map(name));
  });

  test('nothing moved while the scanner was down', () => {
    expect(year.taken.filter((step) => step.to === 'Enforce' && step.day > 101 && step.day < 112)).toEqual(
      [],
    );
  });

  test('the tightened policy began anew where it judges otherwise, the reworded one nowhere', () => {
    const restaged = (from: number, to: number): string[] =>
      year.taken
        .filter((step) => step.kind === 'Restage' && step.day >= from && step.day < to)
        .map((step) => step.namespace);
    expect(restaged(0, 120)).toEqual([]);
    expect(restaged(120, 125).length).toBeGreaterThan(50);
    expect(restaged(120, 125).length).toBeLessThan(size - 50);
    expect(restaged(220, 365)).toEqual([]);
  });

  test('the raised pin went through warn again, and no namespace enforced less meanwhile', () => {
    const raised = year.taken.filter(
      (step) => step.day >= 270 && step.rollout === 'baseline' && step.kind === 'Promote',
    );
    expect(raised.filter((step) => step.to === 'Enforce').length).toBeGreaterThan(100);
    expect(
      Math.min(
        ...raised
          .filter((step) => step.to === 'Enforce' && Number(step.namespace.slice(1)) < size)
          .map((step) => step.day),
      ),
    ).toBeGreaterThan(283);
  });

  test('new namespaces begin at enforce', () => {
    const steps = year.taken.filter(
      (step) => Number(step.namespace.slice(1)) >= size && step.rollout === 'tags' && step.kind === 'Promote',
    );
    expect(steps.length).toBeGreaterThan(0);
    for (let index = size; index < size + 5; index++)
      expect(year.stage(year.plans[0] as never, year.labels.get(name(index)) ?? {})).toBe('Enforce');
  });

  test('every decision is made again the same, and a changed byte is found', async () => {
    const report = await verify(store);
    expect(report).toMatchObject({ ok: true, problems: [] });
    expect(report.decisions).toBeGreaterThan(3000);
    const row = await store.db
      .selectFrom('journal')
      .selectAll()
      .where('kind', '=', 'decision')
      .limit(1)
      .executeTakeFirstOrThrow();
    await store.db
      .updateTable('journal')
      .set({ payload: row.payload.replace('sha256:', 'sha256;') })
      .where('seq', '=', row.seq)
      .execute();
    expect((await verify(store, [])).journal).toMatchObject({
      ok: false,
      problem: `entry ${row.seq} was changed`,
    });
    await store.db.updateTable('journal').set({ payload: row.payload }).where('seq', '=', row.seq).execute();
  });

  const binaries = postgresBinaries();
  test.skipIf(binaries === undefined)('and again on Postgres', async () => {
    const server = await startPostgres(binaries as string);
    try {
      const other = await openStore(server.url);
      try {
        await importStore(other, exportStore(store));
        expect(await verify(other)).toMatchObject({ ok: true, problems: [] });
      } finally {
        await other.close();
      }
    } finally {
      await server.stop();
    }
  });
});

function weekLine(year: Year): string {
  const cells = year.plans.map((plan) => {
    const counts = { None: 0, Audit: 0, Warn: 0, Enforce: 0 };
    for (const labels of year.labels.values()) counts[year.stage(plan, labels)]++;
    return Object.values(counts)
      .map((count) => String(count).padStart(3))
      .join(' ');
  });
  return `${String(year.today / 7).padStart(4)}  ${cells.join(' ')}`;
}

function eventLines(year: Year): string[] {
  return year.taken
    .filter((step) => step.kind === 'Demote')
    .map((step) => `day ${step.day}: ${step.rollout} ${step.namespace} ${step.from} → ${step.to}`);
}
