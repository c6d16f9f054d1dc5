import type { RolloutStage } from '../../rollout/stage.ts';
import type { StageSpan } from './overview.ts';

/** A change of stage that the store knows of: a step that was done, or one by hand that was seen. */
export interface StageChange {
  readonly at: number;
  readonly from: RolloutStage;
  readonly to: RolloutStage;
}

/**
 * The stages a cell went through. The last is what is known to be now, even if no change that is known leads there: then
 * it was reached when the cell says so.
 */
export function stageHistory(
  changes: readonly StageChange[],
  begin: number,
  now: { readonly stage: RolloutStage; readonly since: number },
): StageSpan[] {
  const sorted = changes.toSorted((a, b) => a.at - b.at);
  const spans: { stage: RolloutStage; from: number; to: number | null }[] = [];
  const reach = (stage: RolloutStage, at: number): void => {
    const last = spans.at(-1);
    if (last?.stage === stage) return;
    if (last !== undefined) last.to = Math.max(at, last.from);
    spans.push({ stage, from: Math.max(at, last?.from ?? at), to: null });
  };
  reach(sorted[0]?.from ?? (now.since > begin ? 'None' : now.stage), Math.min(begin, sorted[0]?.at ?? begin));
  for (const { at, to } of sorted) reach(to, at);
  reach(now.stage, now.since);
  return spans.filter((span) => span.to === null || span.to > span.from);
}

/** The stage at a time; undefined before the history begins. */
export function stageAt(history: readonly StageSpan[], at: number): RolloutStage | undefined {
  return history.findLast((span) => span.from <= at)?.stage;
}
