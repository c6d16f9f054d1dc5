import { compareBytes } from '../../kube/bytes-order.ts';
import type { Check, Revision } from './check.ts';
import { allowPrivilegeEscalation } from './checks/allow-privilege-escalation.ts';
import { appArmorProfile } from './checks/app-armor-profile.ts';
import { capabilitiesBaseline } from './checks/capabilities-baseline.ts';
import { capabilitiesRestricted } from './checks/capabilities-restricted.ts';
import { hostNamespaces } from './checks/host-namespaces.ts';
import { hostPathVolumes } from './checks/host-path-volumes.ts';
import { hostPorts } from './checks/host-ports.ts';
import { hostProbesAndHostLifecycle } from './checks/host-probes-and-host-lifecycle.ts';
import { privileged } from './checks/privileged.ts';
import { procMount } from './checks/proc-mount.ts';
import { procMountRestricted } from './checks/proc-mount-restricted.ts';
import { restrictedVolumes } from './checks/restricted-volumes.ts';
import { runAsNonRoot } from './checks/run-as-non-root.ts';
import { runAsUser } from './checks/run-as-user.ts';
import { seLinuxOptions } from './checks/se-linux-options.ts';
import { seccompProfileBaseline } from './checks/seccomp-profile-baseline.ts';
import { seccompProfileRestricted } from './checks/seccomp-profile-restricted.ts';
import { sysctls } from './checks/sysctls.ts';
import { windowsHostProcess } from './checks/windows-host-process.ts';
import type { Level } from './level.ts';
import { minorOf, type Version } from './version.ts';

/** A check as it runs at some version. */
export interface ActiveCheck {
  readonly check: Check;
  readonly revision: Revision;
}

/** Every check of the Pod Security Standards. */
export const checks: readonly Check[] = validated([
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbesAndHostLifecycle,
  privileged,
  procMount,
  seLinuxOptions,
  seccompProfileBaseline,
  sysctls,
  windowsHostProcess,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompProfileRestricted,
]);

/** The newest version with a rule of its own: what `latest` and every newer version mean. */
export const newestMinor: number = Math.max(
  ...checks.flatMap((check) => check.revisions.map(({ since }) => minorOf(since))),
);

export function checkById(id: string): Check | undefined {
  return checks.find((check) => check.id === id);
}

/** The minor at which `version` is judged: no newer than the newest rule, nor than the cluster that is emulated. */
export function effectiveMinor(version: Version, emulate?: Version): number {
  const newest = emulate === undefined ? newestMinor : Math.min(newestMinor, minorOf(emulate));
  return Math.min(minorOf(version), newest);
}

/**
 * The checks of a level at a version, in the order of their results: those of the baseline by id, then those of
 * restricted by id. Upstream: policy/registry.go, v0.37.2.
 */
export function activeChecks(level: Level, version: Version, emulate?: Version): readonly ActiveCheck[] {
  if (level === 'privileged') return [];
  const minor = effectiveMinor(version, emulate);
  const baseline = activeAt(minor, 'baseline');
  if (level === 'baseline') return baseline;
  const restricted = activeAt(minor, 'restricted');
  const hidden = new Set(restricted.flatMap(({ revision }) => revision.overrides ?? []));
  return [...baseline.filter(({ check }) => !hidden.has(check.id)), ...restricted];
}

function activeAt(minor: number, level: Check['level']): ActiveCheck[] {
  return checks
    .filter((check) => check.level === level)
    .sort((a, b) => compareBytes(a.id, b.id))
    .flatMap((check) => {
      const revision = check.revisions.findLast(({ since }) => minorOf(since) <= minor);
      return revision === undefined ? [] : [{ check, revision }];
    });
}

/** A wrong registration stops the program when it loads, not a request later. */
export function validated(all: readonly Check[]): readonly Check[] {
  const levels = new Map<string, Level>();
  for (const { id, level, revisions } of all) {
    if (levels.has(id)) throw new Error(`check ${id} is registered twice`);
    levels.set(id, level);
    if (revisions.length === 0) throw new Error(`check ${id} has no revision`);
    revisions.forEach((revision, index) => {
      const before = revisions[index - 1];
      if (before !== undefined && minorOf(before.since) >= minorOf(revision.since)) {
        throw new Error(
          `check ${id}: ${revision.since} must be newer than ${before.since}, which stands before it`,
        );
      }
    });
  }
  for (const { id, level, revisions } of all) {
    for (const overridden of revisions.flatMap(({ overrides }) => overrides ?? [])) {
      if (level !== 'restricted') throw new Error(`check ${id}: only restricted checks may override others`);
      if (levels.get(overridden) !== 'baseline') {
        throw new Error(`check ${id} overrides ${overridden}, which is no baseline check`);
      }
    }
  }
  return all;
}
