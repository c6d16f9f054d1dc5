/**
 * ValidatingAdmissionPolicy as the API server judges it (apiserver v0.36.3, pkg/admission/plugin/policy/validating).
 *
 * ```ts
 * const { policies, bindings } = loadAdmissionPolicies(resources);
 * const engine = createAdmissionPolicyEngine({ policies, bindings });
 * engine.judge(createRequest(resource), lookup); // verdicts
 * engine.respond(request, lookup); // the API server's answer
 * ```
 */
export {
  type AdmissionPolicyEngine,
  type AdmissionPolicyOptions,
  createAdmissionPolicyEngine,
} from './engine.ts';
export { type LoadedPolicies, loadAdmissionPolicies, type PolicyProblem } from './load.ts';
export type { AdmissionResponse, Status, StatusDetails } from './response.ts';
