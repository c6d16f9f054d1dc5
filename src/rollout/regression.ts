import { durationMs } from './duration.ts';
import { covers } from './gate.ts';
import type { DecisionInputs, Rejection } from './inputs.ts';

/**
 * The refusals that break a promise: of a workload and template that the promoting decision had judged clean, seen by
 * what no tenant can write, and never covered by any contract: one that ended is a contract that ended. Everything else
 * a tenant can bring about at will, so that it must not lower a gate.
 */
export function regressions(inputs: DecisionInputs): readonly Rejection[] {
  const { now, cell, plan, contracts } = inputs;
  const promised = new Set(inputs.promised.map(({ subject, hash }) => `${subject}\n${hash}`));
  const from = Math.max(cell.since, now - (durationMs(plan.demotion.window) as number));
  const broken = inputs.rejections
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .filter(
      (rejection) =>
        rejection.confirmed &&
        rejection.at >= from &&
        promised.has(`${rejection.subject}\n${rejection.hash}`) &&
        !contracts.some((contract) => covers(contract, rejection)),
    );
  const workloads = new Set(broken.map((rejection) => rejection.subject)).size;
  return broken.length >= plan.demotion.rejections && workloads >= plan.demotion.workloads ? broken : [];
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
