import { checkById } from '../engine/pod-security/index.ts';
import type { ExceptionContract, PolicyScope, RiskLevel } from '../exception/contract.ts';

/** What one workload violates and no contract excuses. */
export interface OpenViolation {
  readonly engine: string;
  readonly policy: string;
  /** The kind of the policy, where its engine has several. */
  readonly kind: string | null;
  readonly rule: string;
  readonly field: string;
}

/** One entry for each policy, with just the checks and fields that fail. */
export function scopesOf(violations: readonly OpenViolation[]): PolicyScope[] {
  const byPolicy = new Map<string, OpenViolation[]>();
  for (const one of violations) {
    const key = `${one.engine} ${one.policy}`;
    byPolicy.set(key, [...(byPolicy.get(key) ?? []), one]);
  }
  return [...byPolicy.values()].map((list) => {
    const [first] = list as [OpenViolation, ...OpenViolation[]];
    const rules = [...new Set(list.map((one) => one.rule))].sort();
    const paths = [...new Set(list.map((one) => podPath(one.field)))].filter((path) => path !== '').sort();
    const fields = paths.length === 0 || paths.length > 32 ? {} : { fields: paths.map((path) => ({ path })) };
    if (first.engine === 'PodSecurity')
      return {
        engine: first.engine,
        level: first.policy.split('@')[0] as 'baseline',
        checks: rules,
        ...fields,
      };
    return {
      engine: first.engine as 'Kyverno',
      ...(first.kind === null ? {} : { kind: first.kind }),
      name: first.policy,
      rules,
      ...fields,
    };
  });
}

/** Contracts name fields as seen from the pod. */
function podPath(field: string): string {
  return field.replace(/^spec\.jobTemplate\.spec\.template\./, '').replace(/^spec\.template\./, '');
}

const order: readonly RiskLevel[] = ['Low', 'Medium', 'High', 'Critical'];

/** As bad as the worst of its checks. */
export function riskOf(violations: readonly OpenViolation[]): RiskLevel {
  const levels = violations.map(({ engine, rule }) => {
    const severity = engine === 'PodSecurity' ? checkById(rule)?.severity : undefined;
    return severity === 'critical'
      ? 3
      : severity === 'high'
        ? 2
        : severity === 'low' || severity === 'info'
          ? 0
          : 1;
  });
  return order[Math.max(...levels, 0)] as RiskLevel;
}

/** To the second, as contracts are written. */
export function timeText(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

/** A group that its kind already tells is left out. */
export function subjectOf({
  group,
  kind,
  name,
}: {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}): ExceptionContract['spec']['subjects'][number] {
  return {
    ...(group === '' || group === 'apps' || group === 'batch' ? {} : { apiGroup: group }),
    kind,
    name,
  };
}
