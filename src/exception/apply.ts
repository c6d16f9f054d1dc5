import type { Verdict } from '../verdict.ts';
import { createExcuser, type ExcuserOptions, type StandingContract } from './excuser.ts';

/** The verdicts as they count once every contract is heard: one excuser over a list. */
export function applyContracts(
  verdicts: readonly Verdict[],
  contracts: readonly StandingContract[],
  options: ExcuserOptions,
): readonly Verdict[] {
  const excuser = createExcuser(contracts, options);
  return verdicts.map((verdict) => excuser.excuse(verdict)?.verdict ?? verdict);
}
