import type { CellRow } from '../evidence/tables.ts';
import { type RolloutStage, reaches, stages } from './stage.ts';

/** What the namespace shows now. */
export interface Shown {
  readonly stage: RolloutStage;
  /** When its labels were first seen as they are. */
  readonly at: number;
  /** When a step of ours, of whichever rollout, last lowered them; 0 for never. */
  readonly loosenedAt: number;
  /** The stage that the same labels show for the level that was asked for when the stored stage was reached. */
  formerly?(): RolloutStage | undefined;
}

/** Where one rollout stands in one namespace. */
export interface CellState {
  readonly stage: RolloutStage;
  readonly since: number;
  readonly revision: string;
  readonly demotions: number;
  readonly lastDemotedAt: number | null;
  /** How often somebody else lowered the stage after we had raised it. */
  readonly contested: number;
  /** How the stage came to be another than the stored one; null when it did not. */
  readonly change: 'Appeared' | 'Raised' | 'Lowered' | 'Followed' | 'PinRaised' | null;
}

/**
 * The cell as it is: the labels say the stage, whoever set them. Somebody else's change is taken for what it is and
 * never fought over; the stage then began when it was first seen.
 */
export function cellState(row: CellRow | undefined, shown: Shown, revision: string): CellState {
  const { stage, at, loosenedAt } = shown;
  if (row === undefined)
    return {
      stage,
      since: at,
      revision,
      demotions: 0,
      lastDemotedAt: null,
      contested: 0,
      change: 'Appeared',
    };
  const stored = {
    stage: row.stage as RolloutStage,
    since: row.since,
    revision: row.revision,
    demotions: row.demotions,
    lastDemotedAt: row.last_demoted_at,
    contested: row.contested,
  };
  if (stored.stage === stage) return { ...stored, change: null };
  const since = Math.max(stored.since, at);
  const lowered = stages.indexOf(stage) < stages.indexOf(stored.stage);
  if (!lowered) return { ...stored, stage, since, revision, change: 'Raised' };
  // The labels carry all they carried; more is asked of them now.
  const formerly = shown.formerly?.();
  if (formerly !== undefined && reaches(formerly, stored.stage))
    return { ...stored, stage, since, revision, change: 'PinRaised' };
  // A step back of another rollout takes this one along.
  if (loosenedAt >= stored.since) return { ...stored, stage, since, revision, change: 'Followed' };
  return { ...stored, stage, since, revision, contested: stored.contested + 1, change: 'Lowered' };
}

/** Twice is no accident: another controller owns the label. */
export const contestedLimit = 2;
