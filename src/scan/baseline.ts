import { CodedError } from '../error.ts';
import type { VerdictRecord } from '../record.ts';

/**
 * The fails a team has agreed to live with for now, by verdict id. A scan against a baseline fails only on new ones, and
 * writing a baseline again can only take ids away: what was mended may not come back.
 */
export interface Baseline {
  readonly version: 1;
  readonly fails: readonly BaselineFail[];
}

/** The id decides; the other fields are for people who read the file. */
export interface BaselineFail {
  readonly id: string;
  readonly policy: string;
  readonly rule: string;
  readonly resource: string;
}

export class BaselineError extends CodedError<'BASELINE_UNREADABLE'> {}

export function parseBaseline(text: string, file: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BaselineError(
      'BASELINE_UNREADABLE',
      `${file}: expected JSON, found text that is none: ${String(error)}`,
    );
  }
  const { version, fails } = (value ?? {}) as { version?: unknown; fails?: unknown };
  if (version !== 1 || !Array.isArray(fails) || !fails.every((fail) => typeof fail?.id === 'string')) {
    throw new BaselineError(
      'BASELINE_UNREADABLE',
      `${file}: expected {"version": 1, "fails": [{"id": …}]}, found another shape; write it with --update-baseline`,
    );
  }
  return value as Baseline;
}

/** The baseline after a scan: everything that fails when there was none before, else what was in it and still fails. */
export function nextBaseline(records: readonly VerdictRecord[], before: Baseline | null): Baseline {
  const kept = before === null ? null : new Set(before.fails.map(({ id }) => id));
  const fails = new Map<string, BaselineFail>();
  for (const { id, policy, rule, outcome, resource } of records) {
    if (outcome !== 'fail' || (kept !== null && !kept.has(id))) continue;
    fails.set(id, { id, policy, rule, resource: `${resource.kind} ${resource.namespace}/${resource.name}` });
  }
  return { version: 1, fails: [...fails.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

export function baselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, null, 2)}\n`;
}
