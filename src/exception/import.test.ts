import { describe, expect, test } from 'vitest';
import { testResource } from '../../test/support/contract.ts';
import type { JsonObject } from '../kube/json.ts';
import { importExceptions } from './import.ts';
import { contractProblems } from './problems.ts';

const now = new Date('2026-11-22T00:00:00Z');

describe('importExceptions', () => {
  test('drafts a contract for every workload that a Kyverno exception names', () => {
    const { drafts, debt } = imported(
      kyverno({ resources: { kinds: ['apps/v1/Deployment'], names: ['api*'], namespaces: ['pay', 'shop'] } }),
    );
    expect(drafts.map(({ metadata, spec }) => [metadata.namespace, spec.subjects, spec.policies])).toEqual(
      ['pay', 'shop'].map((namespace) => [
        namespace,
        [{ kind: 'Deployment', name: 'api*' }],
        [{ engine: 'Kyverno', kind: 'ClusterPolicy', name: 'disallow-host', rules: ['ports'] }],
      ]),
    );
    expect(drafts.flatMap(contractProblems)).toEqual([]);
    expect(debt).toEqual([]);
  });

  test('leaves owner, reason and impact to a person', () => {
    const [draft] = imported(
      kyverno({ resources: { kinds: ['Pod'], names: ['a'], namespaces: ['pay'] } }),
    ).drafts;
    expect(draft?.spec.owner.team).toBe('TODO');
    expect(draft?.spec.reason).toMatch(/^TODO/);
    expect(draft?.spec.risk.impact).toMatch(/^TODO/);
  });

  test.each<[string, JsonObject]>([
    ['no name', { resources: { kinds: ['Pod'], namespaces: ['pay'] } }],
    ['no namespace', { resources: { kinds: ['Pod'], names: ['a'] } }],
    ['a namespace with a star', { resources: { kinds: ['Pod'], names: ['a'], namespaces: ['pay-*'] } }],
    [
      'a namespace that leaves the folder',
      { resources: { kinds: ['Pod'], names: ['a'], namespaces: ['../..'] } },
    ],
    [
      'a name that leaves the folder',
      { resources: { kinds: ['Pod'], names: ['../../a'], namespaces: ['pay'] } },
    ],
    [
      'a star in the middle of a name',
      { resources: { kinds: ['Pod'], names: ['a*b'], namespaces: ['pay'] } },
    ],
  ])('counts a filter with %s as debt', (_, filter) => {
    const { drafts, debt } = imported(kyverno(filter));
    expect(drafts).toEqual([]);
    expect(debt).toHaveLength(1);
    expect(debt[0]).toMatch(/^test\.yaml:1: excuses/);
  });

  test('says what of a Kyverno exception its drafts do not repeat', () => {
    const resources = { kinds: ['Pod'], names: ['a'], namespaces: ['pay'], selector: {} };
    const exception = kyverno({ resources, subjects: [{ kind: 'User', name: 'ann' }] }, { conditions: {} });
    expect(imported(exception).debt).toEqual([
      'test.yaml:1: excuses only under its conditions and by labels or annotations and what certain users ask for, which its drafts do not repeat',
    ]);
  });

  test.each<[string, JsonObject, RegExp]>([
    [
      'a Kyverno exception by expressions',
      {
        apiVersion: 'policies.kyverno.io/v1',
        kind: 'PolicyException',
        spec: { policyRefs: [{ name: 'a' }], expiresAt: '2027-01-01T00:00:00Z' },
      },
      /from a, until 2027-01-01/,
    ],
    [
      'a constraint that leaves out namespaces',
      {
        apiVersion: 'constraints.gatekeeper.sh/v1beta1',
        kind: 'K8sPSP',
        metadata: { name: 'c' },
        spec: { match: { excludedNamespaces: ['x', 'y'] } },
      },
      /K8sPSP c leaves out the namespaces x, y/,
    ],
    [
      'a constraint that leaves out images',
      {
        apiVersion: 'constraints.gatekeeper.sh/v1beta1',
        kind: 'K8sPSP',
        metadata: { name: 'c' },
        spec: { parameters: { exemptImages: ['reg/*'] } },
      },
      /leaves out the images reg\/\*/,
    ],
    [
      "Gatekeeper's own configuration",
      {
        apiVersion: 'config.gatekeeper.sh/v1alpha1',
        kind: 'Config',
        spec: { match: [{ excludedNamespaces: ['x'] }] },
      },
      /of every constraint/,
    ],
    [
      'exemptions of Pod Security',
      { kind: 'PodSecurityConfiguration', exemptions: { usernames: ['root'] } },
      /exempts the usernames root/,
    ],
    [
      'exemptions within an AdmissionConfiguration',
      {
        kind: 'AdmissionConfiguration',
        plugins: [
          {
            name: 'PodSecurity',
            configuration: { kind: 'PodSecurityConfiguration', exemptions: { namespaces: ['x'] } },
          },
        ],
      },
      /exempts the namespaces x/,
    ],
  ])('counts %s as debt', (_, object, line) => {
    const { drafts, debt } = imported(object);
    expect(drafts).toEqual([]);
    expect(debt).toHaveLength(1);
    expect(debt[0]).toMatch(line);
  });

  test.each([
    ['ignore-check.kube-linter.io/run-as-non-root', 'why', ['kube-linter/run-as-non-root']],
    ['kube-score/ignore', 'a, b', ['kube-score/a', 'kube-score/b']],
    ['polaris.fairwinds.com/hostNetworkSet-exempt', 'true', ['polaris/hostNetworkSet']],
    ['polaris.fairwinds.com/exempt', 'true', ['polaris/all checks']],
    ['polaris.fairwinds.com/exempt', 'false', []],
    ['checkov.io/skip1', 'CKV_K8S_20=why', ['checkov/CKV_K8S_20']],
    ['example.com/other', 'x', []],
  ])('drafts from the annotation %s: %s', (key, value, expected) => {
    const metadata = { name: 'api', namespace: 'pay', annotations: { [key]: value } };
    const { drafts } = imported({ apiVersion: 'apps/v1', kind: 'Deployment', metadata });
    const scopes = drafts.flatMap(({ spec }) => spec.policies);
    expect(
      scopes.map((scope) => (scope.engine === 'Scanner' ? `${scope.kind}/${scope.name}` : scope.engine)),
    ).toEqual(expected);
    expect(drafts.flatMap(contractProblems)).toEqual([]);
  });

  test('numbers drafts that would share a name', () => {
    const { drafts } = imported(
      kyverno({ resources: { kinds: ['Pod', 'Job'], names: ['a'], namespaces: ['pay'] } }),
    );
    expect(drafts.map(({ metadata }) => metadata.name)).toEqual(['a-disallow-host', 'a-disallow-host-2']);
  });
});

function imported(object: JsonObject) {
  return importExceptions([testResource(object)], { days: 30 }, now);
}

function kyverno(filter: JsonObject, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'kyverno.io/v2',
    kind: 'PolicyException',
    metadata: { name: 'x', namespace: 'kyverno' },
    spec: {
      exceptions: [{ policyName: 'disallow-host', ruleNames: ['ports', 'autogen-ports'] }],
      match: { any: [filter] },
      ...spec,
    },
  };
}
