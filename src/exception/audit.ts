import type { Resource } from '../kube/resource.ts';
import type { Outcome, Stage } from '../verdict.ts';
import { contractName, type ExceptionContract } from './contract.ts';
import { compileScope, type Ruling, type ScopeTest } from './scope.ts';
import { compileSubject, nameOf, type SubjectTest } from './subject.ts';
import { SubjectIndex } from './subject-index.ts';

/** A verdict as the audit needs it, from a fresh judgement or from a record of one. */
export interface AuditRow extends Ruling {
  readonly resource: Pick<Resource, 'apiVersion' | 'kind' | 'namespace' | 'name'>;
  /** After contracts were heard. */
  readonly outcome: Outcome;
  readonly stage: Stage | null;
  /** For each offending field, the names of the contracts that cover it now. */
  readonly covers: readonly (readonly string[])[];
  /** The names of all contracts that cover any of it, whatever their state. */
  readonly matching: readonly string[];
}

/** What the verdicts of one reading say about one contract. */
export interface ContractAudit {
  readonly contract: ExceptionContract;
  /** Verdicts it excuses now. */
  readonly used: number;
  /** `no`: all its subjects were judged by all it names, and pass. `unknown`: they were not all judged. */
  readonly needed: 'yes' | 'no' | 'unknown';
  /** What is refused the day it ends: at enforce, and excused by nothing else. */
  readonly breaks: readonly AuditRow[];
  /** What is refused at enforce all the same, of the subjects it excuses from something else. */
  readonly stillRefused: readonly AuditRow[];
  /** Subjects, by their place in the contract, that were not among what was judged. */
  readonly missing: readonly number[];
}

class Tally {
  readonly contract: ExceptionContract;
  readonly #subjects: readonly SubjectTest[];
  readonly #scopes: readonly ScopeTest[];
  readonly #seen = new Set<SubjectTest>();
  /** Pairs of subject and scope that have an answer. */
  readonly #judged = new Set<string>();
  readonly #breaks: AuditRow[] = [];
  readonly #refused: AuditRow[] = [];
  #used = 0;
  #matched = 0;

  constructor(contract: ExceptionContract) {
    this.contract = contract;
    this.#subjects = contract.spec.subjects.map(compileSubject);
    this.#scopes = contract.spec.policies.map(compileScope);
  }

  add(row: AuditRow): void {
    const name = nameOf(row.resource);
    for (const [index, subject] of this.#subjects.entries()) {
      if (!subject.is(name)) continue;
      this.#seen.add(subject);
      if (row.outcome === 'fail' && row.stage === 'enforce') this.#refused.push(row);
      if (row.outcome === 'skip' || row.outcome === 'error') continue;
      for (const [place, scope] of this.#scopes.entries())
        if (scope.speaksOf(row)) this.#judged.add(`${index} ${place}`);
    }
    const own = contractName(this.contract);
    if (row.matching.includes(own)) this.#matched++;
    if (row.outcome !== 'excepted' || !row.covers.some((names) => names.includes(own))) return;
    this.#used++;
    const alone = row.covers.some((names) => names.length === 1 && names[0] === own);
    if (row.stage === 'enforce' && alone) this.#breaks.push(row);
  }

  result(): ContractAudit {
    const allJudged = this.#judged.size === this.#subjects.length * this.#scopes.length;
    return {
      contract: this.contract,
      used: this.#used,
      needed: this.#matched > 0 ? 'yes' : allJudged ? 'no' : 'unknown',
      breaks: this.#breaks,
      stillRefused: this.#matched > 0 ? this.#refused : [],
      missing: this.#subjects.flatMap((subject, index) => (this.#seen.has(subject) ? [] : [index])),
    };
  }
}

/** Holds contracts against the verdicts of one reading, row by row. */
export class Auditor {
  readonly #tallies: readonly Tally[];
  readonly #index = new SubjectIndex<Tally>();

  constructor(contracts: readonly ExceptionContract[]) {
    this.#tallies = contracts.map((contract) => new Tally(contract));
    for (const tally of this.#tallies) this.#index.add(tally.contract, tally);
  }

  add(row: AuditRow): void {
    for (const tally of this.#index.find(row.resource.namespace, row.resource)) tally.add(row);
  }

  results(): readonly ContractAudit[] {
    return this.#tallies.map((tally) => tally.result());
  }
}
