import type { CelPolicyResult } from '../../engine/admission-policy/index.ts';
import { kyvernoCelKinds } from '../../engine/admission-policy/kyverno/kinds.ts';
import { isObject, type JsonObject } from '../../kube/json.ts';
import type { Answer } from './answer.ts';
import type { SuiteInputs } from './inputs.ts';
import { invalid, type Judge, type JudgeFamily, kindsOf, rulesOfKinds } from './judge.ts';

const kinds = kindsOf('policies.kyverno.io', ...kyvernoCelKinds);

/** Policies of policies.kyverno.io. */
export const celFamily: JudgeFamily = { kinds, load };

async function load(inputs: SuiteInputs): Promise<Judge> {
  const { createKyvernoCelEngine, loadKyvernoCelPolicies } = await import(
    '../../engine/admission-policy/index.ts'
  );
  const loaded = loadKyvernoCelPolicies([...inputs.policies, ...inputs.exceptions]);
  const engine = createKyvernoCelEngine({ ...loaded, crds: inputs.crds.filter(isObject) });
  const policies = [
    ...loaded.policies,
    ...loaded.mutatingPolicies,
    ...loaded.generatingPolicies,
    ...loaded.deletingPolicies,
    ...loaded.imageValidatingPolicies,
  ];
  return {
    policies: [
      ...policies.map(({ name }) => [name, null] as const),
      ...engine.problems.map(({ policy, message }) => [policy.name, invalid(message)] as const),
    ],
    rules: rulesOfKinds(inputs, kinds),
    judge: ({ request, submitted, lookups: { cel }, operation }) => {
      const mutated = engine.mutate(request, cel);
      const object = mutated.object ?? request.resource.object;
      const after = { ...request, resource: { ...request.resource, object } };
      // What deletes is about what exists, and about no operation.
      const deleted =
        operation === undefined ? engine.deletions({ ...request, resource: submitted }, cel) : [];
      const existing = engine.mutateExisting(request, inputs.targets, cel);
      const answers = [
        ...existing.map((one) => ({
          ...answerOf(one, object),
          targets: one.object === null ? [] : [one.object],
        })),
        ...[
          ...mutated.results,
          ...engine.results(after, cel),
          ...engine.imageResults(after, cel),
          ...engine.jsonResults(object, cel),
          ...deleted,
        ].map((one) => answerOf(one, object)),
        ...engine
          .generations(after, cel)
          .map((one) => ({ ...answerOf(one, object), generated: one.generated })),
      ];
      return { answers, object };
    },
    judgePayload: ({ kind, value }, { cel }) => {
      if (kind !== 'JSON') return [];
      const results = [...engine.jsonResults(value, cel), ...engine.jsonDeletions(value, cel)];
      return results.map((one) => answerOf(one, isObject(value) ? value : {}));
    },
  };
}

function answerOf({ policy, result, stage }: CelPolicyResult, object: JsonObject): Answer {
  return {
    policy: policy.name,
    rule: result.rule,
    ruleless: true,
    status: result.status,
    message: result.message,
    object,
    targets: [],
    generated: null,
    action: stage === 'enforce' ? 'Enforce' : 'Audit',
  };
}
