import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Lookup } from '../engine/engine.ts';
import { resourceOf } from '../engine/kyverno/testing.ts';
import type { Json, JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { lintByJudging } from './judged.ts';
import { isPolicy, lintPolicies } from './lint.ts';
import { lintRules } from './rules.ts';
import { lintSarif } from './sarif.ts';

const lookup: Lookup = { namespace: () => undefined, get: () => undefined, list: () => [], now: new Date(0) };
const docs = join(import.meta.dirname, '../../docs');

function found(policy: string, cost = false): string[] {
  return lintPolicies([resourceOf(policy)], { cost }).map(
    ({ rule, severity, path, message }) => `${severity} ${rule} ${path.join('.')}: ${message}`,
  );
}

function classic(body: string): string {
  return `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: p }
spec:
  rules:
    - name: r
      match: { any: [{ resources: { kinds: [Pod] } }] }
      validate: ${body}`;
}

describe('what is found', () => {
  test('what Kyverno refuses, with the field', () =>
    expect(found(classic('{ message: m, pattern: { a: b }, deny: {} }'))).toEqual([
      expect.stringMatching(/^error refused spec\.rules\.0.*: .*only one of/),
    ]));

  test('a smell', () =>
    expect(found(classic("{ message: m, pattern: { spec: { containers: [{ image: 'a/*' }] } } }"))).toEqual([
      expect.stringContaining(
        'warning misses-containers spec.rules.0.validate: rule r: only containers looked at',
      ),
    ]));

  test('an expression of a classic rule that does not compile, with the field', () =>
    expect(
      found(classic('{ cel: { expressions: [{ expression: "true" }, { expression: unknown == 1 }] } }')),
    ).toEqual([
      expect.stringContaining(
        "error cel-error spec.rules.0.validate.cel.expressions.1.expression: undeclared reference to 'unknown'",
      ),
    ]));

  test('the cost of its expressions, when asked for', () =>
    expect(found(classic('{ cel: { expressions: [{ expression: "1 == 1" }] } }'), true)).toEqual([
      'info cel-cost spec.rules.0.validate.cel.expressions.0.expression: type bool, cost at least 1, at most 1',
    ]));

  test('an exception that Kyverno refuses', () =>
    expect(
      found(
        'apiVersion: kyverno.io/v2\nkind: PolicyException\nmetadata: { name: e, namespace: n }\nspec: {}',
      ),
    ).toEqual([expect.stringMatching(/^error refused /)]));

  test('a binding that the API server refuses', () =>
    expect(
      found(
        'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: { name: b }\nspec: { policyName: 7 }',
      ),
    ).toEqual([expect.stringMatching(/^error refused spec/)]));

  test('nothing in what is no policy', () => {
    const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }';
    expect(found(object)).toEqual([]);
    expect(isPolicy(resourceOf(object))).toBe(false);
  });
});

test('a rule in SARIF is one of its rules, at its place', () => {
  const findings = lintPolicies([
    resourceOf(classic("{ pattern: { spec: { containers: [{ image: 'a/*' }] } } }")),
  ]);
  expect(lintSarif(findings, '1.2.3')).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { semanticVersion: '1.2.3', rules: Object.keys(lintRules).map((id) => ({ id })) } },
        results: [
          {
            ruleId: 'misses-containers',
            ruleIndex: Object.keys(lintRules).indexOf('misses-containers'),
            level: 'warning',
            message: { text: expect.stringContaining('ClusterPolicy p: rule r: ') },
            locations: [
              { physicalLocation: { artifactLocation: { uri: 'test.yaml' }, region: { startLine: 1 } } },
            ],
          },
        ],
      },
    ],
  });
});

test('every rule is on the page, or has one of its own as a smell', () => {
  const page = readFileSync(join(docs, 'policy-lint.md'), 'utf8');
  const smells = readdirSync(join(docs, 'smells')).map((name) => name.replace('.md', ''));
  const listed = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, rule]) => rule ?? '');
  expect([...listed, ...smells.filter((name) => name !== 'README')].sort()).toEqual(
    Object.keys(lintRules).sort(),
  );
});

test('no policy crashes it, whatever it holds', async () => {
  const words = fc.constantFrom(
    ...`spec rules match any resources kinds validate pattern deny conditions foreach cel expressions expression name
    matchConstraints resourceRules variables validations celPreconditions operations apiGroups metadata __proto__
    constructor`.split(/\s+/),
  );
  const { tree } = fc.letrec<{ tree: Json; map: JsonObject }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom<Json>('Pod', 'pods', 'object.spec.containers', '{{ request.object.x }}', 1, null, true),
      fc.array(tie('tree'), { maxLength: 3 }),
      tie('map'),
    ),
    map: fc.dictionary(words, tie('tree'), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
  }));
  const kinds = fc.constantFrom(
    ['kyverno.io/v1', 'ClusterPolicy'],
    ['kyverno.io/v2', 'PolicyException'],
    ['policies.kyverno.io/v1', 'ValidatingPolicy'],
    ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
    ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'],
  );
  await fc.assert(
    fc.asyncProperty(kinds, tree, tree, async ([apiVersion = '', kind = ''], match, validate) => {
      const rule = { name: 'r', match, validate };
      const object = {
        apiVersion,
        kind,
        metadata: { name: 'p' },
        spec: { rules: [rule], matchConstraints: match, validations: validate },
      };
      const policy: Resource = { ...resourceOf(''), apiVersion, kind, name: 'p', object };
      lintPolicies([policy], { cost: true });
      await lintByJudging([policy], [resourceOf('apiVersion: v1\nkind: Pod\nmetadata: { name: p }')], lookup);
    }),
    { numRuns: 500 },
  );
});
