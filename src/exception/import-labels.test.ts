import { describe, expect, test } from 'vitest';
import { testResource } from '../../test/support/contract.ts';
import type { JsonObject } from '../kube/json.ts';
import { importExceptions } from './import.ts';
import { contractProblems } from './problems.ts';

const now = new Date('2026-11-22T00:00:00Z');
const workload = (name: string, labels: JsonObject, kind = 'Deployment'): JsonObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: 'shop', labels },
});
const constraint = (expression: JsonObject, kinds: string[] = ['Deployment']): JsonObject => ({
  apiVersion: 'constraints.gatekeeper.sh/v1beta1',
  kind: 'K8sRequiredLabels',
  metadata: { name: 'must-have-owner' },
  spec: {
    match: { kinds: [{ apiGroups: ['apps'], kinds }], labelSelector: { matchExpressions: [expression] } },
  },
});
const classic = (exclude: JsonObject): JsonObject => ({
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name: 'hardening' },
  spec: { rules: [{ name: 'no-root', exclude }] },
});
const byLabel = { resources: { selector: { matchLabels: { exempt: 'true' } } } };

function imported(...objects: JsonObject[]): { excused: string[]; debt: readonly string[] } {
  const { drafts, debt } = importExceptions(objects.map(testResource), { days: 30 }, now);
  expect(drafts.flatMap(contractProblems)).toEqual([]);
  return {
    excused: drafts.flatMap(({ spec }) =>
      spec.policies.map(
        (policy) =>
          `${spec.subjects.map(({ name }) => name).join()} ${policy.name}${policy.rules === undefined ? '' : ` ${policy.rules.join()}`}`,
      ),
    ),
    debt,
  };
}

describe('exceptions by label', () => {
  test.each<[string, JsonObject, JsonObject, string[]]>([
    [
      'a label that must not be there',
      constraint({ key: 'exempt', operator: 'DoesNotExist' }),
      { exempt: 'x' },
      ['api must-have-owner'],
    ],
    [
      'a label that is not there',
      constraint({ key: 'exempt', operator: 'DoesNotExist' }),
      { app: 'api' },
      [],
    ],
    [
      'a value that must not be',
      constraint({ key: 'tier', operator: 'NotIn', values: ['dev'] }),
      { tier: 'dev' },
      ['api must-have-owner'],
    ],
    ['another value', constraint({ key: 'tier', operator: 'NotIn', values: ['dev'] }), { tier: 'prod' }, []],
    [
      'a label that is asked for, which leaves nobody out by name',
      constraint({ key: 'tier', operator: 'In', values: ['prod'] }),
      { tier: 'dev' },
      [],
    ],
    [
      'another kind',
      constraint({ key: 'exempt', operator: 'DoesNotExist' }, ['StatefulSet']),
      { exempt: 'x' },
      [],
    ],
    ['an exclusion of Kyverno', classic({ any: [byLabel] }), { exempt: 'true' }, ['api hardening no-root']],
    ['in its old form', classic(byLabel), { exempt: 'true' }, ['api hardening no-root']],
    ['with another value', classic({ any: [byLabel] }), { exempt: 'false' }, []],
    [
      'of another kind',
      classic({ any: [{ resources: { ...byLabel.resources, kinds: ['Job'] } }] }),
      { exempt: 'true' },
      [],
    ],
    [
      'that names workloads',
      classic({ any: [{ resources: { ...byLabel.resources, names: ['web'] } }] }),
      { exempt: 'true' },
      [],
    ],
  ])('%s', (_, policy, labels, excused) => {
    expect(imported(policy, workload('api', labels)).excused).toEqual(excused);
  });

  test('are a debt of the policy, whoever carries the label', () => {
    expect(imported(classic({ any: [byLabel] })).debt).toEqual([
      'test.yaml:1: ClusterPolicy hardening leaves out whatever carries the label exempt: name the workloads',
    ]);
  });

  test('namespaces that nobody looks at', () => {
    const namespace = (labels: JsonObject): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'infra', labels },
    });
    expect(
      imported(
        namespace({ 'admission.gatekeeper.sh/ignore': 'true' }),
        namespace({ 'pod-security.kubernetes.io/enforce': 'privileged' }),
        namespace({ 'pod-security.kubernetes.io/enforce': 'baseline' }),
      ).debt,
    ).toEqual([
      "test.yaml:1: the namespace infra is out of Gatekeeper's sight by its label admission.gatekeeper.sh/ignore",
      'test.yaml:1: the namespace infra is held to no level by its label pod-security.kubernetes.io/enforce',
    ]);
  });
});
