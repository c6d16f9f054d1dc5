import type { Resource } from '../../kube/resource.ts';
import type { Verdict } from '../../verdict.ts';
import type { Effect, Step } from './answer.ts';

/** One question, as what it makes of the verdicts on one resource. */
export interface Question {
  /** `What would restricted@v1.34 refuse?` */
  readonly title: string;
  /** What nothing at all is called, `Nothing would be refused`. */
  readonly nothing: string;
  /** `before` holds what is judged as things are, where the question compares. */
  effects(resource: Resource, before: readonly Verdict[], after: readonly Verdict[]): readonly EffectOf[];
  /** The steps that are asked about in a namespace. */
  steps?(namespace: string): readonly Omit<Step, 'refused'>[];
}

export interface EffectOf {
  readonly effect: Effect | 'excused';
  readonly verdict: Verdict;
  readonly contracts?: readonly string[];
  readonly rollout?: string;
}
