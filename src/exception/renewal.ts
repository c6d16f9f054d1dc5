import { parseTime } from '../schema/time.ts';
import type { ExceptionContract } from './contract.ts';
import { day } from './limits.ts';
import { concernSame } from './overlap.ts';

/**
 * How often `contract` is a renewal, whether or not it says so: an end that was moved, and a new contract for the same
 * subject and check within 30 days of the last, are renewals too. `earlier` holds every version of every contract that
 * was ever approved, this one among them or not.
 */
export function renewalCount(contract: ExceptionContract, earlier: readonly ExceptionContract[]): number {
  const { namespace } = contract.metadata;
  const chain = earlier
    .filter((one) => one.metadata.namespace === namespace && endOf(one) < endOf(contract))
    .filter((one) => follows(contract, one) || concernSame(contract, one))
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

/** Whether `later`, of the same namespace, carries on what `before` excused. */
function follows(later: ExceptionContract, before: ExceptionContract): boolean {
  if (!(endOf(before) < endOf(later))) return false;
  const { name } = before.metadata;
  if (later.metadata.name === name || later.spec.renews?.name === name) return true;
  return concernSame(before, later) && startOf(later) <= endOf(before) + 30 * day;
}

const endOf = remembered(({ spec }) => parseTime(spec.expiresAt) ?? Number.NaN);
const startOf = remembered(({ spec }) => parseTime(spec.validFrom) ?? Number.NaN);

/** Every contract is held against every version of its namespace, so that times are read many times over. */
function remembered(read: (contract: ExceptionContract) => number): (contract: ExceptionContract) => number {
  const known = new WeakMap<ExceptionContract, number>();
  return (contract) => {
    const before = known.get(contract);
    if (before !== undefined) return before;
    const value = read(contract);
    known.set(contract, value);
    return value;
  };
}
