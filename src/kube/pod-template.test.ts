import { describe, expect, test } from 'vitest';
import { customPodKinds } from './custom-pod-kinds.ts';
import type { JsonObject } from './json.ts';
import { podOf, podsOf } from './pod-template.ts';
import type { Resource } from './resource.ts';

function resource(apiVersion: string, kind: string, rest: JsonObject): Resource {
  const origin = { file: '-', start: { line: 1, column: 1 } };
  return { apiVersion, kind, namespace: '', name: '', object: { apiVersion, kind, ...rest }, origin };
}

const pod = { metadata: { labels: { a: 'b' } }, spec: { containers: [] } };

describe('built-in kinds', () => {
  test.each([
    ['v1', 'PodTemplate', { template: pod }, ['template']],
    ['v1', 'ReplicationController', { spec: { template: pod } }, ['spec', 'template']],
    ['apps/v1', 'ReplicaSet', { spec: { template: pod } }, ['spec', 'template']],
    ['apps/v1', 'Deployment', { spec: { template: pod } }, ['spec', 'template']],
    ['apps/v1beta1', 'StatefulSet', { spec: { template: pod } }, ['spec', 'template']],
    ['apps/v1', 'DaemonSet', { spec: { template: pod } }, ['spec', 'template']],
    ['batch/v1', 'Job', { spec: { template: pod } }, ['spec', 'template']],
    [
      'batch/v1',
      'CronJob',
      { spec: { jobTemplate: { spec: { template: pod } } } },
      ['spec', 'jobTemplate', 'spec', 'template'],
    ],
  ])('%s %s', (apiVersion, kind, object, path) => {
    expect(podOf(resource(apiVersion, kind, object))).toEqual({ path, ...pod });
  });

  test('a Pod is its own template', () => {
    expect(podOf(resource('v1', 'Pod', pod))).toEqual({ path: [], ...pod });
  });

  test('a missing template is an empty pod, but none for a ReplicationController', () => {
    expect(podOf(resource('apps/v1', 'Deployment', {}))).toEqual({
      path: ['spec', 'template'],
      metadata: {},
      spec: {},
    });
    expect(podOf(resource('v1', 'ReplicationController', { spec: {} }))).toBeUndefined();
    expect(podOf(resource('v1', 'ReplicationController', { spec: { template: null } }))).toBeUndefined();
  });

  test.each([
    ['v1', 'ConfigMap'],
    ['example.com/v1', 'Deployment'],
    ['argoproj.io/v1alpha1', 'Rollout'],
    ['v1', 'constructor'],
  ])('%s %s holds no pods', (apiVersion, kind) => {
    expect(podsOf(resource(apiVersion, kind, { spec: { template: pod } }))).toEqual([]);
  });
});

describe('custom kinds, when asked for', () => {
  test('one template', () => {
    expect(
      podOf(resource('argoproj.io/v1alpha1', 'Rollout', { spec: { template: pod } }), customPodKinds),
    ).toEqual({
      path: ['spec', 'template'],
      ...pod,
    });
  });

  test('a template that is not there', () => {
    const rollout = resource('argoproj.io/v1alpha1', 'Rollout', { spec: { workloadRef: {} } });
    expect(podsOf(rollout, customPodKinds)).toEqual([]);
  });

  test('templates in a map and in a list', () => {
    const job = { spec: { pytorchReplicaSpecs: { Master: { template: pod }, Worker: { template: pod } } } };
    expect(podsOf(resource('kubeflow.org/v1', 'PyTorchJob', job), customPodKinds).map((p) => p.path)).toEqual(
      [
        ['spec', 'pytorchReplicaSpecs', 'Master', 'template'],
        ['spec', 'pytorchReplicaSpecs', 'Worker', 'template'],
      ],
    );
    const cluster = { spec: { headGroupSpec: { template: pod }, workerGroupSpecs: [{}, { template: pod }] } };
    expect(podsOf(resource('ray.io/v1', 'RayCluster', cluster), customPodKinds).map((p) => p.path)).toEqual([
      ['spec', 'headGroupSpec', 'template'],
      ['spec', 'workerGroupSpecs', 1, 'template'],
    ]);
  });
});
