/**
 * Kyverno's classic policies (kyverno.io ClusterPolicy, Policy and PolicyException) as Kyverno v1.19 judges them.
 *
 *     const { engine, problems } = createKyvernoEngine(policies, { exceptions });
 *     const verdicts = engine.judge(createRequest(resource), lookup);
 */
export {
  createKyvernoEngine,
  type KyvernoEngine,
  type KyvernoOptions,
  loadKyvernoEngine,
  type PolicyProblem,
  type PolicyResult,
} from './engine.ts';
export type { RuleResult, RuleStatus } from './result.ts';
