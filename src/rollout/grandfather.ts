import { checkById } from '../engine/pod-security/index.ts';
import type { RiskLevel } from '../exception/contract.ts';
import type { Limits } from '../exception/limits.ts';
import type { JsonObject } from '../kube/json.ts';

/** What one workload violates and no contract excuses. */
export interface OpenViolation {
  readonly engine: string;
  readonly policy: string;
  /** The kind of the policy, where its engine has several. */
  readonly kind: string | null;
  readonly rule: string;
  readonly field: string;
}

export interface Violator {
  readonly namespace: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly team: string;
  readonly violations: readonly OpenViolation[];
}

/** A draft of a contract for what exists: narrow, dated, without approval. A person completes and signs it. */
export function grandfatherContract(
  violator: Violator,
  rollout: string,
  limits: Limits,
  now: number,
  days?: number,
): JsonObject {
  const { namespace, group, kind, name, team, violations } = violator;
  const level = riskOf(violations);
  const term = Math.min(days ?? limits.days[level], limits.days[level]);
  const subject = {
    ...(group === '' || group === 'apps' || group === 'batch' ? {} : { apiGroup: group }),
    kind,
    name,
  };
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'ExceptionContract',
    metadata: { name: contractFileName(violator, rollout), namespace },
    spec: {
      subjects: [subject],
      policies: scopes(violations),
      owner: { team: team || 'unassigned', contact: team || 'unassigned' },
      reason: `It ran before ${rollout} was to be enforced in ${namespace}, and keeps running until it is mended.`,
      risk: {
        level,
        impact: `The workload keeps what ${[...new Set(violations.map((one) => one.rule))].sort().join(', ')} would forbid.`,
        // A Critical contract without one is no contract; a person names the real one.
        ...(level === 'Critical' ? { mitigations: ['To be named before this is approved.'] } : {}),
      },
      validFrom: timeText(now),
      expiresAt: timeText(now + term * 86_400_000),
      exit: { kind: 'Fix', plan: 'portcullis fix, or the edits that portcullis explain names' },
    },
  };
}

export function contractFileName({ kind, name }: Violator, rollout: string): string {
  return `grandfather-${rollout}-${kind.toLowerCase()}-${name}`.slice(0, 253);
}

/** One entry for each policy, with just the checks and fields that fail. */
function scopes(violations: readonly OpenViolation[]): JsonObject[] {
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
      return { engine: first.engine, level: first.policy.split('@')[0] ?? '', checks: rules, ...fields };
    return {
      engine: first.engine,
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
function riskOf(violations: readonly OpenViolation[]): RiskLevel {
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

function timeText(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
