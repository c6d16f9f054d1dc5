import { describe, expect, test } from 'vitest';
import { createAdmissionPolicyEngine } from '../../engine/admission-policy/engine.ts';
import { loadAdmissionPolicies } from '../../engine/admission-policy/load.ts';
import { createRequest } from '../../engine/engine.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { Objects } from '../../scan/objects.ts';
import { guardPolicy } from './guard.ts';

const account = 'system:serviceaccount:argocd:argocd-application-controller';
const origin = { file: 'a.yaml', start: { line: 1, column: 1 } };
const { policies, bindings } = loadAdmissionPolicies(
  guardPolicy([account]).map(
    (object): Resource => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: object.kind as string,
      namespace: '',
      name: 'portcullis-stage-guard',
      object,
      origin,
    }),
  ),
);
const engine = createAdmissionPolicyEngine({ policies, bindings });

/** `enforce=restricted` is Pod Security's, `stage.x=warn` a rollout's. */
function labelsOf(text: string): JsonObject {
  return Object.fromEntries(
    text
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => {
        const [key = '', value = ''] = word.split('=');
        const prefix = key.startsWith('stage.') ? 'portcullis.dev' : 'pod-security.kubernetes.io';
        return [key === 'team' ? key : `${prefix}/${key}`, value];
      }),
  );
}

function namespace(labels: string): JsonObject {
  const own = labelsOf(labels);
  const metadata = { name: 'shop', ...(labels === '' ? {} : { labels: own }) };
  return { apiVersion: 'v1', kind: 'Namespace', metadata };
}

function refusals(before: string, after: string, username = 'tenant', subResource = ''): string[] {
  const resource = {
    apiVersion: 'v1',
    kind: 'Namespace',
    namespace: '',
    name: 'shop',
    object: namespace(after),
    origin,
  };
  const request = {
    ...createRequest(resource),
    operation: 'UPDATE' as const,
    oldObject: namespace(before),
    userInfo: { username },
    subResource,
  };
  return engine
    .judge(request, new Objects(new Date(0)))
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skip')
    .map(({ outcome, message }) => `${outcome}: ${message}`);
}

const loosened: readonly [string, string][] = [
  ['stage.base=enforce', 'stage.base=warn'],
  ['stage.base=enforce', 'stage.base=audit'],
  ['stage.base=warn', ''],
  ['stage.base=enforce', 'stage.base=nonsense'],
  ['stage.base=enforce stage.other=warn', 'stage.base=enforce'],
  ['enforce=restricted', 'enforce=baseline'],
  ['enforce=baseline', 'enforce=privileged'],
  ['enforce=baseline', ''],
  ['enforce=baseline', 'team=web'],
  ['warn=restricted', 'warn=baseline'],
  ['audit=baseline', ''],
  ['enforce=baseline', 'enforce=nonsense'],
  ['enforce=baseline', 'enforce=baseline enforce-version=v1.20'],
  ['enforce=baseline enforce-version=latest', 'enforce=baseline enforce-version=v1.34'],
  ['enforce=baseline enforce-version=v1.34', 'enforce=baseline enforce-version=v1.33'],
  ['enforce=baseline enforce-version=v1.34', 'enforce=restricted enforce-version=v1.9'],
  ['audit=baseline audit-version=v1.34', 'audit=baseline audit-version=v1.30'],
];
const tightened: readonly [string, string][] = [
  ['', ''],
  ['team=web', 'team=app'],
  ['', 'stage.base=enforce'],
  ['stage.base=audit', 'stage.base=warn'],
  ['stage.base=warn', 'stage.base=warn team=web'],
  ['stage.base=nonsense', ''],
  ['', 'enforce=baseline'],
  ['', 'enforce=baseline enforce-version=v1.34'],
  [
    'audit=baseline audit-version=v1.34',
    'audit=baseline audit-version=v1.34 warn=baseline warn-version=v1.34',
  ],
  ['enforce=baseline', 'enforce=restricted'],
  ['enforce=privileged', ''],
  ['enforce=baseline enforce-version=v1.34', 'enforce=baseline enforce-version=v1.35'],
  ['enforce=baseline enforce-version=v1.9', 'enforce=baseline enforce-version=v1.10'],
  ['enforce=baseline enforce-version=v1.34', 'enforce=baseline enforce-version=latest'],
  ['enforce=baseline enforce-version=v1.34', 'enforce=baseline'],
];

describe('who is not named may not loosen', () => {
  test.each(loosened)('from "%s" to "%s"', (before, after) => {
    expect(refusals(before, after)).toHaveLength(1);
    expect(refusals(before, after)[0]).toMatch(/^fail: only Portcullis and the GitOps accounts may/);
  });

  test.each(['status', 'finalize'])('nor by way of %s', (subResource) =>
    expect(refusals('enforce=baseline', '', 'tenant', subResource)).toHaveLength(1),
  );
});

describe('anybody may tighten', () => {
  test.each(tightened)('from "%s" to "%s"', (before, after) => expect(refusals(before, after)).toEqual([]));
});

describe('who is named may do both', () => {
  test.each([...loosened, ...tightened])('from "%s" to "%s"', (before, after) =>
    expect(refusals(before, after, account)).toEqual([]),
  );
});
