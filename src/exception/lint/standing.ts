import { contractName, type ExceptionContract } from '../contract.ts';
import { concernSame, termsMeet } from '../overlap.ts';
import { finding, type LintRule } from './rule.ts';

/** Rules about a contract among people, other contracts and verdicts. */
export const standingRules: readonly LintRule[] = [
  {
    id: 'EXC012',
    title: 'Approved by its author',
    severity: 'error',
    check(contract, { people }) {
      const { authors = [], approvers = [] } = people?.(contract) ?? {};
      const both = approvers.filter((one) => authors.includes(one));
      // Somebody else approved it as well: then the author's own approval only adds nothing.
      return both.length === 0 || both.length < approvers.length
        ? []
        : [finding(['spec'], `${both.join(', ')} wrote it and approved it; somebody else has to approve it`)];
    },
  },
  {
    id: 'EXC015',
    title: 'Overlaps another contract',
    severity: 'warning',
    check: (contract, { contracts, isOver }) =>
      contracts
        .filter(
          (other) => other !== contract && overlap(contract, other) && !isOver(other) && !isOver(contract),
        )
        .map((other) =>
          finding(
            ['metadata', 'name'],
            `${contractName(other)} excuses the same workload from the same policy at the same time; keep one of them`,
          ),
        ),
  },
  {
    id: 'EXC016',
    title: 'Not needed any more',
    severity: 'error',
    check: (contract, { audit, isOver }) =>
      !isOver(contract) && audit?.(contract)?.needed === 'no'
        ? [finding(['spec'], 'its subjects pass without it; remove the file')]
        : [],
  },
  {
    id: 'EXC017',
    title: 'Would not help',
    severity: 'error',
    check(contract, { audit }) {
      const refused = audit?.(contract)?.stillRefused ?? [];
      const rules = [...new Set(refused.map((row) => `${row.policy} ${row.rule}`))];
      return rules.length === 0
        ? []
        : [finding(['spec', 'policies'], `its subjects are refused all the same: ${rules.join(', ')}`)];
    },
  },
];

function overlap(a: ExceptionContract, b: ExceptionContract): boolean {
  const renewal = a.spec.renews?.name === b.metadata.name || b.spec.renews?.name === a.metadata.name;
  // Times are asked for last: nearly every pair differs in its namespace already.
  return !renewal && concernSame(a, b) && termsMeet(a, b);
}
