import { type AdmissionRequest, type Lookup, LookupError } from '../engine/engine.ts';
import { groupOf } from '../kube/group-kind.ts';
import { type JsonObject, own } from '../kube/json.ts';
import { sameJson } from '../schema/runtime.ts';
import type { SubjectName } from './subject.ts';

/**
 * Whom the object of a request counts as: itself, and every workload that can be proved to have made it. Names and
 * ownerReferences alone prove nothing, since whoever may create a pod may write them: the controller's own service
 * account must be the creator, and every owner on the way must exist and be what it is said to be.
 *
 * An update does not tell who created the object. One that leaves the spec alone counts for the owners all the same,
 * since it adds nothing; one that changes the spec (a debug container, say) counts for the object alone.
 */
export function subjectsAtAdmission(request: AdmissionRequest, lookup: Lookup): readonly SubjectName[] {
  const { resource, operation, oldObject, userInfo } = request;
  const itself: Owned = { ...resource, group: groupOf(resource.apiVersion) };
  const maker = (controller: string): boolean =>
    operation === 'CREATE'
      ? userInfo.username === `system:serviceaccount:kube-system:${controller}` ||
        userInfo.username === 'system:kube-controller-manager'
      : operation === 'UPDATE' && oldObject !== null && sameJson(oldObject.spec, resource.object.spec);
  const subjects: SubjectName[] = [];
  let current: Owned | undefined = itself;
  let proved = maker;
  while (current !== undefined) {
    const { group, kind, name } = current;
    subjects.push({ group, kind, name });
    current = ownerOf(current, proved, lookup);
    proved = () => true;
  }
  return subjects;
}

interface Owned extends SubjectName {
  readonly namespace: string;
  readonly object: JsonObject;
}

/** Which controller makes what from what, and how it names it. */
const links: readonly {
  readonly child: string;
  readonly owner: string;
  readonly controller: string;
  named?(child: Owned, owner: Owned): boolean;
}[] = [
  { child: '/Pod', owner: 'apps/ReplicaSet', controller: 'replicaset-controller', named: sameTemplateHash },
  { child: '/Pod', owner: 'apps/StatefulSet', controller: 'statefulset-controller', named: numbered },
  { child: '/Pod', owner: 'apps/DaemonSet', controller: 'daemon-set-controller' },
  { child: '/Pod', owner: 'batch/Job', controller: 'job-controller' },
  { child: '/Pod', owner: '/ReplicationController', controller: 'replication-controller' },
  { child: 'apps/ReplicaSet', owner: 'apps/Deployment', controller: 'deployment-controller', named: hashed },
  { child: 'batch/Job', owner: 'batch/CronJob', controller: 'cronjob-controller', named: numbered },
];

function ownerOf(child: Owned, madeBy: (controller: string) => boolean, lookup: Lookup): Owned | undefined {
  const reference = controllerReference(child.object);
  if (reference === undefined) return undefined;
  const { apiVersion, kind, name, uid } = reference;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
    return undefined;
  const group = groupOf(apiVersion);
  const link = links.find(
    (one) => one.child === `${child.group}/${child.kind}` && one.owner === `${group}/${kind}`,
  );
  if (link === undefined || !madeBy(link.controller)) return undefined;
  const object = find(lookup, apiVersion, kind, child.namespace, name);
  if (object === undefined || typeof uid !== 'string' || uid === '' || own(object.metadata, 'uid') !== uid)
    return undefined;
  const owner: Owned = { group, kind, name, namespace: child.namespace, object };
  return link.named === undefined || link.named(child, owner) ? owner : undefined;
}

function controllerReference(object: JsonObject): JsonObject | undefined {
  const references = own(object.metadata, 'ownerReferences');
  if (!Array.isArray(references)) return undefined;
  return references.find((one) => own(one, 'controller') === true) as JsonObject | undefined;
}

/** An owner that cannot be looked up proves nothing. */
function find(lookup: Lookup, ...name: Parameters<Lookup['get']>): JsonObject | undefined {
  try {
    return lookup.get(...name);
  } catch (error) {
    if (error instanceof LookupError) return undefined;
    throw error;
  }
}

const hashLabel = 'pod-template-hash';

function templateHash(one: Owned): string | undefined {
  const hash = own(own(one.object.metadata, 'labels'), hashLabel);
  return typeof hash === 'string' && hash !== '' ? hash : undefined;
}

/** A pod carries the hash of its ReplicaSet, unless that one stands alone. */
function sameTemplateHash(pod: Owned, replicaSet: Owned): boolean {
  return templateHash(pod) === templateHash(replicaSet);
}

/** `<deployment>-<pod-template-hash>`: a prefix is not enough. */
function hashed(replicaSet: Owned, deployment: Owned): boolean {
  const hash = templateHash(replicaSet);
  return hash !== undefined && replicaSet.name === `${deployment.name}-${hash}`;
}

/** `<owner>-<number>`: the ordinal of a StatefulSet's pod, the scheduled minute of a CronJob's Job. */
function numbered(child: Owned, owner: Owned): boolean {
  const rest = child.name.startsWith(`${owner.name}-`) ? child.name.slice(owner.name.length + 1) : '';
  return /^\d+$/.test(rest);
}
