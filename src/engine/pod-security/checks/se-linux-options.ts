import type { Path } from '../../../kube/json.ts';
import { type Check, forbid, type Revision, remove } from '../check.ts';
import type { ContainerView } from '../view/container.ts';
import { fieldOf } from '../view/containers.ts';
import { mention } from '../view/mention.ts';
import type { SecurityView, SeLinuxView } from '../view/security.ts';
import { plural, quoteAll, sortedSet } from '../words.ts';

/**
 * SELinux may be given a container's type, but no user and no role.
 *
 * Fields: securityContext.seLinuxOptions.type of the pod and of every container.
 * Allowed: absent, empty, container_t, container_init_t, container_kvm_t; since 1.31 container_engine_t.
 *
 * Fields: securityContext.seLinuxOptions.user and .role, there as well. Allowed: absent, empty. (.level is free.)
 */
export const seLinuxOptions: Check = {
  id: 'seLinuxOptions',
  level: 'baseline',
  title: 'No SELinux type, user or role beyond a container’s',
  severity: 'medium',
  cis: ['5.6.3'],
  nist: ['4.4.3'],
  fix: {
    text: 'remove seLinuxOptions.user and .role, and a .type that is none of a container',
    edit: remove,
  },
  forbids: mention.seLinux,
  revisions: [
    allowing('v1.0', ['', 'container_t', 'container_init_t', 'container_kvm_t']),
    allowing('v1.31', ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']),
  ],
};

function allowing(since: Revision['since'], allowed: readonly string[]): Revision {
  const types: ReadonlySet<string> = new Set(allowed);
  const isBad = ({ seLinux }: SecurityView): boolean =>
    seLinux !== null && badFields(seLinux, types).length > 0;
  const hasBad = ({ security }: ContainerView): boolean => isBad(security);
  return {
    since,
    run(pod) {
      const containers = pod.containers.where(hasBad);
      const byPod = isBad(pod.security);
      if (!byPod && !containers.any) return null;
      const set = containers.map(({ security }) => security.seLinux);
      if (byPod) set.push(pod.security.seLinux);
      const detail = `${containers.namedWith(byPod)} set forbidden securityContext.seLinuxOptions: ${describe(set, types)}`;
      return forbid('seLinuxOptions', detail, () => [
        ...fieldsIn(pod.security, types).map((field) => ['spec', ...field]),
        ...containers.flatMap((each) => fieldsIn(each.security, types).map((field) => fieldOf(each, field))),
      ]);
    },
  };
}

function badFields(options: SeLinuxView, types: ReadonlySet<string>): readonly (keyof SeLinuxView)[] {
  const bad: (keyof SeLinuxView)[] = types.has(options.type) ? [] : ['type'];
  if (options.user !== '') bad.push('user');
  if (options.role !== '') bad.push('role');
  return bad;
}

function fieldsIn({ seLinux }: SecurityView, types: ReadonlySet<string>): readonly Path[] {
  const bad = seLinux === null ? [] : badFields(seLinux, types);
  return bad.map((field) => ['securityContext', 'seLinuxOptions', field]);
}

function describe(set: readonly (SeLinuxView | null)[], types: ReadonlySet<string>): string {
  const bad = sortedSet(set.map((options) => options?.type ?? '').filter((type) => !types.has(type)));
  const parts: string[] = [];
  if (bad.length > 0) parts.push(`${plural(bad.length, 'type', 'types')} ${quoteAll(bad)}`);
  if (set.some((options) => options?.user)) parts.push('user may not be set');
  if (set.some((options) => options?.role)) parts.push('role may not be set');
  return parts.join('; ');
}
