import type { Path } from '../../../kube/json.ts';
import { type Check, type Forbidden, forbid, type Revision, remove } from '../check.ts';
import type { PodView } from '../view/pod.ts';
import type { SecurityView, SeLinuxView } from '../view/security.ts';
import { containersWhere, fieldOf, nameSetters } from '../view/select.ts';
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
  revisions: [
    allowing('v1.0', ['', 'container_t', 'container_init_t', 'container_kvm_t']),
    allowing('v1.31', ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']),
  ],
};

function allowing(since: Revision['since'], allowed: readonly string[]): Revision {
  const types: ReadonlySet<string> = new Set(allowed);
  return { since, run: (pod) => judge(pod, types) };
}

function judge(pod: PodView, types: ReadonlySet<string>): Forbidden | null {
  const isBad = ({ seLinux }: SecurityView): boolean =>
    seLinux !== null && badFields(seLinux, types).length > 0;
  const containers = containersWhere(pod, ({ security }) => isBad(security));
  const byPod = isBad(pod.security);
  if (!byPod && containers.length === 0) return null;
  const options = [...(byPod ? [pod.security] : []), ...containers.map(({ security }) => security)].flatMap(
    ({ seLinux }) => (seLinux === null ? [] : [seLinux]),
  );
  const forbidden = `${nameSetters(byPod, containers)} set forbidden securityContext.seLinuxOptions`;
  return forbid('seLinuxOptions', `${forbidden}: ${describe(options, types)}`, () => [
    ...fieldsIn(pod.security, types).map((field) => ['spec', ...field]),
    ...containers.flatMap((each) => fieldsIn(each.security, types).map((field) => fieldOf(each, ...field))),
  ]);
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

function describe(options: readonly SeLinuxView[], types: ReadonlySet<string>): string {
  const badTypes = sortedSet(options.map(({ type }) => type).filter((type) => !types.has(type)));
  const parts: string[] = [];
  if (badTypes.length > 0) parts.push(`${plural(badTypes.length, 'type', 'types')} ${quoteAll(badTypes)}`);
  if (options.some(({ user }) => user !== '')) parts.push('user may not be set');
  if (options.some(({ role }) => role !== '')) parts.push('role may not be set');
  return parts.join('; ');
}
