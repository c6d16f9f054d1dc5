/** What controllers make on behalf of a workload, and how each thing made can be told by who made it and who owns it. */
export interface Made {
  /** The kind that is made. */
  readonly kind: string;
  readonly group: string;
  /** The service account in kube-system that makes it. */
  readonly controller: string;
  /** What owns it: the workload itself, or what stands between. */
  readonly owner: string;
  /** How the owner is called: as the workload, or by the workload's name and a suffix. */
  readonly ownerName: 'same' | 'hash' | 'number';
}

export const madeFor: Readonly<Record<string, readonly Made[]>> = {
  Deployment: [
    {
      kind: 'ReplicaSet',
      group: 'apps',
      controller: 'deployment-controller',
      owner: 'Deployment',
      ownerName: 'same',
    },
    { kind: 'Pod', group: '', controller: 'replicaset-controller', owner: 'ReplicaSet', ownerName: 'hash' },
  ],
  ReplicaSet: [
    { kind: 'Pod', group: '', controller: 'replicaset-controller', owner: 'ReplicaSet', ownerName: 'same' },
  ],
  StatefulSet: [
    { kind: 'Pod', group: '', controller: 'statefulset-controller', owner: 'StatefulSet', ownerName: 'same' },
  ],
  DaemonSet: [
    { kind: 'Pod', group: '', controller: 'daemon-set-controller', owner: 'DaemonSet', ownerName: 'same' },
  ],
  Job: [{ kind: 'Pod', group: '', controller: 'job-controller', owner: 'Job', ownerName: 'same' }],
  CronJob: [
    { kind: 'Job', group: 'batch', controller: 'cronjob-controller', owner: 'CronJob', ownerName: 'same' },
    { kind: 'Pod', group: '', controller: 'job-controller', owner: 'Job', ownerName: 'number' },
  ],
  ReplicationController: [
    {
      kind: 'Pod',
      group: '',
      controller: 'replication-controller',
      owner: 'ReplicationController',
      ownerName: 'same',
    },
  ],
};

/** Who makes it: its own account, or the one of a manager that has no account for each controller. */
export function makers(controller: string): readonly string[] {
  return [`system:serviceaccount:kube-system:${controller}`, 'system:kube-controller-manager'];
}

/** Where the pod lies in an object of that kind. */
export function podPath(kind: string): readonly string[] {
  if (kind === 'Pod') return ['spec'];
  return kind === 'CronJob'
    ? ['spec', 'jobTemplate', 'spec', 'template', 'spec']
    : ['spec', 'template', 'spec'];
}

/** How the owner of what is made for a workload of this name is called, as an RE2 pattern. */
export function ownerPattern(name: string, { ownerName }: Pick<Made, 'ownerName'>): string {
  const star = name.endsWith('*');
  const stem = (star ? name.slice(0, -1) : name).replaceAll('.', '[.]') + (star ? '.*' : '');
  return `^${stem}${suffixes[ownerName]}$`;
}

const suffixes = { same: '', hash: '-[a-z0-9]+', number: '-[0-9]+' } as const;
