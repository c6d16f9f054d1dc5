import { expect, test } from 'vitest';
import type { Lookup } from '../engine/engine.ts';
import { resourceOf } from '../engine/kyverno/testing.ts';
import { lintByJudging } from './judged.ts';

const lookup: Lookup = {
  namespace: () => undefined,
  get: () => undefined,
  list: () => [],
  now: new Date('2026-11-22T00:00:00Z'),
};

function deployment(name: string, hostNetwork: boolean): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec: { template: { metadata: { labels: { app: a } }, spec: { hostNetwork: ${hostNetwork}, containers: [] } } }`;
}

const manifests = [
  deployment('open', true),
  deployment('closed', false),
  'apiVersion: v1\nkind: Service\nmetadata: { name: s }',
];

function classic(kind: string, validate: string): string {
  return `
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: p
  annotations: { pod-policies.kyverno.io/autogen-controllers: ${kind === 'Pod' ? 'none' : '""'} }
spec:
  rules:
    - name: r
      match: { any: [{ resources: { kinds: [${kind}] } }] }
      validate: ${validate}`;
}

function cel(kind: string, resources: string, more = ''): string {
  const group = kind === 'ValidatingPolicy' ? 'policies.kyverno.io' : 'admissionregistration.k8s.io';
  return `
apiVersion: ${group}/v1
kind: ${kind}
metadata: { name: p }
spec:
  matchConstraints: { resourceRules: [${resources}] }
  validations: [{ expression: '!object.spec.?hostNetwork.orValue(false)' }]
  ${more}`;
}

const noHostNetwork = "{ message: m, pattern: { spec: { '=(hostNetwork)': false } } }";
const pods = '{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }';
const off = 'autogen: { podControllers: { controllers: [] } }';
const differs = 'owner-differs: Deployment shop/open passes, and the pod that it makes fails';

test.each([
  [
    'what matches none',
    classic('Job', noHostNetwork),
    ['rule r: never-matches: none of 3 manifests is judged by it'],
  ],
  [
    'what cannot judge',
    classic(
      'Service',
      "{ message: m, deny: { conditions: { any: [{ key: '{{ request.object.spec.x }}', operator: Equals, value: 1 }] } } }",
    ),
    [
      expect.stringMatching(
        /^rule r: ends-in-error: 1 of 1 answers are errors, the first for Service s: .*Unknown key "spec"/,
      ),
    ],
  ],
  [
    'what nothing passes',
    classic('Deployment', '{ message: m, deny: {} }'),
    ['rule r: fails-everything: all 2 manifests that it judges fail'],
  ],
  [
    'a Deployment that passes, unlike its pod',
    classic('Pod', noHostNetwork),
    [expect.stringContaining(differs)],
  ],
  ['the same in Kyverno’s CEL', cel('ValidatingPolicy', pods, off), [expect.stringContaining(differs)]],
  [
    'the same in the API server’s',
    cel('ValidatingAdmissionPolicy', pods),
    [expect.stringContaining(differs)],
  ],
  [
    'a controller of its own is enough',
    classic('Deployment', noHostNetwork.replace('spec:', 'metadata: { name: "?*" }, spec:')),
    [],
  ],
  ['what is no policy', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }', []],
] as const)('%s', async (_, policy, expected) => {
  const findings = await lintByJudging([resourceOf(policy)], manifests.map(resourceOf), lookup);
  expect(findings.map(said)).toEqual(expected);
});

function said({ rule, message }: { readonly rule: string; readonly message: string }): string {
  const [, about = '', rest = ''] = /^(rule \w+: )?([^]*)$/.exec(message) ?? [];
  return `${about}${rule}: ${rest}`;
}
