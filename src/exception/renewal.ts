import { parseTime } from '../schema/time.ts';
import { contractName, type ExceptionContract } from './contract.ts';
import { day } from './limits.ts';
import { concernSame } from './overlap.ts';

/**
 * How often `contract` is a renewal, whether or not it says so: an end that was moved, and a new contract for the same
 * subject and check within 30 days of the last, are renewals too. `earlier` holds every version of every contract that
 * was ever approved, this one among them or not.
 */
export function renewalCount(contract: ExceptionContract, earlier: readonly ExceptionContract[]): number {
  const chain = earlier
    .filter((one) => endOf(one) < endOf(contract) && (follows(contract, one) || concernSame(contract, one)))
    .sort((a, b) => endOf(a) - endOf(b));
  // Along the longest row of versions that each follow the one before.
  const counts = new Map<ExceptionContract, number>();
  for (const one of [...chain, contract]) {
    let count = 0;
    for (const [before, renewals] of counts) if (follows(one, before)) count = Math.max(count, renewals + 1);
    counts.set(one, count);
  }
  return counts.get(contract) ?? 0;
}

/** Whether `later` carries on what `before` excused. */
function follows(later: ExceptionContract, before: ExceptionContract): boolean {
  if (!(endOf(before) < endOf(later))) return false;
  if (contractName(before) === contractName(later)) return true;
  const sameNamespace = before.metadata.namespace === later.metadata.namespace;
  if (sameNamespace && later.spec.renews?.name === before.metadata.name) return true;
  return concernSame(before, later) && startOf(later) <= endOf(before) + 30 * day;
}

function endOf({ spec }: ExceptionContract): number {
  return parseTime(spec.expiresAt) ?? Number.NaN;
}

function startOf({ spec }: ExceptionContract): number {
  return parseTime(spec.validFrom) ?? Number.NaN;
}
