import { hash } from 'node:crypto';
import { fieldText } from './field.ts';
import type { Verdict } from './verdict.ts';

/** A verdict as it is written down: no object, no path, only text. The shape of a `jsonl` line (docs/verdict.md). */
export interface VerdictRecord {
  /** Says the same finding again in the next run: engine, policy, rule, resource and fields; no line, no message. */
  readonly id: string;
  readonly engine: Verdict['engine'];
  readonly policy: string;
  readonly rule: string;
  readonly outcome: Verdict['outcome'];
  readonly stage: Verdict['stage'];
  readonly severity: Verdict['severity'];
  readonly message: string;
  readonly resource: ResourceName;
  readonly fields: readonly string[];
  readonly source: Source;
  readonly exception: string | null;
  readonly category?: string;
}

export interface ResourceName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Where the first of the fields stands, or the document when no field is named. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where that field ends (exclusive), when it is written down. */
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** Writes `verdict` down. Afterwards nothing of the judged object is kept alive. */
export function recordOf(verdict: Verdict): VerdictRecord {
  const { apiVersion, kind, namespace, name, object, origin } = verdict.resource;
  const fields = verdict.fields.map((path) => fieldText(object, path));
  const first = verdict.fields[0];
  const place = (first && origin.locate?.(first)) ?? origin.start;
  const identity = [
    verdict.engine,
    verdict.policy,
    verdict.rule,
    apiVersion,
    kind,
    namespace,
    name,
    ...fields.toSorted(),
  ];
  return {
    id: hash('sha256', JSON.stringify(identity), 'hex').slice(0, 16),
    engine: verdict.engine,
    policy: verdict.policy,
    rule: verdict.rule,
    outcome: verdict.outcome,
    stage: verdict.stage,
    severity: verdict.severity,
    message: verdict.message,
    resource: { apiVersion, kind, namespace, name },
    fields,
    source: { file: origin.file, line: place.line, column: place.column },
    exception: verdict.exception,
    ...(verdict.category === undefined ? {} : { category: verdict.category }),
  };
}
