import { contractName, type ExceptionContract, type PolicyScope } from '../../exception/contract.ts';
import type { StandingContract } from '../../exception/excuser.ts';
import { stateOf, termOf } from '../../exception/state.ts';
import type { ContractOverview, OpenFinding } from './overview.ts';

/** Contracts as of a time, those that end first at the top. */
export function contractOverviews(
  contracts: readonly StandingContract[],
  covers: ReadonlyMap<string, number>,
  now: number,
): ContractOverview[] {
  const begins = debtBegins(contracts);
  return contracts
    .map(({ contract, standing }): ContractOverview => {
      const { spec } = contract;
      const { from, end, overdueEnd } = termOf(contract, standing);
      const name = contractName(contract);
      return {
        name,
        state: stateOf(contract, standing, new Date(now)),
        subjects: spec.subjects.map((one) => `${one.kind}/${one.name}`).join(', '),
        policies: spec.policies.map(policyText).join(', '),
        team: spec.owner.team,
        contact: spec.owner.contact,
        reason: spec.reason,
        risk: spec.risk.level,
        impact: spec.risk.impact,
        ticket: spec.ticket ?? '',
        exit: [spec.exit?.kind, spec.exit?.plan].filter((part) => part !== undefined).join(': '),
        quarantine: standing.quarantine === true,
        from,
        end,
        honouredUntil: Math.floor(Math.max(end, overdueEnd)),
        debtSince: begins(contract),
        covers: covers.get(name) ?? 0,
      };
    })
    .sort((a, b) => a.end - b.end || (a.name < b.name ? -1 : 1));
}

/** How many findings each contract excuses. */
export function noteCovers(covers: Map<string, number>, findings: readonly OpenFinding[]): void {
  for (const { excusedBy } of findings)
    for (const name of excusedBy) covers.set(name, (covers.get(name) ?? 0) + 1);
}

function policyText({ engine, level, checks, name, rules }: PolicyScope): string {
  const what = name ?? level ?? '';
  const parts = checks ?? rules ?? [];
  return `${engine === 'PodSecurity' ? '' : `${engine} `}${what}${parts.length === 0 ? '' : ` ${parts.join(' ')}`}`;
}

/** A renewal goes on with the debt of what it renews. */
function debtBegins(contracts: readonly StandingContract[]): (contract: ExceptionContract) => number {
  const earliest = new Map<string, number>();
  const byName = new Map<string, ExceptionContract>();
  for (const { contract } of contracts) {
    const name = contractName(contract);
    const from = Date.parse(contract.spec.validFrom);
    if (from < (earliest.get(name) ?? Number.POSITIVE_INFINITY)) earliest.set(name, from);
    byName.set(name, contract);
  }
  return (contract) => {
    let begin = Number.POSITIVE_INFINITY;
    const seen = new Set<string>();
    for (let one: ExceptionContract | undefined = contract; one !== undefined; ) {
      const name = contractName(one);
      if (seen.has(name)) break;
      seen.add(name);
      begin = Math.min(begin, earliest.get(name) ?? Number.POSITIVE_INFINITY);
      const renews: string | undefined = one.spec.renews?.name;
      one = renews === undefined ? undefined : byName.get(`${one.metadata.namespace}/${renews}`);
    }
    return begin;
  };
}
