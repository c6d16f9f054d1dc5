import { durationText } from '../../rollout/duration.ts';
import type { NamespaceStatus } from '../../rollout/status.ts';

/** `14.0/14 d`, or a dash where nothing is counted. */
export function cleanText({ clean, gate, open }: Pick<NamespaceStatus, 'clean' | 'gate' | 'open'>): string {
  if (clean === null || gate === 'None') return '–';
  // What is open now makes the window begin anew, whatever was observed.
  if (open.length > 0) return cleanText({ clean: { ...clean, observed: 0 }, gate, open: [] });
  const day = 86_400_000;
  if (clean.window < day) return `${durationText(clean.observed)}/${durationText(clean.window)}`;
  const number = (ms: number): string => (Math.floor((ms / day) * 10) / 10).toFixed(1);
  return `${number(Math.min(clean.observed, clean.window))}/${number(clean.window).replace(/\.0$/, '')} d`;
}

export function coverageText({ coverage, gate }: NamespaceStatus): string {
  return coverage === null || gate === 'None' ? '–' : `${coverage.covered}/${coverage.workloads}`;
}

/** What the gate says, and why, in one line. */
export function gateText(status: NamespaceStatus): string {
  const { gate, blockers, unknown, waiting, reasons, open, uncovered, to, action, stage } = status;
  const step = to === null ? '' : ` → ${to.toLowerCase()}`;
  const because = (word: string, list: readonly string[], named: readonly string[]): string =>
    `${word} ${[...list].join('; ')}${named.length === 0 ? '' : `: ${some(named)}`}`;
  if (stage === 'Enforce' && action === 'Hold') return reasons.at(-1) ?? 'done';
  if (action === 'Demote' || action === 'Quarantine' || action === 'Restage' || action === 'Pause')
    return `${action.toUpperCase()}${step} ${reasons.join('; ')}`;
  if (blockers.length > 0) return because('HOLD', blockers, open);
  if (unknown.length > 0) return because('INCONCLUSIVE', unknown, uncovered);
  if (waiting.length > 0) return because(gate === 'Pass' ? 'PASS, waits:' : 'waits:', waiting, []);
  if (gate === 'Pass')
    return `PASS${step}${action === 'Propose' ? ' (proposed)' : ''}${reasons.length > 1 ? `; ${reasons.slice(1).join('; ')}` : ''}`;
  return `${reasons.join('; ')}${step}`;
}

function some(names: readonly string[]): string {
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
