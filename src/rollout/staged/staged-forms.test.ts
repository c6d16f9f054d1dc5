import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { labelSelector } from '../../kube/selector.ts';
import { rollout } from '../bed.fixture.ts';
import { rolloutPlan } from '../rollout-plan.ts';
import { stagedForms } from './staged-forms.ts';

const origin = { file: 'policy.yaml', start: { line: 1, column: 1 } };
function resource(apiVersion: string, kind: string, name: string, spec: JsonObject): Resource {
  const object = { apiVersion, kind, metadata: { name }, spec };
  return { apiVersion, kind, namespace: '', name, object, origin };
}

const classic = resource('kyverno.io/v1', 'ClusterPolicy', 'tags', {
  validationFailureAction: 'Enforce',
  rules: [
    {
      name: 'no-latest',
      match: { any: [{ resources: { kinds: ['Pod'], namespaceSelector: { matchLabels: { app: 'yes' } } } }] },
      validate: { message: 'm', pattern: {} },
    },
    { name: 'add', match: { any: [{ resources: { kinds: ['Pod'] } }] }, mutate: {} },
  ],
});
const cel = resource('policies.kyverno.io/v1', 'ValidatingPolicy', 'tags', {
  validationActions: ['Deny'],
  matchConstraints: { namespaceSelector: { matchLabels: { app: 'yes' } }, resourceRules: [] },
  validations: [{ expression: 'true' }],
});
const vap = resource('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', 'tags', {
  validations: [],
});
const bindings = ['one', 'two'].map((name) =>
  resource('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', name, {
    policyName: 'tags',
    validationActions: ['Deny'],
    matchResources: { namespaceSelector: { matchLabels: { app: 'yes' } } },
  }),
);
const other = resource('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'other', {
  policyName: 'other',
});

type Engine = 'Kyverno' | 'ValidatingAdmissionPolicy';
const planOf = (engine: Engine, kind?: string) =>
  rolloutPlan(
    rollout('r', { policies: [{ engine, name: 'tags', ...(kind === undefined ? {} : { kind }) }] }),
  );

/** What holds in a namespace at each stage, and in one that the policy itself does not select. */
const places: readonly [string, Record<string, string>][] = [
  ['no label', { app: 'yes' }],
  ['audit', { app: 'yes', 'portcullis.dev/stage.r': 'audit' }],
  ['warn', { app: 'yes', 'portcullis.dev/stage.r': 'warn' }],
  ['enforce', { app: 'yes', 'portcullis.dev/stage.r': 'enforce' }],
  ['nonsense', { app: 'yes', 'portcullis.dev/stage.r': 'nonsense' }],
  ['not selected', { 'portcullis.dev/stage.r': 'enforce' }],
];

function selects(selector: Json | undefined, labels: Record<string, string>): boolean {
  if (selector === undefined) return true;
  const compiled = labelSelector(selector);
  if (typeof compiled === 'string') throw new Error(compiled);
  return compiled.matches(labels);
}
const at = (value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (found, key) => (found as Record<string | number, Json> | undefined)?.[key],
    value,
  );

function holding(
  objects: readonly JsonObject[],
  read: (object: JsonObject) => { selector: Json | undefined; does: string },
): Record<string, string> {
  return Object.fromEntries(
    places.map(([name, labels]) => [
      name,
      objects
        .map(read)
        .filter(({ selector }) => selects(selector, labels))
        .map(({ does }) => does)
        .join(' + '),
    ]),
  );
}

describe('in each namespace just one form holds', () => {
  const expected = {
    'no label': 'Audit',
    audit: 'Audit',
    nonsense: 'Audit',
    'not selected': '',
  };

  test('of a binding, each of several', () => {
    const { forms, missing } = stagedForms(planOf('ValidatingAdmissionPolicy'), [vap, ...bindings, other]);
    expect(missing).toEqual([]);
    expect(forms.map((form) => form.replaces.name)).toEqual(['one', 'two']);
    for (const { objects } of forms)
      expect(
        holding(objects, (object) => ({
          selector: at(object, 'spec', 'matchResources', 'namespaceSelector'),
          does: (at(object, 'spec', 'validationActions') as string[]).join(),
        })),
      ).toEqual({ ...expected, warn: 'Warn,Audit', enforce: 'Deny,Audit' });
  });

  test('of a ValidatingPolicy', () => {
    const { forms } = stagedForms(planOf('Kyverno', 'ValidatingPolicy'), [cel, classic]);
    expect(forms).toHaveLength(1);
    const objects = forms[0]?.objects ?? [];
    expect(objects.map((object) => at(object, 'metadata', 'name'))).toEqual([
      'tags',
      'tags-warn',
      'tags-enforce',
    ]);
    expect(
      holding(objects, (object) => ({
        selector: at(object, 'spec', 'matchConstraints', 'namespaceSelector'),
        does: (at(object, 'spec', 'validationActions') as string[]).join(),
      })),
    ).toEqual({ ...expected, warn: 'Warn', enforce: 'Deny' });
  });

  test('of a ClusterPolicy: it audits, enforces by one selector, and a second one warns', () => {
    const { forms } = stagedForms(planOf('Kyverno', 'ClusterPolicy'), [cel, classic]);
    const [policy, warning] = forms.flatMap((form) => form.objects) as [JsonObject, JsonObject];
    expect(at(policy, 'spec', 'validationFailureAction')).toBeUndefined();
    const rule = at(policy, 'spec', 'rules', 0);
    expect(at(rule, 'validate', 'failureAction')).toBe('Audit');
    const overrides = at(rule, 'validate', 'failureActionOverrides') as JsonObject[];
    expect(overrides.map((one) => Object.keys(one).sort())).toEqual([['action', 'namespaceSelector']]);
    const enforces = places.filter(([, labels]) => selects(overrides[0]?.namespaceSelector, labels));
    expect(enforces.map(([name]) => name)).toEqual(['enforce', 'not selected']);
    expect(at(policy, 'spec', 'rules', 1)).toEqual(at(classic.object, 'spec', 'rules', 1));
    // What changes objects must not do so twice.
    expect((at(warning, 'spec', 'rules') as JsonObject[]).map((one) => one.name)).toEqual(['no-latest']);
    expect(at(warning, 'spec', 'emitWarning')).toBe(true);
    const match = at(warning, 'spec', 'rules', 0, 'match', 'any', 0, 'resources', 'namespaceSelector');
    expect(places.filter(([, labels]) => selects(match, labels)).map(([name]) => name)).toEqual(['warn']);
  });
});

test('what is not among the policies is named', () => {
  expect(stagedForms(planOf('Kyverno', 'ClusterPolicy'), [cel]).missing).toEqual(['ClusterPolicy tags']);
});

test('Pod Security needs no form', () => {
  expect(stagedForms(rolloutPlan(rollout('baseline')), [vap])).toEqual({ forms: [], missing: [] });
});
