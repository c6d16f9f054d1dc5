/** Where one rollout stands in one namespace. `None`: it has not begun there. */
export type RolloutStage = 'None' | 'Audit' | 'Warn' | 'Enforce';

export const stages: readonly RolloutStage[] = ['None', 'Audit', 'Warn', 'Enforce'];

/** The stage that follows; undefined after the last. */
export function stageAfter(stage: RolloutStage): RolloutStage | undefined {
  return stages[stages.indexOf(stage) + 1];
}

export function reaches(stage: RolloutStage, other: RolloutStage): boolean {
  return stages.indexOf(stage) >= stages.indexOf(other);
}
