import { describe, expect, test } from 'vitest';
import { type AdmissionRequest, createRequest, type Lookup } from '../../engine.ts';
import { createKyvernoEngine } from '../engine.ts';
import { clusterOf, resourceOf } from '../testing.ts';
import type { AdmissionAnswer } from './answer.ts';

const pod = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: app, image: 'nginx:latest' }] }
`;

const shop = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { tier: gold } }
`;

interface RuleText {
  readonly name: string;
  readonly body: string;
}

const noLatest = (name: string, action: string): RuleText => ({
  name,
  body: `validate: { failureAction: ${action}, message: 'no latest: use a tag', pattern: { spec: { containers: [{ image: '!*:latest' }] } } }`,
});

const deny = (name: string, action: string, message = 'not here'): RuleText => ({
  name,
  body: `validate: { failureAction: ${action}, message: '${message}', deny: {} }`,
});

function policy(name: string, rules: readonly RuleText[], more = ''): string {
  const written = rules.map(
    (rule) =>
      `    - name: ${rule.name}\n      match: { any: [{ resources: { kinds: [Pod] } }] }\n      ${rule.body}\n`,
  );
  return `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: ${name} }
spec:
${more === '' ? '' : `  ${more}\n`}  rules:
${written.join('')}`;
}

function admit(
  policies: readonly string[],
  request: AdmissionRequest = createRequest(resourceOf(pod)),
  lookup: Lookup = clusterOf(shop),
): AdmissionAnswer {
  const { engine, problems } = createKyvernoEngine(policies.map(resourceOf), { mode: 'admission' });
  expect(problems).toEqual([]);
  return engine.admit(request, lookup);
}

const opening = 'admission webhook "validate.kyverno.svc-fail" denied the request: ';
const blocked = '\n\nresource Pod/shop/web was blocked due to the following policies \n\n';

describe('the rejection text', () => {
  test('is the webhook, the resource and the policies as YAML', () => {
    const { allowed, denial } = admit([policy('disallow-latest', [noLatest('image-tag', 'Enforce')])]);
    expect(allowed).toBe(false);
    expect(denial?.message).toBe(
      `${opening}${blocked}disallow-latest:\n  image-tag: 'validation error: no latest: use a tag. rule image-tag failed at path /spec/containers/0/image/'\n`,
    );
  });

  test('names policies and rules in the order of their names, long lines unbroken', () => {
    const long = 'word '.repeat(60).trim();
    const { denial } = admit([
      policy('second', [deny('z', 'Enforce'), deny('a', 'Enforce', long)]),
      policy('first', [deny('only', 'Enforce')]),
    ]);
    expect(denial?.text).toBe(`${blocked}first:\n  only: not here\nsecond:\n  a: ${long}\n  z: not here\n`);
  });

  test('a message of several lines is a block', () => {
    const body = 'validate: { failureAction: Enforce, message: "one\\ntwo", deny: {} }';
    const { denial } = admit([policy('p', [{ name: 'r', body }])]);
    expect(denial?.text).toBe(`${blocked}p:\n  r: |-\n    one\n    two\n`);
  });

  test('has a place for the namespace that a cluster-wide object lacks', () => {
    const rule = `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: p }
spec:
  rules:
    - name: r
      match: { any: [{ resources: { kinds: [Namespace] } }] }
      validate: { failureAction: Enforce, message: never, deny: {} }
`;
    const { denial } = admit([rule], createRequest(resourceOf(shop)));
    expect(denial?.text).toContain('resource Namespace//shop was blocked');
  });
});

describe('what is told of rules that only audit', () => {
  const mixed = [deny('strict', 'Enforce'), deny('mild', 'Audit')];

  test('rules that audit are judged behind the answer, so they are not in it', () => {
    expect(admit([policy('mixed', mixed)]).denial?.text).toBe(`${blocked}mixed:\n  strict: not here\n`);
  });

  test('a policy with a webhook of its own is judged by whole, so they are', () => {
    const conditions = "webhookConfiguration: { matchConditions: [{ name: all, expression: 'true' }] }";
    const { denial } = admit([policy('mixed', mixed, conditions)]);
    expect(denial?.webhook).toBe('validate.kyverno.svc-fail-finegrained-mixed');
    expect(denial?.text).toBe(`${blocked}mixed:\n  mild: not here\n  strict: not here\n`);
  });

  test('they block nothing, and are results all the same', () => {
    const { allowed, results, warnings } = admit([policy('p', [deny('mild', 'Audit')])]);
    expect(allowed).toBe(true);
    expect(results.map(({ result }) => result.status)).toEqual(['fail']);
    expect(warnings).toEqual([]);
  });

  test('with emitWarning they warn', () => {
    const { warnings } = admit([policy('p', [deny('mild', 'Audit')], 'emitWarning: true')]);
    expect(warnings).toEqual(['policy p.mild: not here']);
  });
});

describe('what blocks', () => {
  const broken: RuleText = {
    name: 'broken',
    body: "validate: { failureAction: Enforce, message: m, deny: { conditions: { any: [{ key: '{{ request.object.nope }}', operator: Equals, value: x }] } } }",
  };

  test.each([
    ['an error of a policy that fails closed', '', false],
    ['but not of one that fails open', 'failurePolicy: Ignore', true],
    ['nor as its webhook says', 'webhookConfiguration: { failurePolicy: Ignore }', true],
  ])('%s', (_, more, allowed) => {
    expect(admit([policy('p', [broken], more)]).allowed).toBe(allowed);
  });

  test('a failure of a policy that fails open blocks under its own webhook', () => {
    const { denial } = admit([policy('p', [deny('r', 'Enforce')], 'failurePolicy: Ignore')]);
    expect(denial?.webhook).toBe('validate.kyverno.svc-ignore');
  });

  test('the text of one webhook leaves out the policies of the other', () => {
    const { denial } = admit([
      policy('closed', [deny('r', 'Enforce')]),
      policy('open', [deny('r', 'Enforce')], 'failurePolicy: Ignore'),
    ]);
    expect(denial?.text).toBe(`${blocked}closed:\n  r: not here\n`);
  });

  test.each([
    ['a namespace that is named', '{ action: Enforce, namespaces: [sh*] }', false],
    ['another namespace', '{ action: Enforce, namespaces: [prod] }', true],
    ['labels', '{ action: Enforce, namespaceSelector: { matchLabels: { tier: gold } } }', false],
    ['other labels', '{ action: Enforce, namespaceSelector: { matchLabels: { tier: tin } } }', true],
    ['everything', '{ action: Enforce }', false],
  ])('an override for %s', (_, override, allowed) => {
    const body = `validate: { failureAction: Audit, failureActionOverrides: [${override}], message: m, deny: {} }`;
    expect(admit([policy('p', [{ name: 'r', body }])]).allowed).toBe(allowed);
  });

  test('admission: false is not asked at all', () => {
    expect(admit([policy('p', [deny('r', 'Enforce')], 'admission: false')]).results).toEqual([]);
  });

  test('an object that broke the rule before may stay so, unless the rule says otherwise', () => {
    const resource = resourceOf(pod);
    const update: AdmissionRequest = {
      ...createRequest(resource),
      operation: 'UPDATE',
      oldObject: resource.object,
    };
    const strict = noLatest('r', 'Enforce').body.replace('{', '{ allowExistingViolations: false,');
    expect(admit([policy('p', [noLatest('r', 'Enforce')])], update).allowed).toBe(true);
    expect(admit([policy('p', [{ name: 'r', body: strict }])], update).allowed).toBe(false);
  });
});

test('rules see what mutate rules made of the object', () => {
  const pin: RuleText = {
    name: 'pin',
    body: "mutate: { patchStrategicMerge: { spec: { containers: [{ (name): '*', image: 'nginx:1' }] } } }",
  };
  const answer = admit([policy('check', [noLatest('tag', 'Enforce')]), policy('change', [pin])]);
  expect(answer.allowed).toBe(true);
  expect(answer.object).toMatchObject({ spec: { containers: [{ image: 'nginx:1' }] } });
});
