import { describe, expect, test } from 'vitest';
import { mutantsOf } from '../../test/support/mutate-cel.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import { migrate } from './migrate.ts';
import { proveRule } from './prove-rule.ts';

/** A proof is worth what it notices: each operator and each constant of a translation is changed, one at a time. */
const rules: readonly (readonly [what: string, kind: string, validate: JsonObject, more?: JsonObject])[] = [
  ['a text', 'ConfigMap', { pattern: { data: { a: 'x*' } } }],
  ['labels', 'ConfigMap', { pattern: { metadata: { labels: { 'a/*': '?*' } } } }],
  [
    'an anchor in a list',
    'Pod',
    { pattern: { spec: { containers: [{ '(image)': '*:latest', imagePullPolicy: 'Always' }] } } },
  ],
  [
    'fields that may be missing',
    'Pod',
    {
      pattern: {
        spec: {
          '=(securityContext)': { '=(runAsUser)': '>0' },
          containers: [{ '=(securityContext)': { '=(privileged)': 'false' } }],
        },
      },
    },
  ],
  ['any of two', 'ConfigMap', { anyPattern: [{ data: { a: 'x' } }, { data: { '(b)': 'y', c: 'z' } }] }],
  [
    'a quantity',
    'Pod',
    { pattern: { spec: { containers: [{ resources: { limits: { memory: '<=1Gi' } } }] } } },
  ],
  [
    'conditions',
    'Pod',
    {
      deny: {
        conditions: {
          all: [
            { key: "{{ request.object.metadata.labels.a || '' }}", operator: 'AnyIn', value: ['x', 'y'] },
            { key: '{{ request.object.spec.hostPID || `false` }}', operator: 'Equals', value: true },
          ],
        },
      },
    },
    { preconditions: { any: [{ key: '{{ request.operation }}', operator: 'NotEquals', value: 'DELETE' }] } },
  ],
  [
    'a loop',
    'Pod',
    {
      foreach: [
        {
          list: 'request.object.spec.containers',
          preconditions: { all: [{ key: "{{ element.name || '' }}", operator: 'NotEquals', value: 'x' }] },
          deny: { conditions: { any: [{ key: '{{ element.image }}', operator: 'Equals', value: 'a/*' }] } },
        },
      ],
    },
  ],
  [
    'what was there',
    'ConfigMap',
    { failureAction: 'Enforce', pattern: { data: { a: 'x' }, immutable: true } },
  ],
  [
    'CEL',
    'Pod',
    {
      cel: {
        variables: [
          { name: 'all', expression: 'object.spec.containers + object.spec.?initContainers.orValue([])' },
        ],
        expressions: [
          {
            expression:
              "variables.all.all(c, c.?image.orValue('a/').startsWith('a/')) || object.spec.?hostPID == optional.of(true)",
          },
        ],
      },
    },
  ],
];

const least = 0.85;

describe(`the proof notices ${least * 100} % of what can be changed in a translation`, () => {
  for (const [what, kind, validate, more = {}] of rules) {
    test(what, () => {
      const rule = { name: 'r', match: { any: [{ resources: { kinds: [kind] } }] }, validate, ...more };
      const metadata: JsonObject = {
        name: 'p',
        annotations: { 'pod-policies.kyverno.io/autogen-controllers': 'none' },
      };
      const policy: JsonObject = {
        apiVersion: 'kyverno.io/v1',
        kind: 'ClusterPolicy',
        metadata,
        spec: { rules: [rule] },
      };
      const [made] = migrate(policy);
      if (made?.ok !== true) throw new Error(JSON.stringify(made));
      const now = new Date(0);
      const answers = mutated(made.policy).map(({ change, translation }) => ({
        change,
        equal: proveRule(policy, made, [translation], [], now).equal,
      }));
      const compiled = answers.filter(({ equal }) => equal !== null);
      const survivors = compiled.filter(({ equal }) => equal === true).map(({ change }) => change);
      const killed = (compiled.length - survivors.length) / compiled.length;
      expect(
        killed,
        `${survivors.length} of ${compiled.length} unnoticed:\n${survivors.join('\n')}`,
      ).toBeGreaterThanOrEqual(least);
    }, 60_000);
  }
});

interface Mutated {
  readonly change: string;
  readonly translation: JsonObject;
}

function mutated(policy: JsonObject): Mutated[] {
  const spec = own(policy, 'spec') as JsonObject;
  return ['matchConditions', 'variables', 'validations'].flatMap((list) => {
    const all: readonly Json[] = Array.isArray(spec[list]) ? spec[list] : [];
    return all.flatMap((one, index) => {
      const expression = own(one, 'expression');
      if (!isObject(one) || typeof expression !== 'string') return [];
      return mutantsOf(expression).map(({ text, change }) => ({
        change: `${list}[${index}]: ${change} `,
        translation: {
          ...policy,
          spec: { ...spec, [list]: all.with(index, { ...one, expression: text }) },
        },
      }));
    });
  });
}
