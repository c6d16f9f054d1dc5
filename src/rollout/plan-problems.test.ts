import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { HardeningRollout } from './plan.generated.ts';
import { planProblems, plansProblems } from './plan-problems.ts';
import { rolloutPlan } from './rollout-plan.ts';

function rollout(spec: object, name = 'r'): HardeningRollout {
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'HardeningRollout',
    metadata: { name },
    spec: { policies: [pss], ...spec },
  } as HardeningRollout;
}

const pss = { engine: 'PodSecurity', level: 'baseline', version: 'v1.34' };
const kyverno = { engine: 'Kyverno', kind: 'ClusterPolicy', name: 'p' };
const selector = { matchLabels: { tier: 'a' } };

describe('a plan that cannot be', () => {
  test.each([
    [{}, undefined],
    [{ policies: [] }, 'spec.policies: expected at least 1 item, found none'],
    [
      { policies: [{ engine: 'PodSecurity', level: 'baseline' }] },
      'spec.policies[0]: PodSecurity takes level and a pinned version',
    ],
    [
      { policies: [{ ...pss, version: 'latest' }] },
      'spec.policies[0].version: expected a pinned version such as v1.34, found "latest"',
    ],
    [
      { policies: [{ ...pss, level: 'privileged' }] },
      'spec.policies[0].level: expected one of baseline, restricted',
    ],
    [{ policies: [pss, kyverno] }, 'spec.policies[0]: a Pod Security rollout holds exactly one policy'],
    [{ policies: [{ engine: 'Kyverno', name: 'p' }] }, 'spec.policies[0]: Kyverno policies need kind'],
    [
      { policies: [{ ...kyverno, level: 'baseline' }] },
      'spec.policies[0]: Kyverno takes the name of a policy',
    ],
    [{ policies: [kyverno, kyverno] }, 'is given twice'],
    [{ mode: 'Fast' }, 'spec.mode: expected one of Observe, Propose, Auto, found "Fast"'],
    [{ moed: 'Auto' }, 'spec: unknown field "moed"'],
    [{ gates: { enforce: { window: '2w' } } }, 'spec.gates.enforce.window: expected a duration such as 14d'],
    [
      { gates: { enforce: { window: '1d', maxGap: '26h' } } },
      'spec.gates.enforce.maxGap: a gap of 26h is longer than the window of 1d',
    ],
    [{ gates: { enforce: { violations: 'Allow' } } }, 'only the gate of warn may allow open violations'],
    [
      {
        waves: [
          { name: 'a', selector },
          { name: 'a', selector: {} },
        ],
      },
      'spec.waves: wave a is given twice',
    ],
    [{ waves: [{ name: 'a' }, { name: 'b', selector }] }, 'spec.waves[0]: wave a takes all namespaces'],
    [
      {
        waves: [
          { name: 'a', selector },
          { name: 'b', selector },
        ],
      },
      'spec.waves[1].selector: waves a and b overlap',
    ],
    [{ waves: [{ name: 'a', maxConcurrent: '0%' }] }, 'spec.waves[0].maxConcurrent'],
    [{ waves: [{ name: 'a', maxConcurrent: 0 }] }, 'spec.waves[0].maxConcurrent'],
    [
      { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      "spec.selector: values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty",
    ],
    [
      { windows: [{ kind: 'Allow', schedule: '0 9 31 2 *', duration: '1h' }] },
      'spec.windows[0]: schedule: "0 9 31 2 *" names no day of any year',
    ],
    [{ output: { path: '../other' } }, 'spec.output.path: expected a path inside the repository'],
    [{ output: { path: '/etc' } }, 'spec.output.path: expected a relative path'],
  ])('%j', (spec, expected) => {
    const problems = planProblems(rollout(spec)).map((problem) => problem.message);
    if (expected === undefined) expect(problems).toEqual([]);
    else expect(problems.join('\n')).toContain(expected);
  });

  test('a name that is no part of a label', () => {
    expect(planProblems(rollout({}, 'a'.repeat(51)))[0]?.message).toContain('metadata.name');
    expect(planProblems(rollout({}, 'A'))[0]?.message).toContain('since it becomes part of a label key');
  });

  test('several plans that do not fit together', () => {
    const named = (name: string, after: string[]): HardeningRollout => rollout({ after }, name);
    expect(plansProblems([named('a', []), named('b', ['a'])])).toEqual([]);
    expect(plansProblems([named('a', []), named('a', [])])).toEqual(['rollout a is given twice']);
    expect(plansProblems([named('b', ['a'])])).toEqual(['rollout b: after names no rollout: a']);
    expect(plansProblems([named('a', ['b']), named('b', ['a'])])).toEqual([
      'rollout a comes after itself',
      'rollout b comes after itself',
    ]);
  });
});

test('defaults are filled in, and a wave lies over the plan field by field', () => {
  const plan = rolloutPlan(
    rollout({
      gates: { enforce: { scans: 5, maxGap: '30h' } },
      waves: [{ name: 'a', selector, gates: { enforce: { window: '30d' } } }],
    }),
  );
  expect(plan.mode).toBe('Propose');
  expect(plan.output.kind).toBe('PullRequest');
  expect(plan.waves[0]?.gates).toEqual({
    warn: {
      violations: 'Hold',
      window: '3d',
      maxGap: '26h',
      scans: 2,
      freshness: '26h',
      silentWorkloads: 'Template',
      minEphemeralAdmissions: 0,
      approvals: 0,
      checks: [],
    },
    enforce: {
      violations: 'Hold',
      window: '30d',
      maxGap: '30h',
      scans: 5,
      freshness: '30h',
      silentWorkloads: 'Template',
      minEphemeralAdmissions: 0,
      approvals: 0,
      checks: [],
    },
  });
});

test('the schema says the defaults that the plan takes', () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../schema/hardeningrollout.schema.json'), 'utf8'),
  ) as {
    properties: { spec: { properties: { demotion: { properties: Record<string, { default: unknown }> } } } };
  };
  const said = Object.entries(schema.properties.spec.properties.demotion.properties).map(([name, field]) => [
    name,
    field.default,
  ]);
  expect(Object.fromEntries(said)).toEqual(rolloutPlan(rollout({})).demotion);
});
