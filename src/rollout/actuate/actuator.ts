import type { ExceptionContract } from '../../exception/contract.ts';
import type { Decision } from '../decide.ts';
import type { LabelPatch, Labels } from '../pod-security-stage.ts';
import type { RolloutPlan } from '../rollout-plan.ts';
import type { RolloutStage } from '../stage.ts';

/** One step of one namespace, ready to be taken: what to write, and what there was before. */
export interface PlannedStep {
  readonly id: string;
  readonly rollout: string;
  readonly namespace: string;
  readonly kind: Decision['action'] & ('Promote' | 'Demote' | 'Restage' | 'Quarantine');
  readonly from: RolloutStage;
  readonly to: RolloutStage;
  readonly decision: string;
  /** What is done to the labels, and all the labels it touches as they were. */
  readonly patch: LabelPatch;
  readonly former: LabelPatch;
  /** What a quarantine issues; none with every other step. */
  readonly contracts: readonly ExceptionContract[];
}

/** What an actuator did, for people and for the store. */
export interface Taken {
  /** Done: the labels say so now. Proposed: somebody else has to let it in. */
  readonly state: 'done' | 'proposed';
  /** What was written where. */
  readonly wrote: string;
  readonly undo: string;
  /** What a proposal would write, where nothing else shows it: long, and so only on demand. */
  readonly diff?: string;
  /** What the actuator has to remember of the step. */
  readonly note?: Readonly<Record<string, string>>;
}

/** How steps are taken. It may be stopped at any point and asked again: doing a step twice changes nothing. */
export interface Actuator {
  readonly name: 'Labels' | 'Files' | 'PullRequest';
  /** The labels where this actuator writes them; undefined where it knows nothing newer than the last scan. */
  labels(namespace: string): Labels | undefined;
  take(step: PlannedStep, plan: RolloutPlan, why: string): Promise<Taken>;
  /** What a step would change, as a diff or a patch for people. */
  preview(step: PlannedStep): string;
  /** Takes a proposal back. */
  withdraw(step: PlannedStep, note: Readonly<Record<string, string>>, why: string): Promise<string>;
  /** Cleans up after a process that was killed. */
  recover(): Promise<void>;
}

/** Whether the labels say that the step was taken, that it was not, or something else altogether. */
export function standingOf(
  { patch, former }: Pick<PlannedStep, 'patch' | 'former'>,
  labels: Labels,
): 'done' | 'open' | 'other' {
  const shows = (wanted: LabelPatch): boolean =>
    Object.keys(patch).every(
      (key) => (Object.hasOwn(labels, key) ? labels[key] : null) === (wanted[key] ?? null),
    );
  if (shows(patch)) return 'done';
  return shows(former) ? 'open' : 'other';
}
