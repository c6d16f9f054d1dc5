import type { EvidenceStore } from '../../evidence/open-store.ts';
import type { ContractRow } from '../../evidence/tables.ts';
import { contractName, type ExceptionContract, type PolicyScope } from '../../exception/contract.ts';
import type { StandingContract } from '../../exception/excuser.ts';
import { specHash } from '../../exception/spec-hash.ts';
import { stateOf, termOf } from '../../exception/state.ts';
import type { Interval } from '../../rollout/observed.ts';
import type { ContractOverview, OpenFinding } from './overview.ts';

/** Contracts as of a time, those that end first at the top. */
export async function readContracts(
  { db }: EvidenceStore,
  scope: string,
  contracts: readonly StandingContract[],
  covers: ReadonlyMap<string, number>,
  now: number,
): Promise<ContractOverview[]> {
  const rows = await db.selectFrom('contract').selectAll().where('scope', '=', scope).execute();
  const stored = new Map(rows.map((row) => [`${row.namespace}/${row.name} ${row.spec_hash}`, row]));
  const begins = debtBegins(contracts);
  const there = new Set(contracts.filter((one) => !isFormer(one)).map((one) => contractName(one.contract)));
  return contracts
    .map((one): ContractOverview => {
      const { contract, standing } = one;
      const { spec } = contract;
      const { from, end, overdueEnd } = termOf(contract, standing);
      const name = contractName(contract);
      const row = stored.get(`${name} ${specHash(contract)}`);
      const former = isFormer(one) && row !== undefined && row.revoked === 0;
      const honouredUntil = Math.floor(Math.max(end, overdueEnd));
      return {
        name,
        state: former
          ? there.has(name)
            ? 'Replaced'
            : 'Removed'
          : stateOf(contract, standing, new Date(now)),
        inForce: standing.approved ? inForce(from, honouredUntil, isFormer(one), row) : null,
        subjects: spec.subjects.map((subject) => `${subject.kind}/${subject.name}`).join(', '),
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
        honouredUntil,
        debtSince: begins(contract),
        covers: former ? 0 : (covers.get(name) ?? 0),
      };
    })
    .sort((a, b) => a.end - b.end || (a.name < b.name ? -1 : 1));
}

/** It stands as revoked, and its text does not say so: it is not there any more. */
function isFormer({ contract, standing }: StandingContract): boolean {
  return standing.revoked === true && contract.spec.revoked === undefined;
}

/** What is not there any more ended when it was last seen. */
function inForce(
  from: number,
  until: number,
  former: boolean,
  row: ContractRow | undefined,
): Interval | null {
  const to = former ? Math.min(until, row?.last_seen ?? from) : until;
  return to > from ? { from, to } : null;
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
