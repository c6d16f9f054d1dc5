import type { LabelPatch, Labels } from './pod-security-stage.ts';
import type { RolloutStage } from './stage.ts';

/** The label by which everything but Pod Security is staged: its value is what the compiled policies select on. */
export function stageLabel(rollout: string): string {
  return `portcullis.dev/stage.${rollout}`;
}

/** A namespace without the label is at Audit: the audit form selects all that is neither at warn nor at enforce. */
export function labelledStage(labels: Labels, rollout: string): RolloutStage | undefined {
  const key = stageLabel(rollout);
  return Object.hasOwn(labels, key) ? byValue.get(labels[key] as string) : 'Audit';
}

export function labelOfStage(stage: RolloutStage, rollout: string): LabelPatch {
  return { [stageLabel(rollout)]: stage === 'None' ? null : stage.toLowerCase() };
}

const byValue: ReadonlyMap<string, RolloutStage> = new Map([
  ['audit', 'Audit'],
  ['warn', 'Warn'],
  ['enforce', 'Enforce'],
]);
