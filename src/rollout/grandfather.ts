import type { ExceptionContract } from '../exception/contract.ts';
import type { Limits } from '../exception/limits.ts';
import { type OpenViolation, riskOf, scopesOf, subjectOf, timeText } from './violations.ts';

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
): ExceptionContract {
  const { namespace, team, violations } = violator;
  const level = riskOf(violations);
  const term = Math.min(days ?? limits.days[level], limits.days[level]);
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'ExceptionContract',
    metadata: { name: contractFileName(violator, rollout), namespace },
    spec: {
      subjects: [subjectOf(violator)],
      policies: scopesOf(violations),
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
