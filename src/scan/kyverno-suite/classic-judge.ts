import type { AdmissionRequest, Lookup } from '../../engine/engine.ts';
import { loadKyvernoEngine, type PolicyResult } from '../../engine/kyverno/index.ts';
import { NamespaceLabels } from '../../engine/kyverno/review.ts';
import { reportMessage } from '../../engine/kyverno/verdict.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Answer } from './answer.ts';
import type { SuiteInputs } from './inputs.ts';
import { invalid, type Judge, type JudgeFamily, kindsOf } from './judge.ts';

/** Policies of kyverno.io. */
export const classicFamily: JudgeFamily = { kinds: kindsOf('kyverno.io', 'ClusterPolicy', 'Policy'), load };

async function load(inputs: SuiteInputs): Promise<Judge> {
  const { engine, problems } = await loadKyvernoEngine(inputs.policies, {
    exceptions: inputs.exceptions,
    numbers: 'double',
    unavailable: 'ignore',
    ...(inputs.values === undefined ? {} : { values: inputs.values }),
  });
  return {
    policies: [
      ...engine.policies.map(({ name }) => [name, null] as const),
      ...problems.map(({ resource, message }) => [resource.name, invalid(message)] as const),
    ],
    rules: engine.policies.flatMap(({ resource, name, rules }) =>
      rules.map((rule) => ({ file: resource.origin.file, policy: name, rule })),
    ),
    judge: ({ request, lookups: { classic }, operation }) => {
      const results = engine.evaluate(request, classic, operation);
      const mutated = results.findLast((one) => changes(one));
      return {
        answers: answersOf(results, request, classic),
        object: mutated?.result.patched ?? request.resource.object,
      };
    },
  };
}

function answersOf(results: readonly PolicyResult[], request: AdmissionRequest, lookup: Lookup): Answer[] {
  const labels = new NamespaceLabels(lookup);
  const { object, namespace } = request.resource;
  return results.map((one) => {
    const { policy, rule, result } = one;
    const mutates = rule.type === 'Mutation';
    return {
      policy: policy.name,
      rule: rule.name,
      ruleless: false,
      status: result.status === 'fail' && !policy.scored ? 'warn' : result.status,
      message: reportMessage(one),
      object: mutates ? patchedBy(one, results, object) : object,
      targets: mutates ? (result.effects ?? []) : [],
      generated: rule.type === 'Generation' ? (result.effects ?? []) : null,
      action: rule.action.of(namespace, labels),
    };
  });
}

/** The object as all mutate rules of the policy leave it. */
function patchedBy(one: PolicyResult, results: readonly PolicyResult[], object: JsonObject): JsonObject {
  const last = results.findLast((other) => other.policy === one.policy && changes(other));
  return last?.result.patched ?? object;
}

function changes({ rule, result }: PolicyResult): boolean {
  return rule.type === 'Mutation' && result.patched !== undefined;
}
