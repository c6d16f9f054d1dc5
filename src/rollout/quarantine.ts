import type { ExceptionContract } from '../exception/contract.ts';
import { quarantineLabel } from '../exception/quarantine-label.ts';
import { type OpenViolation, riskOf, scopesOf, subjectOf, timeText } from './violations.ts';

/** One check that refused a pod of a workload that had been judged clean. */
export interface RefusedCheck {
  /** The uid of the pod or of the request. */
  readonly id: string;
  readonly subject: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly violation: OpenViolation;
}

export interface QuarantineFacts {
  /** The step that issues them: their names follow from it, so that doing it again writes the same files. */
  readonly step: string;
  readonly rollout: string;
  readonly decision: string;
  readonly namespace: string;
  /** Who answers for the namespace; '' where nobody is known. */
  readonly owner: string;
  readonly now: number;
}

const hours = 72;

/**
 * A contract for each workload whose promise was broken: that workload, the checks that refused it, 72 hours. All checks
 * of a refusal are in it, since a pod refused by two of them is no better off when one is excused; and whole checks, so
 * that a workload gets this once for each, whatever the field.
 */
export function quarantineContracts(
  facts: QuarantineFacts,
  refused: readonly RefusedCheck[],
  broken: readonly string[],
): ExceptionContract[] {
  const ids = new Set(broken);
  const bySubject = Map.groupBy(
    refused.filter(({ id }) => ids.has(id)),
    ({ subject }) => subject,
  );
  return [...bySubject]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, checks]) => contractFor(facts, checks as [RefusedCheck, ...RefusedCheck[]]));
}

function contractFor(
  { step, rollout, decision, namespace, owner, now }: QuarantineFacts,
  checks: readonly [RefusedCheck, ...RefusedCheck[]],
): ExceptionContract {
  const [{ kind, name }] = checks;
  const violations = checks.map(({ violation }) => ({ ...violation, field: '' }));
  const level = riskOf(violations);
  const team = owner === '' ? 'unassigned' : owner;
  const rules = [...new Set(violations.map(({ rule }) => rule))].sort().join(', ');
  const refusals = new Set(checks.map(({ id }) => id)).size;
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'ExceptionContract',
    metadata: {
      name: quarantineName(rollout, kind, name, step),
      namespace,
      labels: { [quarantineLabel]: rollout },
      annotations: { [`portcullis.dev/decision.${rollout}`]: decision },
    },
    spec: {
      subjects: [subjectOf(checks[0])],
      policies: scopesOf(violations),
      owner: { team, contact: team },
      reason: `Judged clean before ${rollout} was enforced in ${namespace}, and refused ${refusals} times since. It ends by itself: mend the workload or the policy before.`,
      // What is critical is never quarantined, whatever a policy calls itself.
      risk: {
        level: level === 'Critical' ? 'High' : level,
        impact: `For ${hours} hours ${kind} ${name} may do what ${rules} would forbid.`,
      },
      validFrom: timeText(now),
      expiresAt: timeText(now + hours * 3_600_000),
      exit: { kind: 'Fix', plan: 'portcullis explain says which field refuses it' },
    },
  };
}

/** Enough of a step's id to tell it from its neighbours. */
export function shortId(step: string): string {
  return step.replace(/^sha256:/, '').slice(0, 8);
}

function quarantineName(rollout: string, kind: string, name: string, step: string): string {
  return `${`quarantine-${rollout}-${kind.toLowerCase()}-${name}`.slice(0, 240).replace(/[^a-z0-9]+$/, '')}-${shortId(step)}`;
}
