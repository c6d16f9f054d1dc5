/**
 * Decisions on evidence: may a namespace be held to more, and what holds it back? Pure: no files, network, clock or
 * store; time and everything known are parameters, and the same inputs give the same decision, by its `id`.
 *
 *     import { decide, loadPlans, planRollout } from 'portcullis/rollout';
 *     const [plan] = loadPlans([hardeningRollout]);
 *     const { cells } = planRollout({ now: Date.now(), plan, startedAt: null, cells: known, steps: [] });
 *
 * `decide` answers for one namespace from inputs that hold everything, and checks them whole; `planRollout` for all
 * namespaces of a rollout, in waves and within budgets, and hands each decision's inputs back so that it can be made again.
 */
export {
  type Action,
  type Clean,
  type Decision,
  decide,
  type Step,
  type StepKind,
} from './decide.ts';
export type { Duration } from './duration.ts';
export type {
  Approval,
  Cell,
  CheckAnswer,
  Contract,
  DecisionInputs,
  DecisionPlan,
  Demotion,
  Evidence,
  Finding,
  Gate,
  Mode,
  PolicyState,
  Promised,
  Rejection,
  Replay,
  Scan,
  Shares,
  SilentEvidence,
  Source,
  Subject,
} from './inputs.ts';
export { algorithm, InputsError } from './inputs.ts';
export { loadPlans } from './load-plan.ts';
export type { Interval, SourceInterval } from './observed.ts';
export { observedIntervals, totalTime, vouchedFor } from './observed.ts';
export type { HardeningRollout } from './plan.generated.ts';
export {
  type Aside,
  type PastStep,
  type Plan,
  type PlanCell,
  type PlanInputs,
  type PlannedCell,
  planRollout,
} from './plan.ts';
export { type PlanProblem, planProblems } from './plan-problems.ts';
export type { Labels } from './pod-security-stage.ts';
export type { Reason } from './reason.ts';
export { RolloutError } from './rollout-error.ts';
export type { Check, Output, PlannedPolicy, RolloutPlan, Wave } from './rollout-plan.ts';
export type { RolloutStage } from './stage.ts';
export { type ChangeWindow, type WindowState, windowState } from './windows.ts';
