import { type Json, type JsonObject, own, type Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { type Activation, LazyValue } from '../../../language/cel/index.ts';
import type { Outcome, Stage, Verdict } from '../../../verdict.ts';
import { type AdmissionRequest, type Engine, type Lookup, LookupError } from '../../engine.ts';
import { requestValue } from '../activation.ts';
import { assumeNamespaces } from '../assume-namespaces.ts';
import { type Attributes, attributesOf, isNamespaceKind } from '../attributes.ts';
import { kindTable } from '../kind-table.ts';
import { MatchError } from '../match-resources.ts';
import { fieldsReadBy } from '../read-fields.ts';
import type { CompiledSpec, CompiledValidating } from './compile.ts';
import { validate } from './evaluate.ts';
import { libraryContext } from './library/index.ts';
import { mutateBy } from './mutate.ts';
import type { MutatingPolicy } from './mutating-policy.ts';
import { type KyvernoCelPolicy, policyKey } from './policy.ts';
import type { PolicyException } from './policy-exception.ts';
import { type CelRuleResult, matchingError, mutationResult, ruleResult } from './rule-result.ts';
import type { ValidatingPolicy } from './validating-policy.ts';
import { byKind, type PolicyCompileProblem, type Variant, Variants } from './variants.ts';

export interface KyvernoCelOptions {
  readonly policies: readonly ValidatingPolicy[];
  readonly mutatingPolicies?: readonly MutatingPolicy[];
  readonly exceptions: readonly PolicyException[];
  readonly crds?: readonly JsonObject[];
}

/** What one policy, or one of the copies Kyverno makes of it for controllers, says of a request. */
export interface CelPolicyResult {
  readonly policy: KyvernoCelPolicy;
  readonly autogen: boolean;
  readonly result: CelRuleResult;
  readonly fields: readonly Path[];
  /** What the request's failure leads to, at most. */
  readonly stage: Stage;
}

/** An object as MutatingPolicies leave it. One that nothing changes is the same object. */
export interface CelMutation {
  readonly object: JsonObject | null;
  readonly results: readonly CelPolicyResult[];
}

export interface KyvernoCelEngine extends Engine {
  /** Policies that do not compile; Kyverno refuses them, so they judge nothing. */
  readonly problems: readonly PolicyCompileProblem[];
  /** What MutatingPolicies make of the object, each seeing what those before it did. */
  mutate(request: AdmissionRequest, lookup: Lookup): CelMutation;
  /** What ValidatingPolicies say of the object as it is, in Kyverno's own terms; nothing for those that do not match. */
  results(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[];
  /** The same for the policies of evaluation mode JSON on any JSON. */
  jsonResults(payload: Json, lookup: Lookup): readonly CelPolicyResult[];
}

/** Judges by the policies of policies.kyverno.io. As an engine it mutates first and validates the outcome. */
export function createKyvernoCelEngine(options: KyvernoCelOptions): KyvernoCelEngine {
  const kinds = kindTable(options.crds);
  const variants = new Variants(options.exceptions, kinds);
  const validating = variants.validating(options.policies);
  const mutating = variants.mutating(options.mutatingPolicies ?? []);
  const validatingFor = byKind(validating.filter(isKubernetes), kinds);
  const mutatingFor = byKind(mutating.filter(isKubernetes), kinds);
  const fieldsOf = validationFields();

  function mutate(request: AdmissionRequest, lookup: Lookup): CelMutation {
    const { apiVersion, kind } = request.resource;
    const concerned = mutatingFor(apiVersion, kind);
    let attributes = attributesOf(request, kinds);
    if (concerned.length === 0) return { object: attributes.object, results: [] };
    const struct = kinds.find(apiVersion, kind).struct();
    const results: CelPolicyResult[] = [];
    for (const variant of concerned) {
      const result = guard(variant, attributes, lookup, () => {
        const object = attributes.object ?? {};
        const evaluation = mutateBy(
          variant.compiled,
          object,
          struct,
          activationOf(attributes, lookup),
          lookup.now,
        );
        if (evaluation.outcome === 'pass' && attributes.object !== null) {
          attributes = { ...attributes, object: evaluation.object };
        }
        return mutationResult(evaluation);
      });
      if (result !== null) results.push({ ...resultOf(variant, result), stage: mutationStage(variant) });
    }
    return { object: attributes.object, results };
  }

  function results(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[] {
    const { apiVersion, kind } = request.resource;
    const concerned = validatingFor(apiVersion, kind);
    if (concerned.length === 0) return [];
    const attributes = attributesOf(request, kinds);
    const activation = activationOf(attributes, lookup);
    return concerned.flatMap((variant) => {
      const result = guard(variant, attributes, lookup, () =>
        ruleResult(validate(variant.compiled, activation, lookup.now)),
      );
      return result === null ? [] : [validationResult(variant, result)];
    });
  }

  function validationResult(variant: Variant<CompiledValidating>, result: CelRuleResult): CelPolicyResult {
    const index = result.properties['cel.validationIndex'];
    const failed = result.status === 'fail' && index !== undefined;
    const fields = failed ? fieldsOf(variant)[Number(index)] : undefined;
    return { ...resultOf(variant, result), fields: fields ?? [], stage: validationStage(variant) };
  }

  return {
    name: 'Kyverno',
    problems: variants.problems,
    concerns: (apiVersion, kind) =>
      validatingFor(apiVersion, kind).length > 0 || mutatingFor(apiVersion, kind).length > 0,
    mutate,
    results,
    judge(request, lookup): readonly Verdict[] {
      const mutated = mutate(request, lookup);
      const judged = results(withObject(request, mutated.object), lookup);
      return [...mutated.results, ...judged].map((result) => verdictOf(result, request.resource));
    },
    jsonResults: (payload, lookup) => {
      const activation = { object: payload, oldObject: null, request: null, namespaceObject: null };
      const context = libraryContext(lookup);
      return validating
        .filter(({ compiled }) => compiled.spec.mode === 'JSON')
        .map((variant) => {
          const evaluation = validate(variant.compiled, { ...activation, ...context }, lookup.now);
          return validationResult(variant, ruleResult(evaluation));
        });
    },
  };
}

function isKubernetes({ compiled }: Variant<CompiledSpec>): boolean {
  return compiled.spec.mode === 'Kubernetes';
}

/** Runs a policy on what it matches. */
function guard(
  { policy, matches }: Variant<CompiledSpec>,
  attributes: Attributes,
  lookup: Lookup,
  run: () => CelRuleResult,
): CelRuleResult | null {
  if (policy.namespace !== '' && policy.namespace !== attributes.namespace) return null;
  try {
    const matched = matches(attributes, assumeNamespaces(lookup));
    if (matched instanceof MatchError) return matchingError(matched.message);
    return matched && run();
  } catch (error) {
    if (error instanceof LookupError) return ruleResult({ outcome: 'broken', error: error.message });
    throw error;
  }
}

/** Kyverno shows an object that is not there as an empty one, not as null. */
function activationOf(attributes: Attributes, lookup: Lookup): Activation {
  const { object, oldObject, namespace, kind } = attributes;
  return {
    object: object ?? {},
    oldObject: oldObject ?? {},
    request: new LazyValue(() => ({ ...requestValue(attributes, attributes), object, oldObject })),
    namespaceObject: new LazyValue(() =>
      namespace === '' || isNamespaceKind(kind)
        ? null
        : (assumeNamespaces(lookup).namespace(namespace) ?? null),
    ),
    ...libraryContext(lookup),
  };
}

/** The fields that each validation of a variant reads, found when first asked for. */
function validationFields(): (variant: Variant<CompiledValidating>) => readonly (readonly Path[])[] {
  const known = new WeakMap<Variant<CompiledValidating>, readonly (readonly Path[])[]>();
  return (variant) => {
    const { variables, validations } = variant.compiled;
    const fields =
      known.get(variant) ??
      fieldsReadBy(
        variables,
        validations.map(({ expression }) => expression),
      );
    known.set(variant, fields);
    return fields;
  };
}

function resultOf(
  { policy, autogen }: Variant<CompiledSpec>,
  result: CelRuleResult,
): Omit<CelPolicyResult, 'stage'> {
  return { policy, autogen, result, fields: [] };
}

/** A policy that is not asked at admission only reports. */
function validationStage({ compiled }: Variant<CompiledValidating>): Stage {
  const { validationActions, admission } = compiled.spec;
  if (!admission) return 'audit';
  if (validationActions.includes('Deny')) return 'enforce';
  return validationActions.includes('Warn') ? 'warn' : 'audit';
}

/** What cannot be changed is refused, unless the policy may fail. */
function mutationStage({ compiled }: Variant<CompiledSpec>): Stage {
  const { failurePolicy, admission } = compiled.spec;
  return admission && failurePolicy === 'Fail' ? 'enforce' : 'audit';
}

function withObject(request: AdmissionRequest, object: JsonObject | null): AdmissionRequest {
  const { resource } = request;
  return object === null || object === resource.object
    ? request
    : { ...request, resource: { ...resource, object } };
}

function verdictOf({ policy, result, fields, stage }: CelPolicyResult, resource: Resource): Verdict {
  return {
    engine: 'Kyverno',
    policy: policyKey(policy),
    rule: result.rule,
    outcome: outcomeOf(result),
    stage,
    severity: severityOf(policy),
    message: result.message,
    resource,
    fields,
    exception: result.exceptions[0] ?? null,
  };
}

function outcomeOf({ status, exceptions }: CelRuleResult): Outcome {
  return exceptions.length > 0 ? 'excepted' : status;
}

function severityOf({ annotations }: KyvernoCelPolicy): Verdict['severity'] {
  const named = own(annotations, 'policies.kyverno.io/severity');
  return severities.find((severity) => severity === named) ?? null;
}

const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
