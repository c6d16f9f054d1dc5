import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { labelSelector } from '../../kube/selector.ts';
import { createRequest, type Lookup } from '../engine.ts';
import { createPortcullisEngine, type PortcullisOptions } from './engine.ts';

const nowhere: Lookup = {
  namespace: () => undefined,
  get: () => undefined,
  list: () => [],
  now: new Date(0),
};

function resource(apiVersion: string, kind: string, rest: JsonObject): Resource {
  const object = { apiVersion, kind, ...rest };
  return {
    apiVersion,
    kind,
    namespace: '',
    name: 'x',
    object,
    origin: { file: 'x.yaml', start: { line: 1, column: 1 } },
  };
}

function said(found: Resource, options?: PortcullisOptions): string[] {
  return createPortcullisEngine(options)
    .judge(createRequest(found), nowhere)
    .map(({ rule, message }) => `${rule}: ${message}`);
}

const namespace = (labels: JsonObject | undefined): Resource =>
  resource('v1', 'Namespace', { metadata: { name: 'x', ...(labels ? { labels } : {}) } });

const pss = (labels: Record<string, string>): JsonObject =>
  Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value]),
  );

describe('namespaces as code', () => {
  test.each([
    ['no labels at all', undefined, ['namespace-unlabelled']],
    ['other labels only', { team: 'a' }, ['namespace-unlabelled']],
    [
      'all six, pinned',
      pss({
        enforce: 'baseline',
        'enforce-version': 'v1.34',
        audit: 'restricted',
        'audit-version': 'v1.34',
        warn: 'restricted',
        'warn-version': 'v1.34',
      }),
      [],
    ],
    ['privileged needs no pin', pss({ enforce: 'privileged' }), []],
    [
      'an unknown level',
      pss({ warn: 'Baseline' }),
      ['namespace-invalid-label', 'namespace-unpinned-version'],
    ],
    ['an unknown version', pss({ audit: 'baseline', 'audit-version': '1.34' }), ['namespace-invalid-label']],
    ['a key nothing reads', pss({ enforced: 'baseline' }), ['namespace-unknown-label']],
    ['a key in the wrong case', pss({ 'enforce-Version': 'v1.34' }), ['namespace-unknown-label']],
    [
      'latest is not pinned',
      pss({ audit: 'baseline', 'audit-version': 'latest' }),
      ['namespace-unpinned-version'],
    ],
    [
      'enforce above a missing audit; a missing warn follows',
      pss({ enforce: 'baseline', 'enforce-version': 'v1.34' }),
      ['namespace-enforce-stricter'],
    ],
    [
      'enforce above both',
      pss({
        enforce: 'restricted',
        'enforce-version': 'v1.34',
        audit: 'baseline',
        'audit-version': 'v1.34',
        warn: 'baseline',
        'warn-version': 'v1.34',
      }),
      ['namespace-enforce-stricter', 'namespace-enforce-stricter'],
    ],
  ])('%s', (_, labels, rules) =>
    expect(said(namespace(labels)).map((text) => text.split(':')[0])).toEqual(rules),
  );
});

describe('the level a class of namespace must carry', () => {
  const selector = labelSelector({ matchLabels: { tier: 'apps' } });
  if (typeof selector === 'string') throw new Error(selector);
  const required = [
    { selector, require: { enforce: 'restricted', version: 'v1.34' } },
    { require: { enforce: 'baseline' } },
  ] as const;
  const missing = (labels: JsonObject): string[] =>
    said(namespace(labels), { required }).filter((text) => text.startsWith('namespace-required-level'));

  test('names the labels to write', () =>
    expect(missing({ tier: 'apps', ...pss({ enforce: 'baseline' }) })).toEqual([
      'namespace-required-level: must carry the labels pod-security.kubernetes.io/enforce=restricted, pod-security.kubernetes.io/enforce-version=v1.34',
    ]));
  test('more is enough', () => expect(missing(pss({ enforce: 'restricted' }))).toEqual([]));
  test('the first match decides', () =>
    expect(missing({ tier: 'apps', ...pss({ enforce: 'restricted', 'enforce-version': 'v1.34' }) })).toEqual(
      [],
    ));
  test('it fails the gate', () => {
    const verdicts = createPortcullisEngine({ required }).judge(createRequest(namespace({})), nowhere);
    expect(verdicts.filter(({ stage }) => stage === 'enforce').map(({ rule }) => rule)).toEqual([
      'namespace-required-level',
    ]);
  });
});

describe('what was removed with PodSecurityPolicy', () => {
  const policy = (spec: JsonObject): string[] =>
    said(resource('policy/v1beta1', 'PodSecurityPolicy', { spec }));
  const strict = {
    allowPrivilegeEscalation: false,
    requiredDropCapabilities: ['ALL'],
    volumes: ['configMap', 'secret'],
    runAsUser: { rule: 'MustRunAsNonRoot' },
  };
  test.each<[string, JsonObject, string]>([
    ['a privileged one', { privileged: true }, 'is privileged'],
    ['a strict one', strict, 'is restricted'],
    [
      'a strict one with a user range',
      { ...strict, runAsUser: { rule: 'MustRunAs', ranges: [{ min: 1, max: 9 }] } },
      'is restricted',
    ],
    [
      'one that lets root in by range',
      { ...strict, runAsUser: { rule: 'MustRunAs', ranges: [{ min: 0, max: 9 }] } },
      'is baseline',
    ],
    ['an open one', {}, 'is baseline'],
    [
      'what it allowed beyond',
      { hostNetwork: true, volumes: ['*'], allowedCapabilities: ['SYS_ADMIN', 'CHOWN'] },
      'is baseline; beyond that it allowed hostNetwork, hostPath volumes, the capabilities SYS_ADMIN',
    ],
  ])('%s', (_, spec, text) => expect(policy(spec)[0]).toMatch(new RegExp(`${text}$`)));

  test('a role that uses them', () => {
    const role = (verbs: Json): string[] =>
      said(
        resource('rbac.authorization.k8s.io/v1', 'ClusterRole', {
          rules: [{ apiGroups: ['policy'], resources: ['podsecuritypolicies'], verbs }],
        }),
      );
    expect(role(['use'])).toHaveLength(1);
    expect(role(['get'])).toHaveLength(0);
    expect(role('use')).toHaveLength(0);
  });
});

describe('readOnlyRootFilesystem is recommended, at no stage', () => {
  const pod = (securityContext: JsonObject): Resource =>
    resource('v1', 'Pod', { spec: { containers: [{ name: 'a', securityContext }] } });
  test('missing', () => {
    const [verdict] = createPortcullisEngine().judge(createRequest(pod({})), nowhere);
    expect(verdict).toMatchObject({ rule: 'readOnlyRootFilesystem', stage: null, severity: 'info' });
    expect(verdict?.fields).toEqual([['spec', 'containers', 0, 'securityContext', 'readOnlyRootFilesystem']]);
  });
  test('set', () => expect(said(pod({ readOnlyRootFilesystem: true }))).toEqual([]));
});
