import { type Check, type Forbidden, forbid, type Revision, remove } from '../check.ts';

const since1_0: readonly string[] = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const since1_27 = [...since1_0, 'net.ipv4.ip_local_reserved_ports'];
const since1_29 = [
  ...since1_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const since1_32 = [...since1_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const since1_37 = [...since1_32, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];

/**
 * Pods may set only kernel parameters that belong to them alone.
 *
 * Fields: spec.securityContext.sysctls[*].name.
 * Allowed: absent, or the names below, which grew with the versions; exactly, with dots.
 */
export const sysctls: Check = {
  id: 'sysctls',
  level: 'baseline',
  title: 'No sysctls beyond the safe ones',
  severity: 'medium',
  cis: ['5.6.3'],
  nist: ['4.4.3'],
  fix: { text: 'remove the sysctl from spec.securityContext.sysctls', edit: remove },
  revisions: [
    allowing('v1.0', since1_0),
    allowing('v1.27', since1_27),
    allowing('v1.29', since1_29),
    allowing('v1.32', since1_32),
    allowing('v1.37', since1_37),
  ],
};

function allowing(since: Revision['since'], allowed: readonly string[]): Revision {
  const names: ReadonlySet<string> = new Set(allowed);
  const isForbidden = (name: string): boolean => !names.has(name);
  return { since, run: ({ sysctls: set }) => (set.some(isForbidden) ? refuse(set, isForbidden) : null) };
}

function refuse(set: readonly string[], isForbidden: (name: string) => boolean): Forbidden {
  return forbid('forbidden sysctls', set.filter(isForbidden).join(', '), () =>
    set.flatMap((name, index) => (isForbidden(name) ? [['spec', 'securityContext', 'sysctls', index]] : [])),
  );
}
