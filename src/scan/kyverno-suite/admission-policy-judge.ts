import type { MatchResources, MutationOutcome } from '../../engine/admission-policy/index.ts';
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
  // Those of a suite may leave open what the API server wants to be told.
  const policies = loaded.policies.map(anyOperation);
  const bindings = loaded.bindings.map((binding) =>
    binding.validationActions.length > 0 ? binding : { ...binding, validationActions: ['Deny'] as const },
  );
  const crds = inputs.crds.filter(isObject);
  const engine = createAdmissionPolicyEngine({ policies, bindings, crds });
  const bound = new Set(bindings.map(({ policyName }) => policyName));
  return {
    policies: namesOf(loaded),
    rules: rulesOfKinds(inputs, validatingKinds),
    judge: ({ request, lookups: { cel } }) => {
      const { object } = request.resource;
      const verdicts = engine.judge(request, cel);
      const answers = [...Map.groupBy(verdicts, ({ policy }) => policy)].flatMap(([policy, own]) =>
        validationAnswer(policy, own, bound.has(policy), object),
      );
      return { answers, object };
    },
  };
}

function anyOperation<Policy extends { readonly matchConstraints: MatchResources | null }>(
  policy: Policy,
): Policy {
  const { matchConstraints } = policy;
  if (matchConstraints === null) return policy;
  const resourceRules = matchConstraints.resourceRules.map((rule) =>
    rule.operations.length > 0 ? rule : { ...rule, operations: ['*'] },
  );
  return { ...policy, matchConstraints: { ...matchConstraints, resourceRules } };
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

/** One answer a policy, that of the first validation that does not pass; none where no binding asks for it. */
function validationAnswer(
  policy: string,
  verdicts: readonly Verdict[],
  bound: boolean,
  object: JsonObject,
): Answer[] {
  const verdict = verdicts.find(({ outcome }) => outcome !== 'pass') ?? verdicts[0];
  if (verdict === undefined || (bound && verdict.stage === null)) return [];
  const action = verdict.stage === 'enforce' ? 'Enforce' : 'Audit';
  const { outcome, message } = verdict;
  if (outcome === 'skip' || outcome === 'excepted')
    return [{ ...answerOf(policy, 'skip', unmet, object), action }];
  return [{ ...answerOf(policy, outcome, message, object), action }];
}

/** Kyverno's words (kyverno v1.19 pkg/admissionpolicy). */
const unmet = "match conditions aren't met";

async function loadMutating(inputs: SuiteInputs): Promise<Judge> {
  const { assumeNamespaces, bindUnbound, createMutatingPolicyEngine, loadMutatingPolicies } = await import(
    '../../engine/admission-policy/index.ts'
  );
  const loaded = loadMutatingPolicies(inputs.policies);
  const policies = loaded.policies.map(anyOperation);
  const bindings = bindUnbound(loaded);
  const engine = createMutatingPolicyEngine({ policies, bindings, crds: inputs.crds.filter(isObject) });
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

function mutationAnswer(policy: string, outcomes: readonly MutationOutcome[], object: JsonObject): Answer {
  const error = outcomes.find(({ outcome }) => outcome === 'error');
  if (error !== undefined) return answerOf(policy, 'error', error.message, object);
  return outcomes.every(({ outcome }) => outcome === 'skipped')
    ? answerOf(policy, 'skip', unmet, object)
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
