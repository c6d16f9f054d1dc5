import { describe, expect, test } from 'vitest';
import { recognise } from './recognise.ts';
import type { Refuser } from './refusal.ts';

const cases: readonly (readonly [string, string, Refuser, readonly string[], readonly string[]])[] = [
  [
    'a quota that is used up',
    'Error creating: pods "web-5d8-x2" is forbidden: exceeded quota: compute, requested: limits.cpu=2,requests.memory=1Gi, used: limits.cpu=3,requests.memory=3Gi, limited: limits.cpu=4,requests.memory=4Gi',
    'ResourceQuota',
    ['limits.cpu', 'requests.memory'],
    ['spec.containers[*].resources.limits.cpu', 'spec.containers[*].resources.requests.memory'],
  ],
  [
    'a quota of objects',
    'Error from server (Forbidden): error when creating "cm.yaml": configmaps "a" is forbidden: exceeded quota: objects, requested: configmaps=1, used: configmaps=3, limited: configmaps=3',
    'ResourceQuota',
    ['configmaps'],
    [],
  ],
  [
    'a quota that wants requests',
    'Error from server (Forbidden): error when creating "pod.yaml": pods "web" is forbidden: failed quota: compute: must specify limits.cpu for: app; requests.memory for: app,side',
    'ResourceQuota',
    ['limits.cpu', 'requests.memory'],
    ['spec.containers[*].resources.limits.cpu', 'spec.containers[*].resources.requests.memory'],
  ],
  [
    'a limit above the maximum',
    'pods "web" is forbidden: maximum memory usage per Container is 512Mi, but limit is 1Gi',
    'LimitRange',
    ['memory'],
    ['spec.containers[*].resources.limits.memory'],
  ],
  [
    'several limits',
    'pods "web" is forbidden: [minimum cpu usage per Container is 100m, but request is 10m, maximum memory usage per Container is 1Gi.  No limit is specified]',
    'LimitRange',
    ['cpu', 'memory'],
    ['spec.containers[*].resources.requests.cpu', 'spec.containers[*].resources.limits.memory'],
  ],
  [
    'a claim that asks for too much',
    'persistentvolumeclaims "data" is forbidden: maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 10Gi',
    'LimitRange',
    ['storage'],
    ['spec.resources.requests.storage'],
  ],
  [
    'a limit too far from its request',
    'pods "web" is forbidden: cpu max limit to request ratio per Container is 4, but provided ratio is 8.000000',
    'LimitRange',
    ['cpu'],
    ['spec.containers[*].resources.limits.cpu'],
  ],
  [
    'missing rights',
    'Error from server (Forbidden): error when creating "app.yaml": deployments.apps is forbidden: User "system:serviceaccount:ci:deployer" cannot create resource "deployments" in API group "apps" in the namespace "shop"',
    'RBAC',
    ['create deployments'],
    [],
  ],
  [
    'a webhook that cannot be reached',
    'Error from server (InternalError): error when creating "app.yaml": Internal error occurred: failed calling webhook "validate.kyverno.svc-fail": failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": context deadline exceeded',
    'Webhook',
    ['validate.kyverno.svc-fail'],
    [],
  ],
  [
    'an image that runs as root',
    'Error: container has runAsNonRoot and image will run as root (pod: "web_shop(8a…)", container: app)',
    'Kubelet',
    ['runAsNonRoot'],
    ['spec.containers[*].securityContext.runAsUser'],
  ],
  [
    'an image whose user has a name',
    'Error: container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root',
    'Kubelet',
    ['runAsNonRoot'],
    ['spec.containers[*].securityContext.runAsUser'],
  ],
  [
    'a field that is wrong',
    'The Deployment "web" is invalid: spec.template.spec.containers[0].image: Required value',
    'Validation',
    ['spec.template.spec.containers[0].image'],
    ['spec.template.spec.containers[0].image'],
  ],
  [
    'several fields that are wrong',
    'The Pod "web" is invalid: \n* spec.containers[0].securityContext.capabilities: Invalid value: "x": no\n* spec.volumes[0].name: Required value',
    'Validation',
    ['spec.containers[0].securityContext.capabilities', 'spec.volumes[0].name'],
    ['spec.containers[0].securityContext.capabilities', 'spec.volumes[0].name'],
  ],
  [
    'a field that does not exist',
    'Error from server (BadRequest): error when creating "web.yaml": Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.securityContext.privileged"',
    'Validation',
    ['spec.template.spec.securityContext.privileged'],
    ['spec.template.spec.securityContext.privileged'],
  ],
];

describe('refusals that are no policy’s', () => {
  test.each(cases)('%s', (_, message, refuser, rules, fields) => {
    const [refusal, ...others] = recognise(message);
    expect(others).toEqual([]);
    expect(refusal?.refuser).toBe(refuser);
    expect(refusal?.violations.map(({ rule }) => rule)).toEqual(rules);
    expect(refusal?.violations.flatMap((violation) => violation.fields)).toEqual(fields);
    expect(refusal?.note).toMatch(/\w+\.$/);
  });

  test.each(['', 'deployment.apps/web created', 'pods "web" not found', 'forbidden', '" is invalid'])(
    'nothing is recognised in %j',
    (text) => expect(recognise(text)).toEqual([]),
  );

  // Work that grows faster than the text would run into the test's own limit of time.
  test.each([
    '" is invalid',
    'spec.a: ',
    ', a: ',
    'maximum ',
    '[a.',
    'User "',
    '{',
    '{"a":{',
    "message: '\n",
    'kubectl ',
    'A/b/c ',
    'Constraint: ',
    ' Policy a: ',
    'a: b: ',
    '(container "a',
    ' ',
    'a.b-c',
    ' x',
  ])('a long text of %j says nothing and ends', (part) => {
    expect(recognise(part.repeat(20_000))).toEqual([]);
    const [refusal] = recognise(`violates PodSecurity "restricted:latest": ${part.repeat(20_000)}`);
    expect(refusal?.violations ?? []).toEqual([]);
    const flat = 'resource Pod/a/b was blocked due to the following policies a: b: c';
    expect(recognise(flat + part.repeat(20_000))[0]?.refuser).toBe('Kyverno');
  });
});
