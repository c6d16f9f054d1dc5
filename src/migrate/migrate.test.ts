import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../kube/json.ts';
import { own } from '../kube/json.ts';
import { admissionPolicy } from './admission-policy.ts';
import { migrate } from './migrate.ts';
import { proveRule } from './prove-rule.ts';

const now = new Date('2026-01-01T00:00:00Z');

function policy(validate: JsonObject, more: JsonObject = {}, kind = 'ConfigMap'): JsonObject {
  const rule = { name: 'r', match: { any: [{ resources: { kinds: [kind] } }] }, validate, ...more };
  return {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'p' },
    spec: { rules: [rule] },
  };
}

function expressionOf(made: JsonObject): unknown {
  const validations = own(own(made, 'spec'), 'validations');
  return Array.isArray(validations) ? own(validations[0], 'expression') : undefined;
}

describe('patterns become expressions that are proved equal', () => {
  const cases: readonly (readonly [pattern: JsonObject, expression: string])[] = [
    [{ data: { a: 'x' } }, "has(object.data) && has(object.data.a) && object.data.a == 'x'"],
    [{ data: { a: '*' } }, 'has(object.data) && has(object.data.a)'],
    [
      { data: { a: '!x*' } },
      "has(object.data) && has(object.data.a) && (object.data.a == '!x*' || !object.data.a.startsWith('x'))",
    ],
    [
      { data: { '=(a-b)': 'x | y' } },
      "has(object.data) && (!('a-b' in object.data) || object.data['a-b'] == 'x | y' || object.data['a-b'] == 'x' || object.data['a-b'] == 'y')",
    ],
    [{ data: { 'X(a)': 'null' } }, 'has(object.data) && !has(object.data.a)'],
    [{ '=(immutable)': true }, '!has(object.immutable) || object.immutable == true'],
    [
      { metadata: { labels: { 'a/*': '?*' } } },
      "has(object.metadata) && has(object.metadata.labels) && object.metadata.labels.exists(key0, key0.startsWith('a/') && !object.metadata.labels.exists(other0, other0.startsWith('a/') && other0 < key0) && object.metadata.labels[key0] != '')",
    ],
  ];
  for (const [pattern, expression] of cases) {
    test(JSON.stringify(pattern), () => {
      const source = policy({ pattern });
      const [made] = migrate(source);
      if (made?.ok !== true) throw new Error(JSON.stringify(made));
      expect(expressionOf(made.policy)).toBe(expression);
      expect(proveRule(source, made, [made.policy], [], now)).toMatchObject({ equal: true });
      expect(proveRule(source, made, admissionPolicy(made.policy), [], now)).toMatchObject({ equal: true });
    });
  }
});

describe('rules that are proved equal', () => {
  const cases: readonly (readonly [what: string, source: JsonObject])[] = [
    [
      'a condition anchor in a list',
      policy(
        { pattern: { spec: { containers: [{ '(image)': '*:latest', imagePullPolicy: 'Always' }] } } },
        {},
        'Pod',
      ),
    ],
    ['a global anchor', policy({ pattern: { metadata: { '<(name)': 'x*' }, data: { a: 'b' } } })],
    ['an existence anchor', policy({ pattern: { spec: { '^(containers)': [{ name: 'x' }] } } }, {}, 'Pod')],
    [
      'quantities',
      policy(
        { pattern: { spec: { containers: [{ resources: { limits: { memory: '<=1Gi' } } }] } } },
        {},
        'Pod',
      ),
    ],
    ['ranges', policy({ pattern: { spec: { replicas: '2-5' } } }, {}, 'Deployment')],
    ['anyPattern', policy({ anyPattern: [{ data: { a: 'x' } }, { data: { '(b)': 'y', c: 'z' } }] })],
    [
      'deny',
      policy({
        deny: {
          conditions: {
            any: [{ key: "{{ request.object.data.a || '' }}", operator: 'AnyIn', value: ['x', 'y*'] }],
          },
        },
      }),
    ],
    [
      'deny nothing by name',
      policy({ deny: {} }, { match: { any: [{ resources: { kinds: ['Secret'], names: ['a*'] } }] } }),
    ],
    [
      'preconditions on the operation',
      policy(
        { pattern: { data: { a: 'x' } } },
        { preconditions: { all: [{ key: '{{ request.operation }}', operator: 'Equals', value: 'UPDATE' }] } },
      ),
    ],
    [
      'an enforced rule, which spares what was there',
      policy({ failureAction: 'Enforce', pattern: { data: { a: 'x' } } }),
    ],
    [
      'a loop with a pattern',
      policy(
        { foreach: [{ list: 'request.object.spec.containers', pattern: { image: '!*:latest' } }] },
        {},
        'Pod',
      ),
    ],
    ['Pod Security', policy({ podSecurity: { level: 'restricted', version: 'v1.24' } }, {}, 'Pod')],
    [
      'Pod Security, enforced',
      policy({ failureAction: 'Enforce', podSecurity: { level: 'baseline' } }, {}, 'Deployment'),
    ],
    [
      'CEL, with autogen and variables',
      policy(
        {
          cel: {
            variables: [{ name: 'all', expression: 'object.spec.containers // every one' }],
            expressions: [
              { expression: "variables.all.all(c, c.?image.orValue('') != 'a')", message: 'not a' },
            ],
          },
        },
        { celPreconditions: [{ name: 'named', expression: "object.metadata.name != 'x'" }] },
        'Pod',
      ),
    ],
    [
      'CEL on a null',
      policy(
        { cel: { expressions: [{ expression: "object.?spec.?a.orValue('') != ''" }] } },
        {},
        'a.b/v1/Thing',
      ),
    ],
    [
      'the text of an object as a pattern, quotes and all',
      policy(
        {
          deny: {
            conditions: {
              any: [
                { key: 'a', operator: 'AnyIn', value: '{{ request.object.metadata.finalizers[] || `[]` }}' },
              ],
            },
          },
        },
        {},
        'ConfigMap',
      ),
    ],
    [
      'lists of numbers, too large for a double ones among them',
      policy(
        {
          deny: {
            conditions: {
              any: [
                { key: '{{ request.object.spec.replicas }}', operator: 'AnyIn', value: [2n, 3n] },
                { key: '{{ request.object.spec.replicas }}', operator: 'Equals', value: 9007199254740993n },
              ],
            },
          },
        },
        {},
        'Deployment',
      ),
    ],
    [
      'a custom kind',
      policy({ pattern: { spec: { replicas: '>1', names: ['a*'] } } }, {}, 'example.org/v1/Thing'),
    ],
  ];
  for (const [what, source] of cases) {
    test(what, () => {
      const [made] = migrate(source);
      if (made?.ok !== true) throw new Error(JSON.stringify(made));
      expect(proveRule(source, made, [made.policy], [], now)).toMatchObject({ equal: true });
    });
  }
});

test('what is not equal is told by the first request that shows it', () => {
  const source = policy({ pattern: { data: { a: 'x' } } });
  const [made] = migrate(policy({ pattern: { data: { a: 'x*' } } }));
  if (made?.ok !== true) throw new Error(JSON.stringify(made));
  const [reached] = migrate(source);
  if (reached?.ok !== true) throw new Error(JSON.stringify(reached));
  expect(proveRule(source, reached, [made.policy], [], now)).toMatchObject({
    equal: false,
    classic: { outcome: 'fail' },
    translated: { outcome: 'pass' },
  });
});

describe('what CEL cannot say is refused with the reason', () => {
  const cases: readonly (readonly [because: RegExp, source: JsonObject])[] = [
    [
      /context entries \(apiCall\)/,
      policy({ pattern: {} }, { context: [{ name: 'a', apiCall: { urlPath: '/' } }] }),
    ],
    [/variables/, policy({ pattern: { data: { a: '{{ request.namespace }}' } } })],
    [/clusterRoles/, policy({ pattern: {} }, { exclude: { any: [{ clusterRoles: ['x'] }] } })],
    [
      /exclusions/,
      policy({ podSecurity: { level: 'baseline', exclude: [{ controlName: 'Sysctls' }] } }, {}, 'Pod'),
    ],
    [/parameters/, policy({ cel: { paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, expressions: [] } })],
  ];
  for (const [because, source] of cases) {
    test(because.source, () => {
      expect(migrate(source)).toMatchObject([{ ok: false, because: expect.stringMatching(because) }]);
    });
  }
});
