import type { RolloutPlan } from '../rollout-plan.ts';
import type { PlannedStep } from './actuator.ts';

/** What every commit of ours carries: it anchors the decision in Git. */
export const decisionTrailer = 'Portcullis-Decision';

/** The message of the commit, and so the text of the pull request: what, why, how far it reaches, how to take it back. */
export function proposalText(step: PlannedStep, plan: RolloutPlan, why: string): string {
  const { namespace, from, to, kind, decision, patch, id } = step;
  const policies = plan.policies.map((policy) => `${policy.engine} ${policy.name}`).join(', ');
  if (kind === 'Quarantine') return quarantineText(step, plan, why);
  const title =
    kind === 'Promote'
      ? `${namespace}: ${stageWords[to]} ${policies}`
      : `${namespace}: step back to ${to.toLowerCase()} for ${policies}`;
  const labels = Object.entries(patch).map(
    ([key, value]) => `    ${value === null ? `- ${key}` : `${key}: ${value}`}`,
  );
  return [
    title,
    '',
    `What: namespace ${namespace} goes from ${from.toLowerCase()} to ${to.toLowerCase()} in rollout ${plan.name}:`,
    '',
    ...labels,
    '',
    `Why: ${why}.`,
    '',
    `Reach: ${reach[kind === 'Promote' ? to : 'Audit']} Nothing outside of ${namespace} changes.`,
    '',
    'Before merging, decide again with what is known then: portcullis rollout next --check',
    'To take it back: revert this commit.',
    '',
    `${decisionTrailer}: ${decision}`,
    `Portcullis-Step: ${id}`,
    '',
  ].join('\n');
}

function quarantineText(
  { namespace, contracts, decision, id }: PlannedStep,
  plan: RolloutPlan,
  why: string,
): string {
  const workloads = contracts.flatMap(({ spec }) => spec.subjects.map(({ kind, name }) => `${kind}/${name}`));
  return [
    `${namespace}: excuse ${workloads.join(', ')} for 72 hours`,
    '',
    `What: rollout ${plan.name} stays at enforce in namespace ${namespace}; these workloads are excused:`,
    '',
    ...contracts.map(({ metadata, spec }) => `    ${metadata.name}, until ${spec.expiresAt}`),
    '',
    `Why: ${why}.`,
    '',
    'Reach: the workloads and checks named, nothing else. The contracts end by themselves, and are never issued again.',
    'They take effect when they are approved here and compiled: portcullis exception compile',
    '',
    'To take it back: revert this commit.',
    '',
    `${decisionTrailer}: ${decision}`,
    `Portcullis-Step: ${id}`,
    '',
  ].join('\n');
}

const stageWords = { None: 'leave', Audit: 'audit', Warn: 'warn of', Enforce: 'enforce' } as const;

const reach = {
  None: 'nothing is judged any more.',
  Audit: 'nothing is refused; violations are written to the audit log.',
  Warn: 'nothing is refused; whoever applies a violation is warned.',
  Enforce: 'new pods that violate it are refused; running pods stay.',
} as const;
