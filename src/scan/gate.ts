import type { VerdictRecord } from '../record.ts';
import type { Stage, Verdict } from '../verdict.ts';
import type { Counts, Gate } from './result.ts';

const strength: Readonly<Record<Stage, number>> = { audit: 1, warn: 2, enforce: 3 };

export interface GateOptions {
  readonly failOn: Stage | 'never';
  readonly ci: boolean;
  readonly gateGiven: boolean;
  readonly known?: ReadonlySet<string>;
  /** Why something that decides could not be seen. */
  readonly unseen?: string;
}

/** Adds up what the verdicts mean for a merge. */
export interface GateCount {
  /** Sees every verdict, passes too: a gate that applied to nothing must not look green. */
  applied(verdict: Verdict): void;
  record(record: VerdictRecord): void;
  close(problems: number, counts: Counts): Gate;
}

export function gateOf({ failOn, ci, gateGiven, known, unseen }: GateOptions): GateCount {
  let violations = 0;
  let old = 0;
  let errors = 0;
  let gates = false;

  function atGate(stage: Stage | null): boolean {
    return failOn !== 'never' && stage !== null && strength[stage] >= strength[failOn];
  }

  return {
    applied({ stage }) {
      if (atGate(stage)) gates = true;
    },
    record(verdict) {
      const { outcome, stage } = verdict;
      if (outcome === 'error') errors++;
      if (outcome !== 'fail' || !atGate(stage)) return;
      if (known?.has(verdict.id)) old++;
      else violations++;
    },
    close(problems, counts) {
      const nothing = !gates && failOn !== 'never' && counts.workloads > 0;
      const blind = nothing && ci && !gateGiven;
      const exitCode =
        problems > 0 ? 3 : violations > 0 ? 1 : errors > 0 || blind || unseen !== undefined ? 2 : 0;
      return { failOn, violations, known: old, gates, exitCode, reason: reason() };

      function reason(): string {
        const parts: string[] = [];
        if (problems > 0) parts.push(`${problems} input ${problems === 1 ? 'problem' : 'problems'}`);
        if (violations > 0)
          parts.push(`${violations} ${violations === 1 ? 'violation' : 'violations'} at ${failOn}`);
        if (errors > 0) parts.push(`${errors} ${errors === 1 ? 'verdict' : 'verdicts'} could not be reached`);
        if (unseen !== undefined) parts.push(unseen);
        if (parts.length > 0)
          return `${problems > 0 || violations > 0 ? 'Failed' : 'Inconclusive'}: ${parts.join(', ')}${oldText()}.`;
        if (nothing) return nothingText();
        return `Passed: no violation${failOn === 'never' ? ' fails this run (--fail-on never)' : ` at ${failOn}`}${oldText()}.`;
      }

      function nothingText(): string {
        const why = failOn === 'enforce' ? 'nothing is enforced' : `nothing is at ${failOn} or above`;
        return `${blind ? 'Inconclusive' : 'Passed'}: ${why} for what was judged, so nothing could fail. Gate with --level baseline, or label the namespaces.`;
      }

      function oldText(): string {
        return old === 0 ? '' : ` (${old} known before)`;
      }
    },
  };
}
