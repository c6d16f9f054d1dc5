import type { RolloutStage } from './stage.ts';
import { stages } from './stage.ts';

/** A cell as the store has it. */
export interface StoredCell {
  readonly stage: RolloutStage;
  readonly since: number;
  readonly revision: string;
  readonly demotions: number;
  readonly lastDemotedAt: number | null;
  /** How often somebody else put a label of ours back. */
  readonly contested: number;
}

/** What the namespace shows now. */
export interface Shown {
  readonly stage: RolloutStage;
  /** When its labels were first seen as they are. */
  readonly at: number;
}

export interface CellState extends StoredCell {
  /** How the stage came to be another than the stored one; null when it did not. */
  readonly change: 'Appeared' | 'Raised' | 'Lowered' | null;
}

/**
 * The cell as it is: the labels say the stage, whoever set them. Somebody else's change is taken for what it is and
 * never fought over; the stage then began when it was first seen.
 */
export function cellState(stored: StoredCell | undefined, shown: Shown, revision: string): CellState {
  if (stored === undefined)
    return {
      stage: shown.stage,
      since: shown.at,
      revision,
      demotions: 0,
      lastDemotedAt: null,
      contested: 0,
      change: 'Appeared',
    };
  if (stored.stage === shown.stage) return { ...stored, change: null };
  const lowered = stages.indexOf(shown.stage) < stages.indexOf(stored.stage);
  return {
    ...stored,
    stage: shown.stage,
    since: Math.max(stored.since, shown.at),
    revision,
    contested: stored.contested + (lowered ? 1 : 0),
    change: lowered ? 'Lowered' : 'Raised',
  };
}

/** Twice is no accident: another controller owns the label. */
export const contestedLimit = 2;
