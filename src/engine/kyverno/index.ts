/**
 * Kyverno's classic policies (kyverno.io ClusterPolicy, Policy and PolicyException) as Kyverno v1.19 judges them.
 *
 *     const { engine, problems } = createKyvernoEngine(policies, { exceptions });
 *     const verdicts = engine.judge(createRequest(resource), lookup);
 */

export type { AdmissionAnswer, Denial } from './admission/answer.ts';
export {
  createKyvernoEngine,
  type KyvernoEngine,
  type KyvernoOptions,
  loadKyvernoEngine,
} from './engine.ts';
export type { PolicyResult } from './passage.ts';
export type { RuleResult, RuleStatus } from './result.ts';
export { type Refusal, refusalText, validateKyverno } from './validation/validate.ts';
