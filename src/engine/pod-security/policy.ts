import { goQuote } from '../../kube/go-quote.ts';
import { own } from '../../kube/json.ts';
import { compareLevels, levelProblem, parseLevel } from './level.ts';
import type { LevelVersion } from './level-version.ts';
import { parseVersion, versionProblem } from './version.ts';

/** What a namespace asks for: one level and version for each mode. */
export interface Policy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

export type Mode = keyof Policy;

export const modes: readonly Mode[] = ['enforce', 'audit', 'warn'];

export const labelPrefix = 'pod-security.kubernetes.io/';

/** Nothing is asked for: what a cluster does that was configured with nothing. */
export const privilegedPolicy: Policy = {
  enforce: { level: 'privileged', version: 'latest' },
  audit: { level: 'privileged', version: 'latest' },
  warn: { level: 'privileged', version: 'latest' },
};

/** A label or field with a value that is not allowed. */
export interface InvalidField {
  readonly field: string;
  readonly value: string;
  /** What it must be. */
  readonly detail: string;
}

/** As upstream prints it behind the field's name: `Invalid value: "foo": must be …`. */
export function invalidFieldBody({ value, detail }: InvalidField): string {
  return `Invalid value: ${goQuote(value)}: ${detail}`;
}

export function printInvalidField(invalid: InvalidField): string {
  return `${invalid.field}: ${invalidFieldBody(invalid)}`;
}

/** Go's aggregate of errors: one stands for itself, several are listed in brackets without duplicates. */
export function aggregateText(texts: readonly string[]): string {
  const distinct = [...new Set(texts)];
  return distinct.length === 1 ? (distinct[0] ?? '') : `[${distinct.join(', ')}]`;
}

export interface LabelledPolicy {
  readonly policy: Policy;
  /** Labels whose value nobody understands, in upstream's order. The policy holds what stands in for them. */
  readonly errors: readonly InvalidField[];
}

/**
 * The policy that a namespace's labels ask for. A level that is not understood is restricted when enforced and
 * privileged otherwise, a version is `latest`; warn follows a stricter enforce that is labelled while warn is not.
 * Upstream: PolicyToEvaluate in api/helpers.go, v0.37.2.
 */
export function policyFromLabels(labels: unknown, defaults: Policy = privilegedPolicy): LabelledPolicy {
  const errors: InvalidField[] = [];
  const label = (key: string): string | undefined => {
    const value = own(labels, labelPrefix + key);
    return typeof value === 'string' ? value : value === null ? '' : undefined;
  };
  const parsed = <T>(key: string, parse: (text: string) => T | undefined, detail: string): T | undefined => {
    const value = label(key);
    const result = value === undefined ? undefined : parse(value);
    if (value !== undefined && result === undefined) {
      errors.push({ field: `metadata.labels[${labelPrefix}${key}]`, value, detail });
    }
    return result;
  };
  const mode = (name: Mode, levelOnError: LevelVersion['level']): LevelVersion => {
    const level = parsed(name, parseLevel, levelProblem);
    const version = parsed(`${name}-version`, parseVersion, versionProblem);
    return {
      level: level ?? (label(name) === undefined ? defaults[name].level : levelOnError),
      version: version ?? (label(`${name}-version`) === undefined ? defaults[name].version : 'latest'),
    };
  };

  const enforce = mode('enforce', 'restricted');
  const audit = mode('audit', 'privileged');
  const labelledWarn = mode('warn', 'privileged');
  const explicit = parseLevel(label('enforce') ?? '') !== undefined;
  const follows =
    label('warn') === undefined && explicit && compareLevels(enforce.level, labelledWarn.level) > 0;
  const warn = follows
    ? {
        level: enforce.level,
        version: label('warn-version') === undefined ? enforce.version : labelledWarn.version,
      }
    : labelledWarn;
  return { policy: { enforce, audit, warn }, errors };
}
