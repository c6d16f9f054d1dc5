/**
 * Portcullis as a library: read manifests, judge them, get verdicts.
 *
 *     import { createPodSecurityEngine, createRequest, openInputs, recordOf } from 'portcullis';
 *
 * The engines by themselves: `portcullis/pod-security`, `portcullis/kyverno`, `portcullis/cel`, `portcullis/jmespath`; decisions: `portcullis/rollout`.
 */
export type { AdmissionRequest, Engine, Lookup, Operation, UserInfo } from './engine/engine.ts';
export { createRequest, LookupError } from './engine/engine.ts';
export { createPodSecurityEngine, type PodSecurityEngineOptions } from './engine/pod-security/engine.ts';
export { CodedError } from './error.ts';
export type { Json, JsonObject, Path } from './kube/json.ts';
export type { Origin, Position, Resource } from './kube/resource.ts';
export { type ResourceName, recordOf, type Source, type VerdictRecord } from './record.ts';
export { Objects } from './scan/objects.ts';
export type { InputError, Notice, SourceEvent } from './source/event.ts';
export { type Inputs, openInputs, type ReadOptions } from './source/inputs.ts';
export type { EngineName, Outcome, Severity, Stage, Verdict } from './verdict.ts';
