import type { JsonObject } from '../kube/json.ts';
import type { VerdictRecord } from '../record.ts';
import type { ScanResult } from '../scan/result.ts';
import type { RuleInfo } from '../scan/rule-info.ts';

/** Where a report's text goes. */
export interface Sink {
  write(text: string): void;
}

/** One output of a scan. Verdicts arrive in order while the scan runs, then the result. */
export interface Report {
  verdict?(record: VerdictRecord): void;
  /** For formats that show objects: a resource as policies leave it, and what they change or make beside it. */
  patched?(objects: readonly JsonObject[]): void;
  end(result: ScanResult): void;
}

/** What formats other than the plain ones want to know beside the verdicts. */
export interface ReportContext {
  /** Describes a rule; undefined for one that no catalogue knows. */
  rule(record: VerdictRecord): RuleInfo | undefined;
  /** The version of Portcullis. */
  readonly version: string;
  /** The time of the scan. */
  readonly now: Date;
  /** Columns of the terminal; 80 when the output is none. */
  readonly columns: number;
  readonly colour: boolean;
}

export type ReportFormat = (out: Sink, context: ReportContext) => Report;

/** A violation is a fail or an error; passes, skips and excepted verdicts are no news. */
export function isProblem(record: VerdictRecord): boolean {
  return record.outcome === 'fail' || record.outcome === 'error';
}

/** `Deployment payments/checkout`, or `Namespace payments`. */
export function resourceText({ kind, namespace, name }: VerdictRecord['resource']): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** `policy/rule`, or the policy alone when it is one rule without a name. */
export function policyRuleText({ policy, rule }: Pick<VerdictRecord, 'policy' | 'rule'>): string {
  return rule === '' ? policy : `${policy}/${rule}`;
}
