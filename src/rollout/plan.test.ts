import { describe, expect, test } from 'vitest';
import { atWarn, day, finding, hour, minute, now, rejections } from './decide.fixture.ts';
import type { HardeningRollout } from './plan.generated.ts';
import { type PastStep, type Plan, type PlanCell, planRollout } from './plan.ts';
import { rolloutPlan } from './rollout-plan.ts';
import type { RolloutStage } from './stage.ts';

type Spec = HardeningRollout['spec'];

const baseline: Spec = {
  policies: [{ engine: 'PodSecurity', level: 'baseline', version: 'v1.34' }],
  mode: 'Auto',
  gates: { enforce: { freshness: '2h' }, warn: { freshness: '2h' } },
};

function cell(
  name: string,
  own: Partial<PlanCell> & { stage?: RolloutStage; dirty?: boolean } = {},
): PlanCell {
  const { plan: _, shares: __, now: ___, rollout: ____, ...inputs } = atWarn();
  const { stage = 'Warn', dirty = false, ...rest } = own;
  return {
    labels: { wave: name.split('-')[0] as string },
    firstSeen: now - 100 * day,
    pods: 10,
    lastPodAt: null,
    aside: null,
    after: [],
    quarantine: true,
    ...rest,
    inputs: {
      ...inputs,
      namespace: { uid: name, name },
      cell: { ...inputs.cell, stage },
      findings: dirty ? [finding()] : [],
      ...rest.inputs,
    },
  };
}

function run(
  spec: Partial<Spec>,
  cells: readonly PlanCell[],
  steps: readonly PastStep[] = [],
  startedAt: number | null = now - 90 * day,
): Plan {
  const plan = rolloutPlan({
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'HardeningRollout',
    metadata: { name: 'r' },
    spec: { ...baseline, ...spec },
  });
  return planRollout({ now, plan, cells, steps, startedAt });
}

/** `name: Action` of each cell, and what it waits for. */
function actions(plan: Plan): string[] {
  return plan.cells.map(({ cell: { inputs }, aside, decision }) =>
    [
      `${inputs.namespace.name}: ${aside?.state ?? decision?.action}`,
      ...(decision?.waiting.map((reason) => reason.code) ?? []),
      ...(decision?.blockers.map((reason) => reason.code) ?? []),
    ].join(' '),
  );
}

function step(namespace: string, own: Partial<PastStep> = {}): PastStep {
  return {
    id: namespace,
    namespace,
    kind: 'Promote',
    to: 'Enforce',
    at: now - hour,
    pending: false,
    pods: 10,
    ...own,
  };
}

const matching = (wave: string): { matchLabels: Record<string, string> } => ({ matchLabels: { wave } });

describe('limits', () => {
  test('namespaces take their share in the order of their names, whatever the order they come in', () => {
    const cells = ['d', 'a', 'c', 'b'].map((name) => cell(name));
    const expected = ['a: Promote', 'b: Promote', 'c: Hold Budget', 'd: Hold Budget'];
    expect(actions(run({ limits: { namespacesPerDay: 2 } }, cells))).toEqual(expected);
    expect(actions(run({ limits: { namespacesPerDay: 2 } }, cells.toReversed()))).toEqual(expected);
  });

  test('what moved within 24 hours counts, what moved before does not', () => {
    const cells = [cell('a'), cell('b')];
    const limits = { namespacesPerDay: 1 };
    expect(actions(run({ limits }, cells, [step('z')]))).toEqual(['a: Hold Budget', 'b: Hold Budget']);
    expect(actions(run({ limits }, cells, [step('z', { at: now - 25 * hour })]))).toEqual([
      'a: Promote',
      'b: Hold Budget',
    ]);
    expect(actions(run({ limits }, cells, [step('z', { to: 'Audit' })]))).toEqual([
      'a: Promote',
      'b: Hold Budget',
    ]);
  });

  test('a day of pods is never exceeded, but by one namespace that is larger than a day', () => {
    const limits = { podsPerDay: 15 };
    expect(actions(run({ limits }, [cell('a'), cell('b', { pods: 6 }), cell('c', { pods: 5 })]))).toEqual([
      'a: Promote',
      'b: Hold Budget',
      'c: Promote',
    ]);
    expect(actions(run({ limits }, [cell('a', { pods: 40 }), cell('b', { pods: 1 })]))).toEqual([
      'a: Promote',
      'b: Hold Budget',
    ]);
    expect(actions(run({ limits }, [cell('a', { pods: 40 })], [step('z', { pods: 1 })]))).toEqual([
      'a: Hold Budget',
    ]);
  });

  test('a step that is proposed already holds its share and is proposed again', () => {
    const plan = run(
      { mode: 'Propose', limits: { namespacesPerDay: 1 } },
      [cell('a'), cell('b')],
      [step('b', { pending: true, at: now - 9 * day })],
    );
    expect(actions(plan)).toEqual(['a: Hold Budget', 'b: Propose']);
  });

  test('steps to audit take no share', () => {
    expect(
      actions(
        run({ limits: { namespacesPerDay: 1 } }, [
          cell('a', { stage: 'None' }),
          cell('b', { stage: 'None' }),
        ]),
      ),
    ).toEqual(['a: Promote', 'b: Promote']);
  });

  test.each([
    [5, 100, 5],
    ['10%', 101, 11],
    ['1%', 3, 1],
    ['100%', 3, 3],
  ] as const)('of a wave, %s of %i namespaces move at once: %i', (maxConcurrent, size, expected) => {
    const cells = Array.from({ length: size }, (_, index) => cell(`a${String(index).padStart(3, '0')}`));
    const plan = run({ waves: [{ name: 'all', maxConcurrent }] }, cells);
    expect(plan.cells.filter((line) => line.decision?.action === 'Promote')).toHaveLength(expected);
  });

  test('a namespace is in its step until it has soaked', () => {
    const waves = [{ name: 'all', maxConcurrent: 1, soak: '2d' }];
    const cells = [cell('a', { stage: 'Enforce' }), cell('b')];
    expect(actions(run({ waves }, cells, [step('a', { at: now - day })]))).toEqual([
      'a: Hold',
      'b: Hold Budget',
    ]);
    expect(actions(run({ waves }, cells, [step('a', { at: now - 3 * day })]))).toEqual([
      'a: Hold',
      'b: Promote',
    ]);
  });
});

describe('waves', () => {
  const waves: Spec['waves'] = [
    { name: 'canary', selector: matching('canary'), soak: '2d' },
    { name: 'prod', selector: matching('prod') },
  ];
  const enforced = (lastPodAt: number | null, since = now - 5 * day): PlanCell => {
    const one = cell('canary-a', { stage: 'Enforce', lastPodAt });
    return { ...one, inputs: { ...one.inputs, cell: { ...one.inputs.cell, since } } };
  };

  test.each([
    [
      'the first has not begun',
      [cell('canary-a', { dirty: true }), cell('prod-a')],
      ['canary-a: Hold OpenViolations', 'prod-a: Hold Wave'],
    ],
    ['the first is stepping', [cell('canary-a'), cell('prod-a')], ['canary-a: Promote', 'prod-a: Hold Wave']],
    [
      'the first soaks',
      [enforced(now - hour, now - day), cell('prod-a')],
      ['canary-a: Hold', 'prod-a: Hold Wave'],
    ],
    [
      'the first has soaked, but nothing was created',
      [enforced(null), cell('prod-a')],
      ['canary-a: Hold', 'prod-a: Hold Wave'],
    ],
    [
      'a pod was created before the step only',
      [enforced(now - 6 * day), cell('prod-a')],
      ['canary-a: Hold', 'prod-a: Hold Wave'],
    ],
    [
      'the first has soaked',
      [enforced(now - 4 * day), cell('prod-a')],
      ['canary-a: Hold', 'prod-a: Promote'],
    ],
    [
      'one of the first is held by itself',
      [enforced(now - 4 * day), cell('canary-b', { dirty: true }), cell('prod-a')],
      ['canary-a: Hold', 'canary-b: Hold OpenViolations', 'prod-a: Promote'],
    ],
    [
      'one of the first still moves',
      [enforced(now - 4 * day), cell('canary-b'), cell('prod-a')],
      ['canary-a: Hold', 'canary-b: Promote', 'prod-a: Hold Wave'],
    ],
    ['the first is empty', [cell('prod-a')], ['prod-a: Promote']],
    [
      'the first is exempt',
      [cell('canary-a', { aside: { state: 'Exempt', reason: 'x', next: 'y' } }), cell('prod-a')],
      ['canary-a: Exempt', 'prod-a: Promote'],
    ],
    [
      'the first vanishes in a conflict',
      [cell('canary-a', { aside: { state: 'Conflict', reason: 'x', next: 'y' } }), cell('prod-a')],
      ['canary-a: Conflict', 'prod-a: Hold Wave'],
    ],
    [
      'one of the first is in a conflict, another is there',
      [
        enforced(now - 4 * day),
        cell('canary-b', { aside: { state: 'Conflict', reason: 'x', next: 'y' } }),
        cell('prod-a'),
      ],
      ['canary-a: Hold', 'canary-b: Conflict', 'prod-a: Promote'],
    ],
    [
      'audit waits for nobody',
      [cell('canary-a', { dirty: true }), cell('prod-a', { stage: 'None' })],
      ['canary-a: Hold OpenViolations', 'prod-a: Promote'],
    ],
  ] as const)('%s', (_, cells, expected) => {
    expect(actions(run({ waves }, cells))).toEqual(expected);
  });

  test('a namespace that two waves select is invalid, one that none selects is left alone', () => {
    const overlapping: Spec['waves'] = [
      { name: 'canary', selector: matching('canary') },
      { name: 'team', selector: { matchExpressions: [{ key: 'team', operator: 'Exists' }] } },
    ];
    const plan = run({ waves: overlapping }, [
      cell('canary-a', { labels: { wave: 'canary', team: 'x' } }),
      cell('other'),
    ]);
    expect(plan.cells.map((line) => [line.aside?.state, line.aside?.reason])).toEqual([
      ['Invalid', 'waves canary and team both select it'],
      ['NotSelected', 'no wave selects it'],
    ]);
  });

  test('a wave without selector takes the rest', () => {
    const rest: Spec['waves'] = [{ name: 'canary', selector: matching('canary') }, { name: 'rest' }];
    const plan = run({ waves: rest }, [cell('other'), cell('canary-a', { stage: 'Enforce' })]);
    expect(plan.cells.map((line) => line.wave)).toEqual([0, 1]);
  });

  test('a wave has its own gate', () => {
    const strict: Spec['waves'] = [{ name: 'all', gates: { enforce: { window: '30d' } } }];
    expect(
      run({ waves: strict }, [cell('a')]).cells[0]?.decision?.unknown.map((reason) => reason.code),
    ).toEqual(['ObservedTime']);
  });
});

describe('the rest of a plan', () => {
  test('a closed window holds every step but the one to audit', () => {
    const windows: Spec['windows'] = [
      { kind: 'Deny', from: '2026-11-01', until: '2026-11-30', reason: 'freeze' },
    ];
    const plan = run({ windows }, [cell('a'), cell('b', { stage: 'None' })]);
    expect(actions(plan)).toEqual(['a: Hold Window', 'b: Promote']);
    expect(plan.window).toMatchObject({ open: false, reason: 'change freeze: freeze' });
  });

  test('a rollout begins where those before it enforce', () => {
    const after = (stage: RolloutStage): PlanCell =>
      cell('a', { stage: 'None', after: [{ rollout: 'baseline', stage }] });
    expect(actions(run({}, [after('Warn')]))).toEqual(['a: Hold After']);
    expect(actions(run({}, [after('Enforce')]))).toEqual(['a: Promote']);
  });

  test('a new namespace begins at enforce when nine tenths of its wave do', () => {
    const old = Array.from({ length: 10 }, (_, index) =>
      cell(`n${index}`, { stage: index === 0 ? 'Warn' : 'Enforce', dirty: index === 0 }),
    );
    const fresh = (name: string, firstSeen: number): PlanCell => cell(name, { stage: 'None', firstSeen });
    const to = (plan: Plan, name: string): unknown =>
      plan.cells.find((line) => line.cell.inputs.namespace.name === name)?.decision?.step?.to;
    expect(to(run({}, [...old, fresh('x', now - day)]), 'x')).toBe('Enforce');
    expect(to(run({}, [...old.slice(0, 9), fresh('x', now - day)]), 'x')).toBe('Audit');
    expect(to(run({}, [...old, fresh('x', now - 95 * day)]), 'x')).toBe('Audit');
    expect(to(run({ newNamespaces: 'Warn' }, [...old.slice(0, 2), fresh('x', now - day)]), 'x')).toBe('Warn');
    expect(to(run({}, [...old, fresh('x', now - day)], [], null), 'x')).toBe('Audit');
  });

  test('steps back in three namespaces pause the rollout', () => {
    const broken = (name: string): PlanCell => {
      const one = cell(name, { stage: 'Enforce' });
      return {
        ...one,
        inputs: { ...one.inputs, promised: [{ subject: 'a', hash: 'h1' }], rejections: rejections() },
      };
    };
    const two = run({}, [broken('x'), broken('y'), cell('a')]);
    expect(actions(two)).toEqual(['a: Promote', 'x: Demote', 'y: Demote']);
    expect(two.pause).toBe('');
    const three = run({}, [broken('x'), broken('y'), cell('a')], [step('z', { kind: 'Demote', to: 'Warn' })]);
    expect(actions(three)).toEqual(['a: Hold Paused', 'x: Demote', 'y: Demote']);
    expect(three.pause).toBe('workloads judged clean were refused in 3 namespaces: suspect the policy');
    const long = run(
      {},
      [broken('x'), broken('y'), cell('a')],
      [step('z', { kind: 'Demote', to: 'Warn', at: now - 2 * day })],
    );
    expect(long.pause).toBe('');
  });

  test('a changed policy that refuses what was clean pauses the rollout at once', () => {
    const one = cell('x', { stage: 'Enforce' });
    const accused: PlanCell = {
      ...one,
      inputs: {
        ...one.inputs,
        policy: { revision: 'r1', since: now - 5 * minute, holdsBoth: true, knowsContracts: true },
        promised: [{ subject: 'a', hash: 'h1' }],
        rejections: rejections(),
      },
    };
    expect(actions(run({}, [accused, cell('a')]))).toEqual(['a: Hold Paused', 'x: Pause']);
  });

  test('a cell with impossible inputs is invalid; the others are decided', () => {
    const one = cell('x');
    const future: PlanCell = { ...one, inputs: { ...one.inputs, listedAt: now + day } };
    const plan = run({}, [future, cell('a')]);
    expect(actions(plan)).toEqual(['a: Promote', 'x: Invalid']);
    expect(plan.cells[1]?.aside?.reason).toContain('was the clock set back?');
  });
});
