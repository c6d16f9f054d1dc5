import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kube/json.ts';
import { podKinds } from '../../kube/pod-template.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Verdict } from '../../verdict.ts';
import { createRequest, type Lookup } from '../engine.ts';
import { createPodSecurityEngine, type PodSecurityEngineOptions } from './engine.ts';
import type { LevelVersion } from './level-version.ts';
import { podWith, secured } from './testing/pod.ts';

const always: readonly LevelVersion[] = [
  { level: 'baseline', version: 'latest' },
  { level: 'restricted', version: 'latest' },
];

function lookupOf(labels: JsonObject): Lookup {
  return {
    namespace: (name) => (name === 'shop' ? { metadata: { name, labels } } : undefined),
    get: () => undefined,
    list: () => [],
    now: new Date(0),
  };
}

function resourceOf(apiVersion: string, kind: string, object: JsonObject): Resource {
  const origin = { file: 'shop.yaml', start: { line: 1, column: 1 } };
  return { apiVersion, kind, namespace: 'shop', name: 'web', object, origin };
}

function judge(
  resource: Resource,
  labels: JsonObject = {},
  options: PodSecurityEngineOptions = { always },
): readonly Verdict[] {
  return createPodSecurityEngine(options).judge(createRequest(resource), lookupOf(labels));
}

const prefix = 'pod-security.kubernetes.io/';
const bad = secured({ privileged: true });
const paths = (verdicts: readonly Verdict[]): string[] =>
  verdicts
    .filter(({ rule }) => rule === 'privileged')
    .flatMap(({ fields }) => fields.map((field) => field.join('.')));

test.each<[string, string, JsonObject, string]>([
  ['v1', 'Pod', bad, 'spec.containers.0'],
  ['v1', 'PodTemplate', { template: bad }, 'template.spec.containers.0'],
  ['apps/v1', 'Deployment', { spec: { template: bad } }, 'spec.template.spec.containers.0'],
  [
    'batch/v1',
    'CronJob',
    { spec: { jobTemplate: { spec: { template: bad } } } },
    'spec.jobTemplate.spec.template.spec.containers.0',
  ],
])('the fields of a %s %s lie in it', (apiVersion, kind, object, path) => {
  const verdicts = judge(resourceOf(apiVersion, kind, object));
  expect(new Set(paths(verdicts))).toEqual(new Set([`${path}.securityContext.privileged`]));
});

test('there is a verdict for every check of every policy, in order', () => {
  const verdicts = judge(resourceOf('v1', 'Pod', bad));
  expect(verdicts.map(({ policy, rule }) => `${policy} ${rule}`).slice(0, 3)).toEqual([
    'baseline@latest appArmorProfile',
    'baseline@latest capabilities_baseline',
    'baseline@latest hostNamespaces',
  ]);
  expect(verdicts).toHaveLength(12 + 15);
  expect(verdicts.filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule)).toEqual([
    'privileged',
    'privileged',
    'allowPrivilegeEscalation',
    'capabilities_restricted',
    'runAsNonRoot',
    'seccompProfile_restricted',
  ]);
});

describe('the stage is the strongest at which the namespace asks for the policy', () => {
  test.each<[JsonObject, string]>([
    [{}, 'baseline@latest null, restricted@latest null'],
    [{ [`${prefix}enforce`]: 'baseline' }, 'baseline@latest enforce, restricted@latest null'],
    [
      { [`${prefix}audit`]: 'restricted', [`${prefix}warn`]: 'restricted' },
      'baseline@latest null, restricted@latest warn',
    ],
    [
      {
        [`${prefix}enforce`]: 'baseline',
        [`${prefix}enforce-version`]: 'v1.30',
        [`${prefix}warn`]: 'privileged',
      },
      'baseline@v1.30 enforce, baseline@latest null, restricted@latest null',
    ],
    [{ [`${prefix}enforce`]: 'nonsense' }, 'baseline@latest null, restricted@latest enforce'],
  ])('%j', (labels, stages) => {
    const verdicts = judge(resourceOf('v1', 'Pod', bad), labels);
    const seen = new Set(verdicts.map(({ policy, stage }) => `${policy} ${stage}`));
    expect([...seen].join(', ')).toBe(stages);
  });
});

test('one policy for everything is judged as if enforced', () => {
  const only = { level: 'baseline', version: 'v1.20' } as const;
  const verdicts = judge(
    resourceOf('v1', 'Pod', bad),
    { [`${prefix}enforce`]: 'restricted' },
    { only, always: [] },
  );
  expect(new Set(verdicts.map(({ policy, stage }) => `${policy} ${stage}`))).toEqual(
    new Set(['baseline@v1.20 enforce']),
  );
});

test('an owner is judged with the defaults of templates, a pod with its own', () => {
  const onHost = podWith({ hostNetwork: true }, { ports: [{ containerPort: 80 }] });
  const rules = (resource: Resource): string[] =>
    judge(resource)
      .filter(({ outcome, policy }) => outcome === 'fail' && policy === 'baseline@latest')
      .map(({ rule }) => rule);
  expect(rules(resourceOf('v1', 'Pod', onHost))).toEqual(['hostNamespaces', 'hostPorts']);
  expect(rules(resourceOf('apps/v1', 'Deployment', { spec: { template: onHost } }))).toEqual([
    'hostNamespaces',
  ]);
});

test('whoever is exempt is skipped, and the verdict says why', () => {
  const outcomes = (options: PodSecurityEngineOptions): string[] =>
    judge(resourceOf('v1', 'Pod', podWith({ runtimeClassName: 'kata' })), {}, { always, ...options }).map(
      ({ outcome, message }) => `${outcome} ${message}`,
    );
  expect(outcomes({ exemptNamespaces: new Set(['shop']) })).toEqual(Array(2).fill('skip exempt: namespace'));
  expect(outcomes({ exemptRuntimeClasses: new Set(['kata']) })).toEqual(
    Array(2).fill('skip exempt: runtimeClass'),
  );
});

test('what nobody decoded is an error, never a pass', () => {
  const verdicts = judge(resourceOf('v1', 'Pod', podWith({ hostPID: 'yes' })));
  expect(verdicts.map(({ outcome }) => outcome)).toEqual(['error', 'error']);
  expect(verdicts[0]?.message).toContain('spec.hostPID must be true or false, found a string');
});

test('kinds that hold pods are its concern, custom ones when they are told', () => {
  const kinds = podKinds([{ group: 'argoproj.io', kind: 'Rollout', paths: [['spec', 'template']] }]);
  const engine = createPodSecurityEngine({ podKinds: kinds });
  expect(engine.concerns('argoproj.io/v1alpha1', 'Rollout')).toBe(true);
  expect(engine.concerns('apps/v1', 'Deployment')).toBe(true);
  expect(engine.concerns('v1', 'Service')).toBe(false);
});
