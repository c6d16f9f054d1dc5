import { describe, expect, test } from 'vitest';
import { guardText } from '../../evidence/stage-guard.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { guardPolicy } from './guard.ts';
import { guardInForce } from './guard-in-force.ts';

const [policy, binding] = guardPolicy(['system:serviceaccount:argocd:argocd']) as [JsonObject, JsonObject];

function inForce(objects: readonly JsonObject[], labels: Record<string, string> = {}): boolean {
  const resources = objects.map(
    (object): Resource => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: object.kind as string,
      namespace: '',
      name: 'portcullis-stage-guard',
      object,
      origin: { file: 'guard.yaml', start: { line: 1, column: 1 } },
    }),
  );
  return guardInForce(guardText(resources))(labels);
}

/** The object with `own` over its spec. */
function changed(object: JsonObject, own: JsonObject): JsonObject {
  return { ...object, spec: { ...(object.spec as JsonObject), ...own } };
}

describe('the guard is in force', () => {
  test.each<[string, JsonObject[]]>([
    ['as generated', [policy, binding]],
    [
      'with what an API server fills in',
      [
        changed(policy, {
          failurePolicy: 'Fail',
          matchConstraints: {
            ...((policy.spec as JsonObject).matchConstraints as JsonObject),
            matchPolicy: 'Equivalent',
            namespaceSelector: {},
            objectSelector: {},
          },
        }),
        changed(binding, {
          matchResources: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} },
        }),
      ],
    ],
    ['for any accounts', [guardPolicy([])[0] as JsonObject, binding]],
    [
      'beside a binding that only audits',
      [policy, changed(binding, { validationActions: ['Audit'] }), binding],
    ],
  ])('%s', (_, objects) => expect(inForce(objects)).toBe(true));

  test('where its binding selects', () => {
    const some = changed(binding, {
      matchResources: { namespaceSelector: { matchLabels: { tier: 'app' } } },
    });
    expect(inForce([policy, some], { tier: 'app' })).toBe(true);
    expect(inForce([policy, some], { tier: 'system' })).toBe(false);
  });
});

describe('the guard is not in force', () => {
  const constraints = (policy.spec as JsonObject).matchConstraints as JsonObject;
  const validations = (policy.spec as JsonObject).validations as JsonObject[];
  const condition = (expression: string): JsonObject => ({
    matchConditions: [{ name: 'not-an-account-that-may', expression }],
  });
  test.each<[string, JsonObject[]]>([
    ['when there is nothing', []],
    ['without a binding', [policy]],
    ['without its policy', [binding]],
    ['when there are two policies of the name', [policy, policy, binding]],
    [
      'when its binding does not refuse',
      [policy, changed(binding, { validationActions: ['Warn', 'Audit'] })],
    ],
    ['when its binding has parameters', [policy, changed(binding, { paramRef: { name: 'x' } })]],
    [
      'when its binding leaves resources out',
      [
        policy,
        changed(binding, { matchResources: { excludeResourceRules: [{ resources: ['namespaces'] }] } }),
      ],
    ],
    [
      'when its binding asks for labels of the object',
      [policy, changed(binding, { matchResources: { objectSelector: { matchLabels: { a: 'b' } } } })],
    ],
    ['when failures are ignored', [changed(policy, { failurePolicy: 'Ignore' }), binding]],
    [
      'when it is narrowed',
      [
        changed(policy, {
          matchConstraints: { ...constraints, namespaceSelector: { matchLabels: { a: 'b' } } },
        }),
        binding,
      ],
    ],
    ['when a rule is gone', [changed(policy, { validations: validations.slice(1) }), binding]],
    [
      'when a rule always holds',
      [changed(policy, { validations: [{ expression: 'true' }, ...validations.slice(1)] }), binding],
    ],
    [
      'when more than accounts are let through',
      [
        changed(
          policy,
          condition("!(request.userInfo.username in ['a']) && request.userInfo.username != 'tenant'"),
        ),
        binding,
      ],
    ],
    ['when nobody is asked', [changed(policy, condition('false')), binding]],
    [
      'when a second condition narrows it',
      [
        changed(policy, {
          matchConditions: [
            ...((policy.spec as JsonObject).matchConditions as JsonObject[]),
            { name: 'b', expression: 'false' },
          ],
        }),
        binding,
      ],
    ],
    [
      'when a variable says otherwise',
      [
        changed(policy, {
          variables: [
            { name: 'old', expression: '{}' },
            { name: 'now', expression: '{}' },
          ],
        }),
        binding,
      ],
    ],
    [
      'when it has parameters',
      [changed(policy, { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }), binding],
    ],
  ])('%s', (_, objects) => expect(inForce(objects)).toBe(false));
});
