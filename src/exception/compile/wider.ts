import type { ExceptionContract } from '../contract.ts';
import type { Ending } from './compiled.ts';
import { compileKyverno } from './kyverno.ts';
import { compileKyvernoCel } from './kyverno-cel.ts';
import { compileAdmissionPolicies } from './vap.ts';

/** Why what a contract compiles to, for the engines it names, would excuse more than it says. */
export function compileWider(contract: ExceptionContract): readonly string[] {
  const ending: readonly Ending[] = [{ contract, end: new Date(0) }];
  const wider = [
    compileKyverno(ending),
    compileKyvernoCel(ending),
    compileAdmissionPolicies(ending, []),
  ].flatMap((compiled) => compiled.wider);
  return [...wider.map(({ reason }) => reason), ...gatekeeper(contract)];
}

/** No constraint of Gatekeeper leaves out a single object by its name. */
function gatekeeper({ spec }: ExceptionContract): string[] {
  return spec.policies
    .filter(({ engine }) => engine === 'Gatekeeper')
    .map(
      ({ kind = '', name = '' }) =>
        `Gatekeeper cannot leave a single workload out of ${kind} ${name}, only a namespace or a label`,
    );
}
