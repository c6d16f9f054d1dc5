import type * as Crypto from 'node:crypto';
import { fieldText } from './field.ts';
import type { Path } from './kube/json.ts';
import type { Origin } from './kube/resource.ts';
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

/**
 * Writes `verdict` down. Afterwards nothing of the judged object is kept alive. With `regions` the source says too where
 * the field ends, which takes longer to find.
 */
export function recordOf(verdict: Verdict, regions = false): VerdictRecord {
  const { object, origin } = verdict.resource;
  const fields = verdict.fields.map((path) => fieldText(object, path));
  return writtenDown(verdict, fields, sourceOf(origin, verdict.fields[0], regions));
}

/** A function of its own, without any closure: what a closure beside the getter saw, the record would keep alive. */
function writtenDown(verdict: Verdict, fields: readonly string[], source: Source): VerdictRecord {
  const { apiVersion, kind, namespace, name } = verdict.resource;
  return {
    // Hashed when it is asked for: to load the hashing takes longer than to judge a small file, and a table shows no id.
    get id() {
      return idOf(this);
    },
    engine: verdict.engine,
    policy: verdict.policy,
    rule: verdict.rule,
    outcome: verdict.outcome,
    stage: verdict.stage,
    severity: verdict.severity,
    message: verdict.message,
    resource: { apiVersion, kind, namespace, name },
    fields,
    source,
    exception: verdict.exception,
    ...(verdict.category === undefined ? {} : { category: verdict.category }),
  };
}

function idOf({ engine, policy, rule, resource, fields }: Omit<VerdictRecord, 'id'>): string {
  const { apiVersion, kind, namespace, name } = resource;
  const identity = [engine, policy, rule, apiVersion, kind, namespace, name, ...fields.toSorted()];
  return sha256(JSON.stringify(identity)).slice(0, 16);
}

let hash: typeof Crypto.hash | undefined;

/** An import of node:crypto would load all of it at the start of every command. */
function sha256(text: string): string {
  hash ??= process.getBuiltinModule('node:crypto').hash;
  return hash('sha256', text, 'hex');
}

function sourceOf(origin: Origin, field: Path | undefined, regions: boolean): Source {
  const { file } = origin;
  const found = field && regions ? origin.place?.(field) : undefined;
  if (found === undefined) {
    const { line, column } = (field && origin.locate?.(field)) ?? origin.start;
    return { file, line, column };
  }
  // Of a field that is not written its nearest ancestor is meant, and of that only the key.
  const { key, value, written } = found;
  const { start, end } = key === null ? value : { start: key.start, end: written ? value.end : key.end };
  return { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
