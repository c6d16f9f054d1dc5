import { type PodKind, type PodKinds, podKinds } from './pod-template.ts';

/**
 * Well-known custom kinds that hold pod templates. The API server's Pod Security admission does not look into them, so
 * nobody gets them unasked: pass this table (or one with kinds from the configuration) to `podsOf`.
 */
export const customPodKinds: PodKinds = podKinds([
  kind('agones.dev', 'Fleet', 'spec.template.spec.template'),
  kind('agones.dev', 'GameServer', 'spec.template'),
  kind('agones.dev', 'GameServerSet', 'spec.template.spec.template'),
  kind(
    'apps.kruise.io',
    'AdvancedCronJob',
    ...branches('spec.template', ['jobTemplate', 'broadcastJobTemplate']),
  ),
  kind('apps.kruise.io', 'BroadcastJob', 'spec.template'),
  kind('apps.kruise.io', 'CloneSet', 'spec.template'),
  kind('apps.kruise.io', 'DaemonSet', 'spec.template'),
  kind('apps.kruise.io', 'StatefulSet', 'spec.template'),
  kind(
    'apps.kruise.io',
    'UnitedDeployment',
    ...branches('spec.template', [
      'statefulSetTemplate',
      'advancedStatefulSetTemplate',
      'cloneSetTemplate',
      'deploymentTemplate',
    ]),
  ),
  kind('apps.openshift.io', 'DeploymentConfig', 'spec.template'),
  kind('argoproj.io', 'Rollout', 'spec.template'),
  kind('batch.volcano.sh', 'Job', 'spec.tasks.*.template'),
  kind('jobset.x-k8s.io', 'JobSet', 'spec.replicatedJobs.*.template.spec.template'),
  kind('keda.sh', 'ScaledJob', 'spec.jobTargetRef.template'),
  kind('kubeflow.org', 'MPIJob', 'spec.mpiReplicaSpecs.*.template'),
  kind('kubeflow.org', 'Notebook', 'spec.template'),
  kind('kubeflow.org', 'PaddleJob', 'spec.paddleReplicaSpecs.*.template'),
  kind('kubeflow.org', 'PyTorchJob', 'spec.pytorchReplicaSpecs.*.template'),
  kind('kubeflow.org', 'TFJob', 'spec.tfReplicaSpecs.*.template'),
  kind('kubeflow.org', 'XGBoostJob', 'spec.xgbReplicaSpecs.*.template'),
  kind(
    'leaderworkerset.x-k8s.io',
    'LeaderWorkerSet',
    'spec.leaderWorkerTemplate.leaderTemplate',
    'spec.leaderWorkerTemplate.workerTemplate',
  ),
  kind('ray.io', 'RayCluster', ...rayPaths('spec')),
  kind('ray.io', 'RayJob', ...rayPaths('spec.rayClusterSpec'), 'spec.submitterPodTemplate'),
  kind('ray.io', 'RayService', ...rayPaths('spec.rayClusterConfig')),
  kind('serving.knative.dev', 'Configuration', 'spec.template'),
  kind('serving.knative.dev', 'Revision', ''),
  kind('serving.knative.dev', 'Service', 'spec.template'),
]);

/** A kind by dotted paths, as a configuration writes them: `spec.tasks.*.template`; '' is the object itself. */
export function kind(group: string, name: string, ...paths: string[]): PodKind {
  return { group, kind: name, paths: paths.map((path) => (path === '' ? [] : path.split('.'))) };
}

function branches(prefix: string, names: string[]): string[] {
  return names.map((name) => `${prefix}.${name}.spec.template`);
}

function rayPaths(prefix: string): string[] {
  return [`${prefix}.headGroupSpec.template`, `${prefix}.workerGroupSpecs.*.template`];
}
