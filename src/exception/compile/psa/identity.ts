import type { Subject } from '../../contract.ts';
import { literal } from '../cel-text.ts';

/** The accounts that make pods of each kind: its controller's own, or one for all of them. */
function madeBy(controller: string): string {
  return `request.userInfo.?username.orValue('') in ['system:serviceaccount:kube-system:${controller}', 'system:kube-controller-manager']`;
}

const hash = "object.?metadata.?labels[?'pod-template-hash'].orValue('')";

/**
 * Whether the pod is one of the subject's: made by its controller, and owned by exactly what that controller makes. The
 * same rule as `subjectsAtAdmission`, but for the owner's owner, which CEL cannot look up: a guard keeps others from
 * making ReplicaSets and Jobs of those names. Only a pod that is being created can be told; an update counts for nobody.
 */
export function podBelongsTo(subject: Subject): string {
  const link = links[subject.kind];
  const isName = named(subject.name);
  if (subject.kind === 'Pod')
    return `request.operation == 'CREATE' && ${isName("object.?metadata.?name.orValue('')")}`;
  if (link === undefined) return 'false';
  const owner = `object.?metadata.?ownerReferences.orValue([]).exists(o, o.?controller.orValue(false) && o.kind == '${link.owner}' && o.apiVersion.${link.group === '' ? "matches('^v1$')" : `startsWith('${link.group}/')`} && ${link.holds(subject.name)})`;
  return `request.operation == 'CREATE' && ${madeBy(link.controller)} && ${owner}`;
}

/** The name, or its beginning where a `*` ends it. */
export function named(name: string): (expression: string) => string {
  return name.endsWith('*')
    ? (expression) => `${expression}.startsWith(${literal(name.slice(0, -1))})`
    : (expression) => `${expression} == ${literal(name)}`;
}

interface Link {
  /** What owns the pod. */
  readonly owner: string;
  readonly group: string;
  readonly controller: string;
  /** On `o`, the owner reference. */
  holds(name: string): string;
}

const itself = (name: string): string => named(name)('o.name');

/** `<name>-<suffix>` with a suffix that holds no dash, so that the guard's pattern is the whole of it. */
function suffixed(name: string, suffix: string): string {
  return name.endsWith('*')
    ? `o.name.startsWith(${literal(name.slice(0, -1))}) && o.name.endsWith('-' + ${suffix})`
    : `o.name == ${literal(`${name}-`)} + ${suffix}`;
}

const links: Readonly<Record<string, Link>> = {
  Deployment: {
    owner: 'ReplicaSet',
    group: 'apps',
    controller: 'replicaset-controller',
    holds: (name) => `${hash}.matches('^[a-z0-9]+$') && ${suffixed(name, hash)}`,
  },
  ReplicaSet: { owner: 'ReplicaSet', group: 'apps', controller: 'replicaset-controller', holds: itself },
  StatefulSet: { owner: 'StatefulSet', group: 'apps', controller: 'statefulset-controller', holds: itself },
  DaemonSet: { owner: 'DaemonSet', group: 'apps', controller: 'daemon-set-controller', holds: itself },
  Job: { owner: 'Job', group: 'batch', controller: 'job-controller', holds: itself },
  CronJob: {
    owner: 'Job',
    group: 'batch',
    controller: 'job-controller',
    holds: (name) => `o.name.matches(${literal(`^${quoted(name)}-[0-9]+$`)})`,
  },
  ReplicationController: {
    owner: 'ReplicationController',
    group: '',
    controller: 'replication-controller',
    holds: itself,
  },
};

/** A name as a part of an RE2 pattern; a `*` at its end stands for any characters. */
export function quoted(name: string): string {
  const star = name.endsWith('*');
  return (star ? name.slice(0, -1) : name).replace(/[.]/g, '\\.') + (star ? '.*' : '');
}

export { madeBy };
