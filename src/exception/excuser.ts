import type { Path } from '../kube/json.ts';
import { type PodKinds, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import { contractName, type ExceptionContract } from './contract.ts';
import { compileScope, type ScopeTest } from './scope.ts';
import { type Standing, type State, stateOf } from './state.ts';
import { compileSubject, nameOf, type SubjectName, type SubjectTest } from './subject.ts';
import { SubjectIndex } from './subject-index.ts';

/** A contract with what is known of it beside its text. */
export interface StandingContract {
  readonly contract: ExceptionContract;
  readonly standing: Standing;
}

export interface ExcuserOptions {
  readonly now: Date;
  /** Custom kinds that hold pods. */
  readonly podKinds?: PodKinds;
  /**
   * Who a resource counts as: itself, unless an admission can prove that a workload made it (`subjectsAtAdmission`).
   */
  subjectsOf?(resource: Resource): readonly SubjectName[];
  /** Takes proposed contracts for approved ones: for a pull request that CODEOWNERS guards. */
  readonly assumeApproved?: boolean;
}

/** What contracts make of one failing verdict. */
export interface Excuse {
  /** `excepted` when every offending field is covered; else still `fail`, with the fields that are not. */
  readonly verdict: Verdict;
  /** Proposed contracts that would excuse the rest once they are approved. */
  readonly pending: readonly ExceptionContract[];
  /** For every offending field, the contracts that cover it now. */
  readonly covers: readonly (readonly ExceptionContract[])[];
  /** The contracts that cover any of the fields, whatever their state. */
  readonly matching: readonly ExceptionContract[];
}

/** Turns fails into `excepted` as contracts say. Compiled once, used for many verdicts. */
export interface Excuser {
  /** Null for a verdict that is no fail, or that no contract speaks of. An `error` is never excepted. */
  excuse(verdict: Verdict): Excuse | null;
  stateOf(contract: ExceptionContract): State | undefined;
}

interface Compiled {
  readonly contract: ExceptionContract;
  readonly state: State;
  readonly subjects: readonly SubjectTest[];
  readonly scopes: readonly ScopeTest[];
}

export function createExcuser(contracts: readonly StandingContract[], options: ExcuserOptions): Excuser {
  const index = new SubjectIndex<Compiled>();
  const states = new Map<ExceptionContract, State>();
  for (const { contract, standing } of contracts) {
    const taken = options.assumeApproved === true ? { ...standing, approved: true } : standing;
    const state = stateOf(contract, taken, options.now);
    states.set(contract, state);
    index.add(contract, {
      contract,
      state,
      subjects: contract.spec.subjects.map(compileSubject),
      scopes: contract.spec.policies.map(compileScope),
    });
  }

  return { excuse, stateOf: (contract) => states.get(contract) };

  function excuse(verdict: Verdict): Excuse | null {
    if (verdict.outcome !== 'fail') return null;
    const subjects = options.subjectsOf?.(verdict.resource) ?? [nameOf(verdict.resource)];
    const candidates = new Set(subjects.flatMap((name) => index.find(verdict.resource.namespace, name)));
    const spoken = [...candidates].filter((one) => speaksOf(one, verdict, subjects));
    if (spoken.length === 0) return null;

    const pods = podsOf(verdict.resource, options.podKinds);
    const fields: readonly Path[] = verdict.fields.length === 0 ? [[]] : verdict.fields;
    const covers = fields.map((path) => spoken.filter((one) => covered(one, verdict, subjects, pods, path)));
    if (covers.every((list) => list.length === 0)) return null;

    const helping = covers.map((list) => list.filter((one) => excuses(one.state, verdict)));
    const rest = fields.filter((_, index) => helping[index]?.length === 0);
    const withPending = covers.every((list) =>
      list.some((one) => one.state === 'Proposed' || excuses(one.state, verdict)),
    );
    const pending =
      rest.length > 0 && withPending ? covers.flat().filter((one) => one.state === 'Proposed') : [];
    return {
      verdict: rest.length === 0 ? excepted(verdict, helping.flat()) : stillFailing(verdict, rest),
      pending: [...new Set(pending.map((one) => one.contract))],
      covers: helping.map((list) => list.map((one) => one.contract)),
      matching: [...new Set(covers.flat())].map((one) => one.contract),
    };
  }
}

function speaksOf(one: Compiled, verdict: Verdict, subjects: readonly SubjectName[]): boolean {
  return (
    one.scopes.some((scope) => scope.speaksOf(verdict)) &&
    one.subjects.some((subject) => subjects.some((name) => subject.is(name)))
  );
}

function covered(
  { scopes, subjects }: Compiled,
  verdict: Verdict,
  names: readonly SubjectName[],
  pods: ReturnType<typeof podsOf>,
  path: Path,
): boolean {
  return (
    scopes.some((scope) => scope.speaksOf(verdict) && scope.covers(verdict.resource.object, pods, path)) &&
    subjects.some(
      (subject) =>
        names.some((name) => subject.is(name)) && subject.covers(verdict.resource.object, pods, path),
    )
  );
}

/** Overdue grants time only where its end would refuse something. */
function excuses(state: State, verdict: Verdict): boolean {
  return state === 'Active' || state === 'Expiring' || (state === 'Overdue' && verdict.stage === 'enforce');
}

function excepted(verdict: Verdict, by: readonly Compiled[]): Verdict {
  const names = new Set(by.map((one) => contractName(one.contract)));
  return { ...verdict, outcome: 'excepted', exception: [...names].sort().join(', ') };
}

function stillFailing(verdict: Verdict, rest: readonly Path[]): Verdict {
  return verdict.fields.length === rest.length || verdict.fields.length === 0
    ? verdict
    : { ...verdict, fields: rest };
}
