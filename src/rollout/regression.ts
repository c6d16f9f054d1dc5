import { durationMs } from './duration.ts';
import { covers } from './gate.ts';
import type { DecisionInputs, Rejection } from './inputs.ts';

/** Refusals are heard of in batches: an audit log may be imported once a day. */
export const lookBack: number = 48 * 3_600_000;

/**
 * The refusals that break a promise: of a workload and template that the promoting decision had judged clean, seen by
 * what no tenant can write, and never covered by any contract: one that ended is a contract that ended. Everything else
 * a tenant can bring about at will, so that it must not lower a gate.
 */
export function regressions(inputs: DecisionInputs): readonly Rejection[] {
  const { now, cell, plan, contracts } = inputs;
  const promised = new Set(inputs.promised.map(({ subject, hash }) => `${subject}\n${hash}`));
  const from = Math.max(cell.since, now - lookBack);
  const broken = inputs.rejections
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .filter(
      (rejection) =>
        rejection.confirmed &&
        rejection.at >= from &&
        promised.has(`${rejection.subject}\n${rejection.hash}`) &&
        !contracts.some((contract) => covers(contract, rejection)),
    );
  return inBursts(broken, plan.demotion);
}

/** Those that lie close enough together: so many, of so many workloads, within one window. They come in order of time. */
function inBursts(
  broken: readonly Rejection[],
  { rejections, workloads, window }: DecisionInputs['plan']['demotion'],
): Rejection[] {
  const length = durationMs(window) as number;
  const counting: Rejection[] = [];
  const near = new Map<string, number>();
  let start = 0;
  let taken = 0;
  for (const [end, last] of broken.entries()) {
    near.set(last.subject, (near.get(last.subject) ?? 0) + 1);
    for (
      let first = broken[start] as Rejection;
      first.at <= last.at - length;
      first = broken[++start] as Rejection
    ) {
      const left = (near.get(first.subject) as number) - 1;
      if (left === 0) near.delete(first.subject);
      else near.set(first.subject, left);
    }
    if (end - start + 1 < rejections || near.size < workloads) continue;
    counting.push(...broken.slice(Math.max(start, taken), end + 1));
    taken = end + 1;
  }
  return counting;
}

/**
 * Why the workloads behind `broken` may not be excused one by one; undefined when they may. A workload gets this once
 * per check, and never for what is critical.
 */
export function noQuarantine(inputs: DecisionInputs, broken: readonly Rejection[]): string | undefined {
  if (!inputs.shares.quarantine) return 'the guard policy is not in force in this namespace';
  const critical = broken.find((rejection) => rejection.critical);
  if (critical !== undefined)
    return `${critical.policy.trim()} is critical, or which check it was is not known`;
  const before = broken.find((rejection) =>
    inputs.contracts.some(
      (contract) =>
        contract.quarantine && contract.subject === rejection.subject && contract.policy === rejection.policy,
    ),
  );
  return before === undefined ? undefined : `${before.subject} was excused from ${before.policy} before`;
}
