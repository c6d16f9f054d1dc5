import { compareLevels, type Level } from '../engine/pod-security/level.ts';
import type { Mode, NamespaceReadiness, NextStep } from './result.ts';

const prefix = 'pod-security.kubernetes.io/';

/**
 * The next safe step of a namespace. Enforce is advised only for a level that audit and warn already carry and at which
 * nothing fails; before that, audit and warn, which refuse nothing.
 */
export function nextStep(namespace: Omit<NamespaceReadiness, 'next'>, pin: string): NextStep {
  const { today, exempt, passes, workloads, toBaseline, toRestricted } = namespace;
  if (exempt) return { kind: 'exempt' };
  const target = targetOf(today.enforce.level, workloads === 0 ? 'privileged' : passes);
  if (target === null) return { kind: 'done' };
  const watched = (['audit', 'warn'] as const).filter((mode) => compareLevels(today[mode].level, target) < 0);
  if (watched.length > 0) {
    return {
      kind: 'label',
      labels: labelsOf(watched, target, pin),
      because: `${watched.join(' and ')} at ${target} first; ${watched.length === 1 ? 'it refuses' : 'they refuse'} nothing`,
    };
  }
  if (workloads > 0 && compareLevels(passes, target) >= 0) {
    return {
      kind: 'label',
      labels: labelsOf(['enforce'], target, today.warn.version === 'latest' ? pin : today.warn.version),
      because: `nothing in these files fails at ${target}, which is audited and warned of already: enforce it`,
    };
  }
  if (workloads === 0) return { kind: 'done' };
  const way = target === 'baseline' ? toBaseline : toRestricted;
  return { kind: 'fix', level: target, fields: way.fields, workloads: way.workloads };
}

/** The highest level that would pass where that is an advance, else the level after the enforced one; null at the top. */
function targetOf(enforced: Level, passes: Level): Exclude<Level, 'privileged'> | null {
  if (compareLevels(passes, enforced) > 0 && passes !== 'privileged') return passes;
  if (enforced === 'restricted') return null;
  return enforced === 'baseline' ? 'restricted' : 'baseline';
}

function labelsOf(modes: readonly Mode[], level: Level, version: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    modes.flatMap((mode) => [
      [prefix + mode, level],
      [`${prefix}${mode}-version`, version],
    ]),
  );
}
