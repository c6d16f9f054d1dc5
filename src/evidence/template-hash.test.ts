import { describe, expect, test } from 'vitest';
import { fieldText } from '../field.ts';
import type { JsonObject } from '../kube/json.ts';
import { fieldPath } from './field-path.ts';
import { mark, Redactor, secretsOf } from './redact.ts';
import { templateHash } from './template-hash.ts';

const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    serviceAccountName: 'web',
    containers: [
      {
        name: 'app',
        image: 'registry.example/web:1.2',
        env: [
          { name: 'PASSWORD', value: 'hunter2' },
          { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        ],
        args: ['--token=abc', '-v'],
        ports: [{ containerPort: 8080 }],
        readinessProbe: {
          httpGet: { path: '/', port: 8080, httpHeaders: [{ name: 'Authorization', value: 'Bearer x' }] },
        },
      },
    ],
    volumes: [
      { name: 'tmp', emptyDir: {} },
      { name: 'conf', configMap: { name: 'c' } },
    ],
  },
} satisfies { metadata: JsonObject; spec: JsonObject };

/** As the API server stores it. */
const defaulted = {
  metadata: { creationTimestamp: null, labels: { app: 'web' } },
  spec: {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'web',
    serviceAccount: 'web',
    securityContext: {},
    schedulerName: 'default-scheduler',
    containers: [
      {
        name: 'app',
        image: 'registry.example/web:1.2',
        env: [
          { name: 'PASSWORD', value: 'hunter2' },
          { name: 'NODE', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } },
        ],
        args: ['--token=abc', '-v'],
        ports: [{ containerPort: 8080, protocol: 'TCP' }],
        resources: {},
        readinessProbe: {
          httpGet: {
            path: '/',
            port: 8080,
            scheme: 'HTTP',
            httpHeaders: [{ name: 'Authorization', value: 'Bearer x' }],
          },
          timeoutSeconds: 1,
          periodSeconds: 10,
          successThreshold: 1,
          failureThreshold: 3,
        },
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        imagePullPolicy: 'IfNotPresent',
      },
    ],
    volumes: [
      { name: 'tmp', emptyDir: {} },
      { name: 'conf', configMap: { name: 'c', defaultMode: 420 } },
    ],
  },
};

const changed = (own: object): { metadata: JsonObject; spec: JsonObject } => ({
  ...defaulted,
  spec: { ...defaulted.spec, ...own } as JsonObject,
});

describe('the hash of a template', () => {
  const hash = templateHash('Deployment', template);

  test('is that of the stored template and of its pods', () => {
    expect(templateHash('Deployment', defaulted)).toBe(hash);
    const pod = {
      metadata: {
        generateName: 'web-5d6f-',
        labels: { app: 'web', 'pod-template-hash': '5d6f' },
        annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-11-22T10:00:00Z' },
      },
      spec: defaulted.spec,
    };
    expect(templateHash('Deployment', pod)).toBe(hash);
  });

  test.each([
    ['hostNetwork', { hostNetwork: true }],
    ['a security context', { securityContext: { runAsUser: 0 } }],
    [
      'a toleration',
      { tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }] },
    ],
    ['another service account', { serviceAccountName: 'admin' }],
    ['a node', { nodeSelector: { a: 'b' } }],
    ['a host path', { volumes: [{ name: 'tmp', hostPath: { path: '/' } }] }],
    ['a volume by another name', { volumes: [{ name: 'other' }] }],
  ])('changes with %s', (_, own) => {
    expect(templateHash('Deployment', changed(own))).not.toBe(hash);
  });

  test('of a DaemonSet leaves out the node and the tolerations that its controller adds, and no other', () => {
    const daemon = templateHash('DaemonSet', template);
    const pod = changed({
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }],
          },
        },
      },
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
        { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
      ],
    });
    expect(templateHash('DaemonSet', pod)).toBe(daemon);
    expect(templateHash('DaemonSet', changed({ tolerations: [{ key: 'x', operator: 'Exists' }] }))).not.toBe(
      daemon,
    );
  });

  test('of a StatefulSet leaves out the name of a pod and the volumes of its claims', () => {
    const set = templateHash('StatefulSet', template);
    const spec = changed({
      hostname: 'db-0',
      subdomain: 'db',
      volumes: [
        ...defaulted.spec.volumes,
        { name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } },
      ],
    }).spec;
    const metadata = { name: 'db-0', labels: { app: 'web', 'statefulset.kubernetes.io/pod-name': 'db-0' } };
    expect(templateHash('StatefulSet', { metadata, spec })).toBe(set);
    const other = changed({
      volumes: [
        ...defaulted.spec.volumes,
        { name: 'data', persistentVolumeClaim: { claimName: 'of-another' } },
      ],
    });
    expect(templateHash('StatefulSet', { metadata, spec: other.spec })).not.toBe(set);
  });
});

describe('secrets', () => {
  test('never enter, but a change of one shows', () => {
    const redactor = new Redactor('salt');
    const text = JSON.stringify(redactor.object(template));
    for (const secret of ['hunter2', '--token=abc', 'Bearer x']) expect(text).not.toContain(secret);
    expect(text).toContain(mark);
    expect(text).toContain('PASSWORD');
    expect(new Redactor('other').hide('hunter2')).not.toBe(redactor.hide('hunter2'));
    expect(redactor.hide('hunter2')).toBe(redactor.hide('hunter2'));
    expect(secretsOf(template.spec)).toEqual(expect.arrayContaining(['hunter2', '--token=abc', 'Bearer x']));
  });

  test('nor do annotations that nobody judges, and what a Secret holds', () => {
    const redactor = new Redactor('salt');
    const pod = redactor.object({
      metadata: {
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{"password":"x"}',
          'vault.example/token': 's.123456',
          'container.apparmor.security.beta.kubernetes.io/app': 'unconfined',
        },
      },
      spec: { volumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: { password: 'p4ss' } } }] },
    });
    expect(JSON.stringify(pod)).not.toMatch(/s\.123456|p4ss|"x"/);
    expect(JSON.stringify(pod)).toContain('unconfined');
    expect(JSON.stringify(redactor.object({ kind: 'Secret', data: { a: 'c2VjcmV0' } }))).not.toContain(
      'c2VjcmV0',
    );
  });
});

test.each([
  [['spec', 'containers', 0, 'securityContext', 'privileged']],
  [['metadata', 'annotations', 'a.b/c']],
  [['spec', 'containers', 1, 'ports', 0, 'hostPort']],
  [['spec', 'containers', 2, 'image']],
  [[]],
])('the text of a field leads back to it: %j', (path) => {
  const object = {
    metadata: { annotations: { 'a.b/c': 'x' } },
    spec: { containers: [{ name: 'app' }, { ports: [{ hostPort: 1 }] }, { name: 'odd "name"', image: 'x' }] },
  };
  expect(fieldPath(object, fieldText(object, path))).toEqual(path);
});

test.each(['spec.containers[name=gone].image', 'spec..x[', '[name=]'])('%s leads nowhere', (text) => {
  expect(fieldPath({ spec: { containers: [] } }, text)).toBeUndefined();
});
