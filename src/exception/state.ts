import { parseTime } from '../schema/time.ts';
import type { ExceptionContract } from './contract.ts';
import { day } from './limits.ts';

/**
 * Where a contract stands. It excuses while it is Active, Expiring or Overdue; Overdue only what is at enforce, so that
 * an end does not strike in the night or in a freeze.
 */
export type State = 'Proposed' | 'Approved' | 'Active' | 'Expiring' | 'Overdue' | 'Expired' | 'Revoked';

/** What is known of a contract beside its text. */
export interface Standing {
  /** This very spec was approved by enough people. */
  readonly approved: boolean;
  /** Its history holds a revocation, even one that was deleted again. */
  readonly revoked?: boolean;
  /** Issued automatically for a workload that regressed; it ends on time. */
  readonly quarantine?: boolean;
  /** The first moment at or after its end at which a change window of the rollouts it touches is open. Missing: at once. */
  readonly windowOpens?: number;
}

export interface Term {
  readonly from: number;
  readonly end: number;
  /** When Expiring begins. */
  readonly expiring: number;
  /** When Overdue ends; not after `end` where there is none. */
  readonly overdueEnd: number;
}

/** State is a pure function of spec, provenance, approvals and clock. */
export function stateOf(contract: ExceptionContract, standing: Standing, now: Date): State {
  if (contract.spec.revoked !== undefined || standing.revoked === true) return 'Revoked';
  const { from, end, expiring, overdueEnd } = termOf(contract, standing);
  const time = now.getTime();
  // Written so that a time that cannot be read (NaN) never helps.
  if (!(time < Math.max(end, overdueEnd))) return 'Expired';
  if (!standing.approved) return time < end ? 'Proposed' : 'Expired';
  if (!(time >= from)) return 'Approved';
  if (time >= end) return 'Overdue';
  return time >= expiring ? 'Expiring' : 'Active';
}

/** The moments at which a contract's state changes. */
export function termOf({ spec }: ExceptionContract, standing: Standing): Term {
  const from = parseTime(spec.validFrom) ?? Number.NaN;
  const end = parseTime(spec.expiresAt) ?? Number.NaN;
  const quarter = (end - from) / 4;
  const noGrace = spec.risk.level === 'Critical' || standing.quarantine === true;
  return {
    from,
    end,
    expiring: end - Math.min(14 * day, quarter),
    overdueEnd: noGrace ? end : Math.min(standing.windowOpens ?? end, end + 3 * day, end + quarter),
  };
}
