import type { ExceptionContract } from '../contract.ts';
import { policyRules } from './policy.ts';
import type { LintContext, LintFinding, LintRule } from './rule.ts';
import { standingRules } from './standing.ts';
import { subjectRules } from './subject.ts';
import { termRules } from './term.ts';
import { textRules } from './text.ts';

/** The rules of `exception lint`, in the order of their numbers. */
export const lintRules: readonly LintRule[] = [
  ...textRules,
  ...termRules,
  ...subjectRules,
  ...policyRules,
  ...standingRules,
].sort((a, b) => (a.id < b.id ? -1 : 1));

export interface LintResult extends LintFinding {
  readonly rule: LintRule;
}

/** What the rules have against one valid contract. A revoked one excuses nothing, so nothing is wrong with it. */
export function lintContract(contract: ExceptionContract, context: LintContext): readonly LintResult[] {
  if (contract.spec.revoked !== undefined) return [];
  return lintRules.flatMap((rule) => rule.check(contract, context).map((found) => ({ ...found, rule })));
}
