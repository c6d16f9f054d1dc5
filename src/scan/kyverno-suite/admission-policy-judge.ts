import type { MutationOutcome } from '../../engine/admission-policy/index.ts';
import type { RuleStatus } from '../../engine/kyverno/index.ts';
import { isObject, type JsonObject } from '../../kube/json.ts';
import type { Verdict } from '../../verdict.ts';
import type { Answer } from './answer.ts';
import type { SuiteInputs } from './inputs.ts';
import { invalid, type Judge, type JudgeFamily, kindsOf, rulesOfKinds } from './judge.ts';

const group = 'admissionregistration.k8s.io';
const validatingKinds = kindsOf(group, 'ValidatingAdmissionPolicy');
const mutatingKinds = kindsOf(group, 'MutatingAdmissionPolicy');

export const validatingAdmissionFamily: JudgeFamily = { kinds: validatingKinds, load: loadValidating };
export const mutatingAdmissionFamily: JudgeFamily = { kinds: mutatingKinds, load: loadMutating };

async function loadValidating(inputs: SuiteInputs): Promise<Judge> {
  const { createAdmissionPolicyEngine, loadAdmissionPolicies } = await import(
    '../../engine/admission-policy/index.ts'
  );
  const loaded = loadAdmissionPolicies(inputs.policies);
  // A binding of a suite may leave open what it asks for.
  const bindings = loaded.bindings.map((binding) =>
    binding.validationActions.length > 0 ? binding : { ...binding, validationActions: ['Deny'] as const },
  );
  const engine = createAdmissionPolicyEngine({ ...loaded, bindings, crds: inputs.crds.filter(isObject) });
  const bound = new Set(bindings.map(({ policyName }) => policyName));
  return {
    policies: namesOf(loaded),
    rules: rulesOfKinds(inputs, validatingKinds),
    judge: ({ request, lookups: { cel } }) => {
      const { object } = request.resource;
      const verdicts = engine.judge(request, cel);
      const answers = [...Map.groupBy(verdicts, ({ policy }) => policy)].map(([policy, own]) =>
        validationAnswer(policy, own, bound.has(policy), object),
      );
      return { answers, object };
    },
  };
}

function namesOf({
  policies,
  problems,
}: {
  readonly policies: readonly { readonly name: string }[];
  readonly problems: readonly { readonly resource: { readonly name: string }; readonly message: string }[];
}): Judge['policies'] {
  return [
    ...policies.map(({ name }) => [name, null] as const),
    ...problems.map(({ resource, message }) => [resource.name, invalid(message)] as const),
  ];
}

/** One answer a policy: that of the first validation that does not pass. */
function validationAnswer(
  policy: string,
  verdicts: readonly Verdict[],
  bound: boolean,
  object: JsonObject,
): Answer {
  const verdict = verdicts.find(({ outcome }) => outcome !== 'pass') ?? verdicts[0];
  const leftOut = bound && verdict?.stage === null;
  const said = leftOut || verdict === undefined ? undefined : verdict;
  return {
    ...answerOf(policy, said === undefined ? 'skip' : statusOf(said.outcome), said?.message ?? '', object),
    action: verdict?.stage === 'enforce' ? 'Enforce' : 'Audit',
  };
}

function statusOf(outcome: Verdict['outcome']): RuleStatus {
  return outcome === 'excepted' ? 'skip' : outcome;
}

async function loadMutating(inputs: SuiteInputs): Promise<Judge> {
  const { assumeNamespaces, bindUnbound, createMutatingPolicyEngine, loadMutatingPolicies } = await import(
    '../../engine/admission-policy/index.ts'
  );
  const loaded = loadMutatingPolicies(inputs.policies);
  const bindings = bindUnbound(loaded);
  const engine = createMutatingPolicyEngine({ ...loaded, bindings, crds: inputs.crds.filter(isObject) });
  return {
    policies: namesOf(loaded),
    rules: rulesOfKinds(inputs, mutatingKinds),
    judge: ({ request, lookups: { cel } }) => {
      const { object, outcomes } = engine.mutate(request, assumeNamespaces(cel));
      const mutated = object ?? request.resource.object;
      const answers = [...Map.groupBy(outcomes, ({ policy }) => policy.name)].map(([policy, own]) =>
        mutationAnswer(policy, own, mutated),
      );
      return { answers, object: mutated };
    },
  };
}

/** Kyverno's words for what a policy did (kyverno v1.19 pkg/admissionpolicy/mutate.go). */
function mutationAnswer(policy: string, outcomes: readonly MutationOutcome[], object: JsonObject): Answer {
  const error = outcomes.find(({ outcome }) => outcome === 'error');
  if (error !== undefined) return answerOf(policy, 'error', error.message, object);
  return outcomes.every(({ outcome }) => outcome === 'skipped')
    ? answerOf(policy, 'skip', "match conditions aren't met", object)
    : answerOf(policy, 'pass', 'mutation is successfully applied', object);
}

function answerOf(policy: string, status: RuleStatus, message: string, object: JsonObject): Answer {
  return {
    policy,
    rule: policy,
    ruleless: true,
    status,
    message,
    object,
    targets: [],
    generated: null,
    action: null,
  };
}
