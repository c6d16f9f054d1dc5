import { groupOf } from '../../kube/group-kind.ts';
import { isObject, type JsonObject, own } from '../../kube/json.ts';
import type { WorkloadName } from '../record-admissions.ts';

/** Whose pod it is, and whether it is certain that a controller made it of that workload's template. */
export interface PodOwner {
  readonly workload: WorkloadName;
  readonly byController: boolean;
}

/** The controllers of Kubernetes, by the kind they make pods for. Nobody else may use their accounts. */
const controllers: Readonly<Record<string, string>> = {
  'apps/ReplicaSet': 'replicaset-controller',
  'apps/StatefulSet': 'statefulset-controller',
  'apps/DaemonSet': 'daemon-set-controller',
  'batch/Job': 'job-controller',
  '/ReplicationController': 'replication-controller',
};

/**
 * The workload that a pod counts as. Owner references are free text for whoever may create pods; they are believed only
 * when the controller of that kind was the creator. `isKnown` says whether scans have seen a workload.
 */
export function podOwner(
  pod: JsonObject,
  namespace: string,
  user: string,
  isKnown: (workload: WorkloadName) => boolean,
): PodOwner {
  const metadata = own(pod, 'metadata');
  const reference = controllerOf(metadata);
  if (reference === undefined)
    return { workload: { namespace, group: '', kind: 'Pod', name: nameOf(metadata) }, byController: false };
  const { group, kind, name } = reference;
  const controller = controllers[`${group}/${kind}`];
  const byController =
    controller !== undefined &&
    (user === `system:serviceaccount:kube-system:${controller}` || user === 'system:kube-controller-manager');
  const owner: WorkloadName = { namespace, group, kind, name };
  const above = byController && !isKnown(owner) ? maker(owner, metadata) : undefined;
  return { workload: above !== undefined && isKnown(above) ? above : owner, byController };
}

function controllerOf(metadata: unknown): { group: string; kind: string; name: string } | undefined {
  const references = own(metadata, 'ownerReferences');
  const found = Array.isArray(references)
    ? references.find((one) => own(one, 'controller') === true)
    : undefined;
  if (!isObject(found)) return undefined;
  const { apiVersion, kind, name } = found;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
    return undefined;
  return { group: groupOf(apiVersion), kind, name };
}

/** What makes such an owner in its turn: a ReplicaSet is named after its Deployment, a Job after its CronJob. */
function maker({ namespace, group, kind, name }: WorkloadName, metadata: unknown): WorkloadName | undefined {
  if (group === 'apps' && kind === 'ReplicaSet') {
    const hash = own(own(metadata, 'labels'), 'pod-template-hash');
    if (typeof hash !== 'string' || hash === '' || !name.endsWith(`-${hash}`)) return undefined;
    return { namespace, group: 'apps', kind: 'Deployment', name: name.slice(0, -hash.length - 1) };
  }
  const scheduled = group === 'batch' && kind === 'Job' ? /^(.+)-\d+$/.exec(name) : null;
  return scheduled === null
    ? undefined
    : { namespace, group: 'batch', kind: 'CronJob', name: scheduled[1] as string };
}

/** A pod that nothing owns goes by its name without what the server appended. */
function nameOf(metadata: unknown): string {
  const generated = own(metadata, 'generateName');
  if (typeof generated === 'string' && generated !== '') return generated;
  const name = own(metadata, 'name');
  return typeof name === 'string' ? name : '';
}
