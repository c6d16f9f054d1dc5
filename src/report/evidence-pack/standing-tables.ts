import type { Overview } from '../overview/overview.ts';
import { type Cell, csvTime } from './csv.ts';
import type { PackTable } from './table.ts';

/** Who approved which contract, as Git has it. */
export interface ContractApproval {
  readonly contract: string;
  readonly specHash: string;
  readonly file: string;
  readonly approved: boolean;
  readonly because: string;
  readonly approvers: readonly { readonly by: string; readonly via: string; readonly commit: string }[];
  readonly authors: readonly string[];
}

/** Where everything stands at the time of the pack. */
export function standingTables(overview: Overview, approvals: readonly ContractApproval[]): PackTable[] {
  return [coverage(overview), contracts(overview, approvals), gaps(overview)];
}

function coverage({ namespaces }: Overview): PackTable {
  return {
    file: 'coverage.csv',
    about: 'a namespace in a rollout: its stage, what was judged of it, and what the gate says',
    header: [
      'namespace',
      'owner',
      'rollout',
      'stage',
      'since',
      'gate',
      'action',
      'workloads',
      'workloads_judged',
      'clean_days',
      'window_days',
      'against',
      'not_known',
      'waits_for',
      'decision_now',
    ],
    rows: () =>
      namespaces.flatMap(({ name, owner, workloads, cells }) =>
        cells.map(({ rollout, status }): Cell[] => [
          name,
          owner,
          rollout,
          status.stage,
          status.since ?? '',
          status.gate,
          status.action,
          status.coverage?.workloads ?? workloads,
          status.coverage?.covered ?? null,
          status.clean === null ? null : tenths(status.clean.observed),
          status.clean === null ? null : tenths(status.clean.window),
          status.blockers.join('; '),
          status.unknown.join('; '),
          status.waiting.join('; '),
          status.decision ?? '',
        ]),
      ),
  };
}

function contracts({ contracts: all }: Overview, approvals: readonly ContractApproval[]): PackTable {
  return {
    file: 'contracts.csv',
    about: 'an exception: who is excused from what, why, at which risk, until when, and who answers for it',
    header: [
      'contract',
      'state',
      'subjects',
      'policies',
      'team',
      'contact',
      'reason',
      'risk',
      'impact',
      'ticket',
      'exit',
      'quarantine',
      'valid_from',
      'expires_at',
      'honoured_until',
      'debt_since',
      'open_findings_excused',
      'spec_hash',
      'file',
    ],
    rows: () =>
      all.map((one): Cell[] => {
        const known = approvals.find((approval) => approval.contract === one.name);
        return [
          one.name,
          one.state,
          one.subjects,
          one.policies,
          one.team,
          one.contact,
          one.reason,
          one.risk,
          one.impact,
          one.ticket,
          one.exit,
          one.quarantine,
          csvTime(one.from),
          csvTime(one.end),
          csvTime(one.honouredUntil),
          csvTime(one.debtSince),
          one.covers,
          known?.specHash ?? '',
          known?.file ?? '',
        ];
      }),
  };
}

function gaps({ evidence }: Overview): PackTable {
  return {
    file: 'gaps.csv',
    about: 'a time in which nobody looked: it counts for nothing',
    header: ['from', 'to', 'hours'],
    rows: () =>
      evidence.blind.map(({ from, to }): Cell[] => [
        csvTime(from),
        csvTime(to),
        Math.round((to - from) / 360_000) / 10,
      ]),
  };
}

function tenths(ms: number): number {
  return Math.floor(ms / 8_640_000) / 10;
}
