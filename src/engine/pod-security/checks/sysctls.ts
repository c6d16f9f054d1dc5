import { type Check, type Forbidden, forbid, type Revision, remove } from '../check.ts';
import { safeSysctls } from '../standards.ts';

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
  revisions: safeSysctls.map(([since, names]) => allowing(since, names)),
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
