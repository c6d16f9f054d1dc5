import type { CelPolicyResult } from '../../engine/admission-policy/index.ts';
import type { AdmissionRequest, Lookup, Operation } from '../../engine/engine.ts';
import { loadKyvernoEngine, type PolicyResult, type RuleStatus } from '../../engine/kyverno/index.ts';
import { NamespaceLabels } from '../../engine/kyverno/review.ts';
import { reportMessage } from '../../engine/kyverno/verdict.ts';
import { groupOf } from '../../kube/group-kind.ts';
import type { JsonObject } from '../../kube/json.ts';
import { isObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Verdict } from '../../verdict.ts';
import type { Answer } from './answer.ts';
import type { RuleName } from './coverage.ts';
import type { SuiteInputs } from './inputs.ts';

/** Why a policy judges nothing. */
export interface Refusal {
  readonly reason: 'Invalid policy' | 'Not supported';
  readonly message: string;
}

/** The policies of one family in a suite, ready to judge. */
export interface Judge {
  /** The name of each policy; null when it was compiled. */
  readonly policies: readonly (readonly [name: string, refusal: Refusal | null])[];
  /** What there is to exercise. */
  readonly rules: readonly RuleName[];
  /** `operation` is given when it wins over the suite's values. */
  judge(request: AdmissionRequest, lookup: SuiteLookups, operation: Operation | undefined): readonly Answer[];
}

/** Families ask different things of a suite's world. */
export interface SuiteLookups {
  readonly classic: Lookup;
  readonly cel: Lookup;
}

/** A judge for every family of policies in the suite. */
export async function loadJudges(inputs: SuiteInputs): Promise<readonly Judge[]> {
  const judges: Judge[] = [];
  for (const { kinds, load } of families) {
    if (inputs.policies.some((policy) => kinds.has(kindOf(policy)))) judges.push(await load(inputs, kinds));
  }
  return [...judges, unsupported(inputs.policies)];
}

/** Policies of families that nobody here judges. */
function unsupported(policies: readonly Resource[]): Judge {
  const others = policies.filter(
    (policy) =>
      policyGroups.has(groupOf(policy.apiVersion)) &&
      !families.some(({ kinds }) => kinds.has(kindOf(policy))),
  );
  return {
    policies: others.map(({ name, kind }) => [
      name,
      { reason: 'Not supported', message: `policies of kind ${kind} are not judged yet` },
    ]),
    rules: [],
    judge: () => [],
  };
}

const policyGroups: ReadonlySet<string> = new Set(['policies.kyverno.io', 'admissionregistration.k8s.io']);

function invalid(message: string): Refusal {
  return { reason: 'Invalid policy', message };
}

interface Family {
  /** `group/kind` */
  readonly kinds: ReadonlySet<string>;
  readonly load: (inputs: SuiteInputs, kinds: ReadonlySet<string>) => Promise<Judge>;
}

function kindOf({ apiVersion, kind }: Resource): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

const families: readonly Family[] = [
  { kinds: new Set(['kyverno.io/ClusterPolicy', 'kyverno.io/Policy']), load: loadClassic },
  {
    kinds: new Set(
      ['ValidatingPolicy', 'NamespacedValidatingPolicy', 'MutatingPolicy', 'NamespacedMutatingPolicy'].map(
        (kind) => `policies.kyverno.io/${kind}`,
      ),
    ),
    load: loadCel,
  },
  {
    kinds: new Set(['admissionregistration.k8s.io/ValidatingAdmissionPolicy']),
    load: loadAdmissionPolicies,
  },
];

async function loadClassic(inputs: SuiteInputs): Promise<Judge> {
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
    judge: (request, { classic }, operation) =>
      classicAnswers(engine.evaluate(request, classic, operation), request, classic),
  };
}

function classicAnswers(
  results: readonly PolicyResult[],
  request: AdmissionRequest,
  lookup: Lookup,
): Answer[] {
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
  const last = results.findLast(
    ({ policy, rule, result }) =>
      policy === one.policy && rule.type === 'Mutation' && result.patched !== undefined,
  );
  return last?.result.patched ?? object;
}

async function loadCel(inputs: SuiteInputs, kinds: ReadonlySet<string>): Promise<Judge> {
  const { createKyvernoCelEngine, loadKyvernoCelPolicies } = await import(
    '../../engine/admission-policy/index.ts'
  );
  const loaded = loadKyvernoCelPolicies([...inputs.policies, ...inputs.exceptions]);
  const engine = createKyvernoCelEngine({ ...loaded, crds: inputs.crds.filter(isObject) });
  return {
    policies: [
      ...[...loaded.policies, ...loaded.mutatingPolicies].map(({ name }) => [name, null] as const),
      ...engine.problems.map(({ policy, message }) => [policy.name, invalid(message)] as const),
    ],
    rules: rulesOfKinds(inputs, kinds),
    judge: (request, { cel }) => {
      const { resource } = request;
      const mutated = engine.mutate(request, cel);
      const object = mutated.object ?? resource.object;
      const judged = engine.results({ ...request, resource: { ...resource, object } }, cel);
      return [...mutated.results, ...judged].map((one) => celAnswer(one, object));
    },
  };
}

/** Policies without rules are exercised as a whole. */
function rulesOfKinds({ policies }: SuiteInputs, kinds: ReadonlySet<string>): RuleName[] {
  return policies
    .filter((policy) => kinds.has(kindOf(policy)))
    .map(({ name, origin }) => ({ file: origin.file, policy: name, rule: '' }));
}

function celAnswer({ policy, result, stage }: CelPolicyResult, object: JsonObject): Answer {
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

async function loadAdmissionPolicies(inputs: SuiteInputs, kinds: ReadonlySet<string>): Promise<Judge> {
  const { createAdmissionPolicyEngine, loadAdmissionPolicies: load } = await import(
    '../../engine/admission-policy/index.ts'
  );
  const loaded = load(inputs.policies);
  // A binding of a suite may leave open what it asks for.
  const bindings = loaded.bindings.map((binding) =>
    binding.validationActions.length > 0 ? binding : { ...binding, validationActions: ['Deny'] as const },
  );
  const engine = createAdmissionPolicyEngine({ ...loaded, bindings, crds: inputs.crds.filter(isObject) });
  const bound = new Set(bindings.map(({ policyName }) => policyName));
  return {
    policies: loaded.policies.map(({ name }) => [name, null] as const),
    rules: rulesOfKinds(inputs, kinds),
    judge: (request, { cel }) => {
      const verdicts = engine.judge(request, cel);
      return [...new Set(verdicts.map(({ policy }) => policy))].map((policy) => {
        const own = verdicts.filter((verdict) => verdict.policy === policy);
        return admissionPolicyAnswer(policy, own, bound.has(policy), request.resource.object);
      });
    },
  };
}

/** One answer a policy: that of the first validation that does not pass. */
function admissionPolicyAnswer(
  policy: string,
  verdicts: readonly Verdict[],
  bound: boolean,
  object: JsonObject,
): Answer {
  const verdict = verdicts.find(({ outcome }) => outcome !== 'pass') ?? verdicts[0];
  const leftOut = bound && verdict?.stage === null;
  return {
    policy,
    rule: policy,
    ruleless: true,
    status: leftOut || verdict === undefined ? 'skip' : statusOf(verdict.outcome),
    message: leftOut || verdict === undefined ? '' : verdict.message,
    object,
    targets: [],
    generated: null,
    action: verdict?.stage === 'enforce' ? 'Enforce' : 'Audit',
  };
}

function statusOf(outcome: Verdict['outcome']): RuleStatus {
  return outcome === 'excepted' ? 'skip' : outcome;
}
