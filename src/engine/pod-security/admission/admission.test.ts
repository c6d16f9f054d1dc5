import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kube/json.ts';
import { type CompletedConfiguration, defaultConfiguration } from '../config/configuration.ts';
import { labelPrefix } from '../policy.ts';
import { podWith, secured } from '../testing/pod.ts';
import { PodSecurityAdmission } from './admission.ts';
import type { AdmissionContext } from './context.ts';
import type { AdmissionResponse } from './response.ts';

const exempting: CompletedConfiguration = {
  ...defaultConfiguration,
  exemptions: {
    namespaces: new Set(['kube-system']),
    usernames: new Set(['admin']),
    runtimeClasses: new Set(['kata']),
  },
};

let admission: PodSecurityAdmission;
beforeEach(() => {
  admission = new PodSecurityAdmission({ configuration: exempting });
});

function namespace(labels: Record<string, string>, name = 'shop'): JsonObject {
  const prefixed = Object.entries(labels).map(([key, value]) => [labelPrefix + key, value]);
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: Object.fromEntries(prefixed) } };
}

function contextOf(labels: Record<string, string>, pods: readonly JsonObject[] = []): AdmissionContext {
  return {
    namespace: (name) => (name === 'shop' ? namespace(labels) : undefined),
    pods: () => pods,
    now: () => 0,
  };
}

const kinds = {
  pods: { group: '', version: 'v1', kind: 'Pod' },
  namespaces: { group: '', version: 'v1', kind: 'Namespace' },
  deployments: { group: 'apps', version: 'v1', kind: 'Deployment' },
  rollouts: { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout' },
};

function request(resource: keyof typeof kinds, object: JsonObject | null, more: JsonObject = {}): JsonObject {
  const kind = kinds[resource];
  return {
    kind,
    resource: { group: kind.group, version: kind.version, resource },
    name: 'web',
    namespace: 'shop',
    operation: 'CREATE',
    userInfo: { username: 'dev' },
    object,
    ...more,
  };
}

function counted(): string[] {
  return admission.metrics.counters.map(({ name, labels, value }) => {
    const short = name.replace(/^pod_security_|_total$/g, '');
    return `${short} ${Object.values(labels).filter(Boolean).join(' ')} ${value}`;
  });
}

const bad = secured({ privileged: true });
const told = 'privileged (container "web" must not set securityContext.privileged=true)';

describe('pods', () => {
  test('are refused, audited and counted', async () => {
    const labels = { enforce: 'baseline', 'enforce-version': 'v1.30', audit: 'baseline' };
    const response = await admission.validate(request('pods', bad), contextOf(labels));
    expect(response).toEqual({
      allowed: false,
      auditAnnotations: {
        'enforce-policy': 'baseline:v1.30',
        'audit-violations': `would violate PodSecurity "baseline:latest": ${told}`,
      },
      status: {
        metadata: {},
        status: 'Failure',
        code: 403,
        reason: 'Forbidden',
        message: `pods "web" is forbidden: violates PodSecurity "baseline:v1.30": ${told}`,
        details: { kind: 'pods', name: 'web' },
      },
    });
    expect(counted()).toEqual([
      'evaluations deny baseline v1.30 enforce create pod 1',
      'evaluations deny baseline latest audit create pod 1',
    ]);
  });

  test('without a name are refused without one', async () => {
    const response = await admission.validate(
      request('pods', bad, { name: '' }),
      contextOf({ enforce: 'baseline' }),
    );
    expect(response.status?.message).toMatch(/^pods is forbidden: violates/);
    expect(response.status?.details).toEqual({ kind: 'pods' });
  });

  test('are warned of when they are let in', async () => {
    const response = await admission.validate(request('pods', bad), contextOf({ warn: 'baseline' }));
    expect(response).toEqual({
      allowed: true,
      auditAnnotations: { 'enforce-policy': 'privileged:latest' },
      warnings: [`would violate PodSecurity "baseline:latest": ${told}`],
    });
  });

  test.each<[string, JsonObject, Record<string, string>, Partial<AdmissionResponse>]>([
    ['an exempt namespace', { namespace: 'kube-system' }, {}, { auditAnnotations: { exempt: 'namespace' } }],
    ['an exempt user', { userInfo: { username: 'admin' } }, {}, { auditAnnotations: { exempt: 'user' } }],
    [
      'an exempt runtime class',
      { object: podWith({ runtimeClassName: 'kata', hostPID: true }) },
      { enforce: 'baseline' },
      { auditAnnotations: { exempt: 'runtimeClass' } },
    ],
    ['a sub-resource that carries no pod', { requestSubResource: 'exec' }, { enforce: 'baseline' }, {}],
    [
      'a namespace at privileged, unread',
      { object: { spec: 'nonsense' } },
      {},
      { auditAnnotations: { 'enforce-policy': 'privileged:latest' } },
    ],
    [
      'an update that changes no image',
      { operation: 'UPDATE', oldObject: podWith({}, { name: 'other' }) },
      { enforce: 'baseline' },
      {},
    ],
  ])('pass in %s', async (_, more, labels, response) => {
    const answer = await admission.validate(request('pods', bad, more), contextOf(labels));
    expect(answer).toEqual({ allowed: true, ...response });
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['a container more', { containers: [{ image: 'a' }, { image: 'b' }] }, { containers: [{ image: 'a' }] }],
    ['another image', { containers: [{ image: 'a' }] }, { containers: [{ image: 'b' }] }],
    ['an init container less', {}, { initContainers: [{ image: 'a' }] }],
    [
      'a new ephemeral container',
      { ephemeralContainers: [{ name: 'x' }] },
      { ephemeralContainers: [{ name: 'y' }] },
    ],
    [
      'another image in one',
      { ephemeralContainers: [{ name: 'x', image: 'b' }] },
      { ephemeralContainers: [{ name: 'x', image: 'a' }] },
    ],
  ])('are judged anew on update: %s', async (_, spec, old) => {
    const update = { operation: 'UPDATE', oldObject: { spec: { hostPID: true, ...old } } };
    const pod = { spec: { hostPID: true, ...spec } };
    const response = await admission.validate(
      request('pods', pod, update),
      contextOf({ enforce: 'baseline' }),
    );
    expect(response.allowed).toBe(false);
  });

  test('with labels that nobody understands are held to restricted, and the log says so', async () => {
    const response = await admission.validate(request('pods', podWith()), contextOf({ enforce: 'foo' }));
    expect(response.allowed).toBe(false);
    expect(response.auditAnnotations?.error).toBe(
      'Failed to parse policy: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "foo": must be one of privileged, baseline, restricted',
    );
    expect(counted()).toEqual([
      'errors false create pod 1',
      'evaluations deny restricted latest enforce create pod 1',
    ]);
  });

  test.each<[string, JsonObject, number, string, string]>([
    [
      'a namespace that does not exist',
      { namespace: 'gone' },
      500,
      'Internal error occurred: failed to lookup namespace "gone"',
      'Internal error occurred: failed to lookup namespace "gone": namespaces "gone" not found',
    ],
    [
      'a wrong type',
      { object: podWith({ hostPID: 'yes' }) },
      400,
      'failed to decode object',
      'failed to decode object: json: cannot unmarshal string into Go struct field PodSpec.spec.hostPID of type bool',
    ],
    ['another kind', { object: namespace({}) }, 400, 'failed to decode pod', 'failed to decode pod'],
    ['no object', { object: null }, 400, 'failed to decode pod', 'failed to decode pod'],
    [
      'no old object',
      { operation: 'UPDATE', oldObject: null },
      400,
      'failed to decode old pod',
      'failed to decode old pod',
    ],
  ])('are refused for %s', async (_, more, code, message, error) => {
    const response = await admission.validate(request('pods', bad, more), contextOf({ enforce: 'baseline' }));
    expect(response).toMatchObject({
      allowed: false,
      status: { code, message },
      auditAnnotations: { error },
    });
    expect(counted()[0]).toMatch(/^errors true/);
  });

  test('are refused when the look-up of the namespace fails', async () => {
    const context: AdmissionContext = {
      ...contextOf({}),
      namespace: () => Promise.reject(new Error('no connection')),
    };
    const response = await admission.validate(request('pods', bad), context);
    expect(response.auditAnnotations?.error).toMatch(/failed to lookup namespace "shop": no connection$/);
  });
});

describe('workloads', () => {
  const deployment = { spec: { template: bad } };

  test('are warned of and audited, never refused', async () => {
    const response = await admission.validate(
      request('deployments', deployment),
      contextOf({ enforce: 'baseline', audit: 'baseline' }),
    );
    expect(response).toEqual({
      allowed: true,
      auditAnnotations: { 'audit-violations': `would violate PodSecurity "baseline:latest": ${told}` },
      warnings: [`would violate PodSecurity "baseline:latest": ${told}`],
    });
    expect(counted()).toEqual([
      'evaluations deny baseline latest audit create controller 1',
      'evaluations deny baseline latest warn create controller 1',
    ]);
  });

  test.each<[string, JsonObject, string]>([
    [
      'a namespace that does not exist',
      request('deployments', deployment, { namespace: 'gone' }),
      'failed to lookup namespace "gone": namespaces "gone" not found',
    ],
    [
      'a wrong type',
      request('deployments', { spec: { replicas: 'three' } }),
      'failed to decode object: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a kind without pods',
      request('deployments', { apiVersion: 'v1', kind: 'Service' }),
      'failed to extract pod template: unexpected object type: /v1, Kind=Service',
    ],
    [
      'what a subresource is asked with',
      request('deployments', { apiVersion: 'v1', kind: 'PodExecOptions', command: ['sh'] }),
      'failed to extract pod template: unexpected object type: /v1, Kind=PodExecOptions',
    ],
    [
      'a kind the webhook does not know',
      request('rollouts', deployment),
      'failed to decode object: no kind "Rollout" is registered for version "argoproj.io/v1alpha1" in scheme "pkg/runtime/scheme.go:111"',
    ],
  ])('pass with an error in the log for %s', async (_, asked, error) => {
    const response = await admission.validate(asked, contextOf({ warn: 'baseline' }));
    expect(response).toEqual({ allowed: true, auditAnnotations: { error } });
    expect(counted()).toEqual(['errors true create controller 1']);
  });

  test('pass unseen where nothing warns or audits, and as sub-resources', async () => {
    const silent = contextOf({ enforce: 'restricted', warn: 'privileged' });
    expect(await admission.validate(request('deployments', deployment), silent)).toEqual({ allowed: true });
    const scale = request('deployments', deployment, { requestSubResource: 'scale' });
    expect(await admission.validate(scale, contextOf({ warn: 'baseline' }))).toEqual({ allowed: true });
    expect(counted()).toEqual([]);
  });
});

describe('namespaces', () => {
  const update = (
    from: Record<string, string>,
    to: Record<string, string>,
    more: JsonObject = {},
  ): JsonObject =>
    request('namespaces', namespace(to), {
      operation: 'UPDATE',
      oldObject: namespace(from),
      name: 'shop',
      ...more,
    });

  test('are refused with labels that nobody understands', async () => {
    const asked = request('namespaces', namespace({ enforce: 'foo' }), { name: 'shop' });
    expect(await admission.validate(asked, contextOf({}))).toEqual({
      allowed: false,
      status: {
        metadata: {},
        status: 'Failure',
        code: 422,
        reason: 'Invalid',
        message:
          'Namespace "shop" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "foo": must be one of privileged, baseline, restricted',
        details: {
          kind: 'Namespace',
          name: 'shop',
          causes: [
            {
              reason: 'FieldValueInvalid',
              message: 'Invalid value: "foo": must be one of privileged, baseline, restricted',
              field: 'metadata.labels[pod-security.kubernetes.io/enforce]',
            },
          ],
        },
      },
    });
  });

  test.each<[Record<string, string>, Record<string, string>, boolean]>([
    [{ enforce: 'foo' }, { enforce: 'foo' }, true],
    [{ enforce: 'foo' }, { enforce: 'bar' }, false],
    [{ enforce: 'foo', warn: 'bar' }, { enforce: 'foo' }, false],
    [{}, { enforce: 'foo' }, false],
  ])('may keep wrong labels they had, not change them: %j to %j', async (from, to, allowed) => {
    expect((await admission.validate(update(from, to), contextOf({}))).allowed).toBe(allowed);
  });

  test('tell which pods a new level would refuse, alike ones in one line', async () => {
    const owner = (uid: string): JsonObject[] => [{ uid, controller: true }];
    const pod = (name: string, more: JsonObject = {}): JsonObject => ({
      ...bad,
      metadata: { name, ...more },
    });
    const pods = [
      pod('web-2', { ownerReferences: owner('1') }),
      pod('web-1', { ownerReferences: owner('1') }),
      pod('db'),
      { metadata: { name: 'net' }, spec: { hostNetwork: true } },
      { metadata: { name: 'kata' }, spec: { hostNetwork: true, runtimeClassName: 'kata' } },
      podWith(),
    ];
    const response = await admission.validate(update({}, { enforce: 'baseline' }), contextOf({}, pods));
    expect(response.warnings).toEqual([
      'existing pods in namespace "shop" violate the new PodSecurity enforce level "baseline:latest"',
      'db (and 2 other pods): privileged',
      'net: host namespaces',
    ]);
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['nothing changed', { enforce: 'baseline' }, { enforce: 'baseline', warn: 'restricted' }],
    ['it was relaxed', { enforce: 'restricted' }, { enforce: 'baseline' }],
    ['nothing is asked for', { enforce: 'baseline' }, { enforce: 'privileged', 'enforce-version': 'v1.20' }],
  ])('do not look at pods when %s', async (_, from, to) => {
    const response = await admission.validate(update(from, to), contextOf({}, [bad]));
    expect(response).toEqual({ allowed: true });
  });

  test('look at no more than 3,000 pods, and at one when the time is over', async () => {
    const pods = Array.from({ length: 3001 }, () => podWith());
    const asked = update({}, { enforce: 'baseline' });
    const only = 'new PodSecurity enforce level only checked against the first';
    expect((await admission.validate(asked, contextOf({}, pods))).warnings).toEqual([
      `${only} 3000 of 3001 existing pods`,
    ]);
    const late = { ...contextOf({}, pods), deadline: -1 };
    expect((await admission.validate(asked, late)).warnings).toEqual([`${only} 1 of 3001 existing pods`]);
  });

  test('say so when pods cannot be listed', async () => {
    const context: AdmissionContext = { ...contextOf({}), pods: () => Promise.reject(new Error('no')) };
    const response = await admission.validate(update({}, { enforce: 'baseline' }), context);
    expect(response.warnings).toEqual(['failed to list pods while checking new PodSecurity enforce level']);
  });

  test('that are exempt are told that labels change nothing', async () => {
    const asked = request(
      'namespaces',
      namespace({ enforce: 'baseline', 'audit-version': 'v1.20' }, 'kube-system'),
      {
        namespace: 'kube-system',
      },
    );
    expect((await admission.validate(asked, contextOf({}))).warnings).toEqual([
      'namespace "kube-system" is exempt from Pod Security, and the policy (enforce=baseline:latest) will be ignored',
    ]);
  });

  test.each([{ operation: 'DELETE' }, { requestSubResource: 'status' }])(
    'are let be otherwise: %j',
    async (more) => {
      const asked = request('namespaces', namespace({ enforce: 'foo' }), more);
      expect(await admission.validate(asked, contextOf({}))).toEqual({ allowed: true });
    },
  );
});

test('policies newer than the server are counted as future ones', async () => {
  admission = new PodSecurityAdmission({ emulate: 'v1.30' });
  const labels = { enforce: 'restricted', 'enforce-version': 'v1.34' };
  await admission.validate(request('pods', podWith()), contextOf(labels));
  expect(counted()[0]).toBe('evaluations deny restricted future enforce create pod 1');
});

test.each([{}, { resource: null }, { resource: { resource: 'pods' } }, { object: 5, kind: 'x' }])(
  'requests that are none are answered all the same: %j',
  async (asked) => {
    expect((await admission.validate(asked as JsonObject, contextOf({}))).allowed).toBeTypeOf('boolean');
  },
);
