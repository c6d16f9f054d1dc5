/**
 * Admission policies in CEL: ValidatingAdmissionPolicy as the API server judges it (apiserver v0.36.3,
 * pkg/admission/plugin/policy/validating), and the policies.kyverno.io types of Kyverno on the same core.
 *
 * ```ts
 * const { policies, bindings } = loadAdmissionPolicies(resources);
 * const engine = createAdmissionPolicyEngine({ policies, bindings });
 * engine.judge(createRequest(resource), lookup); // verdicts
 * engine.respond(request, lookup); // the API server's answer
 *
 * const mutating = createMutatingPolicyEngine(loadMutatingPolicies(resources));
 * mutating.mutate(request, lookup).object; // what the API server would make of it
 *
 * const loaded = loadKyvernoCelPolicies(resources);
 * const kyverno = createKyvernoCelEngine(loaded);
 * kyverno.problems; // policies that do not compile
 * kyverno.results(request, lookup); // rule results in Kyverno's words
 * ```
 */
export { assumeNamespaces } from './assume-namespaces.ts';
export { type CelRule, type CelRuleAnswer, type CelRuleSource, compileCelRule } from './cel-rule.ts';
export {
  type CheckedExpression,
  type CheckOptions,
  checkPolicy,
  type PolicyCheck,
  type PolicyFinding,
} from './check-policy.ts';
export {
  type AdmissionPolicyEngine,
  type AdmissionPolicyOptions,
  createAdmissionPolicyEngine,
} from './engine.ts';
export type { CelAnswer, CelDenial } from './kyverno/answer.ts';
export {
  type CelAdmission,
  type CelGeneration,
  type CelMutation,
  type CelTargetMutation,
  createKyvernoCelEngine,
  type KyvernoCelEngine,
  type KyvernoCelOptions,
} from './kyverno/engine.ts';
export { kyvernoCelKinds } from './kyverno/kinds.ts';
export { type LoadedKyvernoCelPolicies, loadKyvernoCelPolicies } from './kyverno/load.ts';
export type { CelRuleResult } from './kyverno/rule-result.ts';
export type { PolicyCompileProblem } from './kyverno/variants.ts';
export type { CelPolicyResult } from './kyverno/verdict.ts';
export { learningKinds } from './learning-kinds.ts';
export {
  type LoadedPolicies,
  loadAdmissionPolicies,
  loadMutatingPolicies,
  type PolicyProblem,
} from './load.ts';
export type { MutationOutcome } from './mutating-dispatch.ts';
export {
  createMutatingPolicyEngine,
  type MutatingPolicyEngine,
  type MutatingPolicyOptions,
  type MutationResult,
} from './mutating-engine.ts';
export { bindUnbound } from './mutating-policy.ts';
export type { MatchResources } from './policy.ts';
export type { AdmissionResponse, Status, StatusDetails } from './response.ts';
