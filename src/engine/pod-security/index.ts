/**
 * The Pod Security Standards as Pod Security Admission judges them (k8s.io/pod-security-admission v0.37.2).
 *
 * `evaluatePodSecurity` judges one pod by one policy, `compilePodSecurity` many pods by several in one pass.
 */
export { PodSecurityAdmission, type PodSecurityAdmissionOptions } from './admission/admission.ts';
export type { AdmissionContext } from './admission/context.ts';
export type { Counter } from './admission/metrics.ts';
export type { AdmissionResponse, Status } from './admission/response.ts';
export { type Check, cisBenchmark, type FieldEdit, type Fix } from './check.ts';
export {
  type CompletedConfiguration,
  ConfigurationError,
  defaultConfiguration,
  type Exemptions,
  readConfiguration,
} from './config/configuration.ts';
export {
  compilePodSecurity,
  type EvaluateOptions,
  evaluatePodSecurity,
  type PodLike,
  type PodSecurityEvaluator,
} from './evaluate.ts';
export { compareLevels, type Level, levels, parseLevel } from './level.ts';
export { type LevelVersion, policyName, printLevelVersion, sameLevelVersion } from './level-version.ts';
export {
  type InvalidField,
  type LabelledPolicy,
  labelPrefix,
  type Mode,
  modes,
  type Policy,
  policyFromLabels,
  printInvalidField,
  privilegedPolicy,
} from './policy.ts';
export { activeChecks, checkById, checks, newestMinor } from './registry.ts';
export { type ReleaseNote, releaseNotes } from './release-notes.ts';
export type { CheckResult, PodSecurityResult } from './result.ts';
export type { ServerDefaultsOption } from './server-defaults.ts';
export { minorOf, parseVersion, type Version } from './version.ts';
export { PodFieldError } from './view/read.ts';
