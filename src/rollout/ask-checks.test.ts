import { expect, test } from 'vitest';
import { type Ask, askChecks } from './ask-checks.ts';
import { rollout } from './bed.fixture.ts';
import type { HardeningRollout } from './plan.generated.ts';
import { planProblems } from './plan-problems.ts';
import { rolloutPlan } from './rollout-plan.ts';

const check = (name: string, url = `https://slo.example/${name}`): { name: string; url: string } => ({
  name,
  url,
});

function asked(statuses: Record<string, number | undefined>): { ask: Ask; urls: string[] } {
  const urls: string[] = [];
  return {
    urls,
    ask: (url, timeout) => {
      urls.push(`${url} ${timeout}`);
      const status = statuses[url];
      return status === undefined ? Promise.reject(new Error('no route')) : Promise.resolve(status);
    },
  };
}

const gated = (name: string, ...checks: { name: string; url: string }[]): HardeningRollout =>
  rollout(name, { gates: { enforce: { checks } } });

test.each<[number | undefined, string]>([
  [200, 'Pass'],
  [204, 'Fail'],
  [302, 'Fail'],
  [404, 'Fail'],
  [503, 'Fail'],
  [undefined, 'Unknown'],
])('an answer of %s is %s', async (status, answer) => {
  const { ask } = asked({ 'https://slo.example/slo': status });
  const answers = await askChecks([rolloutPlan(gated('baseline', check('slo')))], ask, 7);
  expect(answers.get('baseline')).toEqual([{ name: 'slo', at: 7, answer }]);
});

test('each address is asked once, however many gates ask it', async () => {
  const { ask, urls } = asked({ 'https://slo.example/slo': 200, 'https://slo.example/other': 500 });
  const waves = [{ name: 'all', gates: { warn: { checks: [check('slo')] } } }];
  const plans = [
    {
      ...gated('one', check('slo'), check('other')),
      spec: { ...gated('one', check('slo'), check('other')).spec, waves },
    },
    gated('two', check('slo')),
  ].map(rolloutPlan);
  const answers = await askChecks(plans, ask, 7);
  expect(urls.sort()).toEqual(['https://slo.example/other 10000', 'https://slo.example/slo 10000']);
  expect([...answers].map(([name, list]) => [name, list.map((one) => `${one.name} ${one.answer}`)])).toEqual([
    ['one', ['slo Pass', 'other Fail']],
    ['two', ['slo Pass']],
  ]);
});

test('one name at two addresses is refused', () => {
  const plan = gated('baseline', check('slo'));
  const waves = [
    { name: 'all', gates: { enforce: { checks: [check('slo', 'https://elsewhere.example')] } } },
  ];
  expect(planProblems({ ...plan, spec: { ...plan.spec, waves } }).map((problem) => problem.message)).toEqual([
    'spec.gates: check slo is asked at https://slo.example/slo and at https://elsewhere.example: give each its own name',
  ]);
  expect(planProblems(plan)).toEqual([]);
});
