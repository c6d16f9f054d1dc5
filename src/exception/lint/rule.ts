import type { Path } from '../../kube/json.ts';
import type { ContractAudit } from '../audit.ts';
import type { ExceptionContract, PolicyScope } from '../contract.ts';
import type { Limits } from '../limits.ts';
import type { SubjectName } from '../subject.ts';

/** One rule of `exception lint`. */
export interface LintRule {
  readonly id: string;
  readonly title: string;
  /** A warning does not fail the gate. */
  readonly severity: 'error' | 'warning';
  check(contract: ExceptionContract, context: LintContext): readonly LintFinding[];
}

export interface LintFinding {
  /** The field that is to blame. */
  readonly path: Path;
  /** What was found, and what to do. */
  readonly message: string;
}

/** What is known around the contracts. A rule whose facts are missing says nothing. */
export interface LintContext {
  readonly now: Date;
  readonly limits: Limits;
  /** All contracts of the folder, this one among them. */
  readonly contracts: readonly ExceptionContract[];
  /** Contracts whose revocation or end makes them count no more. */
  readonly isOver: (contract: ExceptionContract) => boolean;
  /** How often it has been renewed, said or not. */
  readonly renewals: (contract: ExceptionContract) => number;
  /** Who wrote it and who approved it; undefined outside a repository. */
  readonly people?: (contract: ExceptionContract) => People | undefined;
  /** The workloads of a namespace in the manifests; undefined when there are none of it. */
  readonly workloads?: (namespace: string) => readonly SubjectName[] | undefined;
  /** What is known of a policy that is not Pod Security; null when policies were given and it is not among them. */
  readonly policy?: (scope: PolicyScope) => PolicyFacts | null | undefined;
  /** What the verdicts on the manifests say about it. */
  readonly audit?: (contract: ExceptionContract) => ContractAudit | undefined;
  /** Why what it compiles to excuses more than it says. */
  readonly wider?: (contract: ExceptionContract) => readonly string[];
}

export interface People {
  readonly authors: readonly string[];
  readonly approvers: readonly string[];
}

export interface PolicyFacts {
  readonly rules: readonly string[];
  /** The policy's own texts: title, description, messages. */
  readonly texts: readonly string[];
}

export function finding(path: Path, message: string): LintFinding {
  return { path, message };
}
