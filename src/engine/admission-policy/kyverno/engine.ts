import { groupOf, versionOf } from '../../../kube/group-kind.ts';
import { type Json, type JsonObject, own, type Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { type Activation, LazyValue } from '../../../language/cel/index.ts';
import type { Outcome, Stage, Verdict } from '../../../verdict.ts';
import { type AdmissionRequest, type Engine, type Lookup, LookupError } from '../../engine.ts';
import { requestValue } from '../activation.ts';
import { assumeNamespaces } from '../assume-namespaces.ts';
import { type Attributes, attributesOf, isNamespaceKind } from '../attributes.ts';
import { type KindTable, kindTable } from '../kind-table.ts';
import {
  compileMatchResources,
  MatchError,
  mayMatchResource,
  type ResourceMatcher,
} from '../match-resources.ts';
import { fieldsReadBy } from '../read-fields.ts';
import { autogen, rewriteText } from './autogen.ts';
import { type CompiledSpec, type CompileProblem, compileSpec } from './compile.ts';
import { evaluateSpec } from './evaluate.ts';
import { kyvernoLibraries, libraryContext } from './library/index.ts';
import { type PolicyException, refersTo } from './policy-exception.ts';
import { type CelRuleResult, matchingError, ruleResult } from './rule-result.ts';
import {
  policyKey,
  readSpec,
  type ValidatingPolicy,
  type ValidatingPolicySpec,
} from './validating-policy.ts';

export interface KyvernoCelOptions {
  readonly policies: readonly ValidatingPolicy[];
  readonly exceptions: readonly PolicyException[];
  readonly crds?: readonly JsonObject[];
}

/** What one policy, or one of the copies Kyverno makes of it for controllers, says of a request. */
export interface CelPolicyResult {
  readonly policy: ValidatingPolicy;
  readonly autogen: boolean;
  readonly result: CelRuleResult;
  readonly fields: readonly Path[];
}

export interface KyvernoCelEngine extends Engine {
  /** Policies that do not compile; Kyverno refuses them, so they judge nothing. */
  readonly problems: readonly PolicyCompileProblem[];
  /** The results in Kyverno's own terms; nothing for policies that do not match. */
  results(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[];
  /** The same for the policies of evaluation mode JSON on any JSON. */
  jsonResults(payload: Json, lookup: Lookup): readonly CelPolicyResult[];
}

export interface PolicyCompileProblem extends CompileProblem {
  readonly policy: ValidatingPolicy;
}

/** Judges by ValidatingPolicies of policies.kyverno.io. */
export function createKyvernoCelEngine(options: KyvernoCelOptions): KyvernoCelEngine {
  const kinds = kindTable(options.crds);
  const problems: PolicyCompileProblem[] = [];
  const variants = options.policies.flatMap((policy) => variantsOf(policy, options, kinds, problems));
  const kubernetes = variants.filter(({ compiled }) => compiled.spec.mode === 'Kubernetes');
  const byKind = new Map<string, readonly Variant[]>();

  function variantsFor(apiVersion: string, kind: string): readonly Variant[] {
    const key = `${apiVersion} ${kind}`;
    let found = byKind.get(key);
    if (!found) {
      const { resource } = kinds.find(apiVersion, kind);
      const wanted = { group: groupOf(apiVersion), version: versionOf(apiVersion), resource };
      found = kubernetes.filter(({ compiled }) => {
        const { matchConstraints } = compiled.spec;
        return matchConstraints !== null && mayMatchResource(matchConstraints, wanted, kinds);
      });
      byKind.set(key, found);
    }
    return found;
  }

  function results(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[] {
    const attributes = attributesOf(request, kinds);
    const assuming = assumeNamespaces(lookup);
    const activation = { ...activationOf(attributes, assuming), ...libraryContext(lookup) };
    return variantsFor(request.resource.apiVersion, request.resource.kind).flatMap((variant) => {
      const result = judgeBy(variant, attributes, activation, assuming);
      return result === null ? [] : [resultOf(variant, result)];
    });
  }

  return {
    name: 'Kyverno',
    problems,
    concerns: (apiVersion, kind) => variantsFor(apiVersion, kind).length > 0,
    results,
    judge: (request, lookup) => results(request, lookup).map((result) => verdictOf(result, request.resource)),
    jsonResults: (payload, lookup) =>
      variants
        .filter(({ compiled }) => compiled.spec.mode === 'JSON')
        .map((variant) => {
          const activation = { object: payload, oldObject: null, request: null, namespaceObject: null };
          const evaluation = evaluateSpec(
            variant.compiled,
            { ...activation, ...libraryContext(lookup) },
            lookup.now,
          );
          return resultOf(variant, ruleResult(evaluation));
        }),
  };
}

/** A policy as written, or as Kyverno carries it over to controllers of pods. */
interface Variant {
  readonly policy: ValidatingPolicy;
  readonly autogen: boolean;
  readonly compiled: CompiledSpec;
  readonly matches: ResourceMatcher;
  readonly fields: readonly (readonly Path[])[];
}

function variantsOf(
  policy: ValidatingPolicy,
  options: KyvernoCelOptions,
  kinds: KindTable,
  problems: PolicyCompileProblem[],
): Variant[] {
  const exceptions = options.exceptions.filter((exception) => refersTo(exception, policy));
  const libraries = kyvernoLibraries(kinds, policy.namespace);
  const variants: Variant[] = [];
  const add = (spec: ValidatingPolicySpec, copied: boolean): boolean => {
    const compiled = compileSpec(spec, exceptions, libraries);
    if (!('spec' in compiled)) {
      problems.push(...compiled.map((problem) => ({ ...problem, policy })));
      return false;
    }
    const matches =
      spec.matchConstraints === null
        ? () => null
        : compileMatchResources(spec.matchConstraints, kinds, { generateNames: true });
    const fields = fieldsReadBy(
      compiled.variables,
      compiled.validations.map(({ expression }) => expression),
    );
    variants.push({ policy, autogen: copied, compiled, matches, fields });
    return true;
  };
  const specs = autogen(policy.rawSpec, rewriteText).map(({ spec }) => readSpec(spec));
  return add(policy.spec, false) && specs.every((spec) => add(spec, true)) ? variants : [];
}

function judgeBy(
  { policy, matches, compiled }: Variant,
  attributes: Attributes,
  activation: Activation,
  lookup: Lookup,
): CelRuleResult | null {
  if (policy.namespace !== '' && policy.namespace !== attributes.namespace) return null;
  try {
    const matched = matches(attributes, lookup);
    if (matched instanceof MatchError) return matchingError(matched.message);
    return matched && ruleResult(evaluateSpec(compiled, activation, lookup.now));
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
      namespace === '' || isNamespaceKind(kind) ? null : (lookup.namespace(namespace) ?? null),
    ),
  };
}

function resultOf({ policy, autogen: copied, fields }: Variant, result: CelRuleResult): CelPolicyResult {
  const index = result.properties['cel.validationIndex'];
  const read = result.status === 'fail' && index !== undefined ? fields[Number(index)] : undefined;
  return { policy, autogen: copied, result, fields: read ?? [] };
}

function verdictOf({ policy, result, fields }: CelPolicyResult, resource: Resource): Verdict {
  return {
    engine: 'Kyverno',
    policy: policyKey(policy),
    rule: result.rule,
    outcome: outcomeOf(result),
    stage: stageOf(policy.spec),
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

/** A policy that is not asked at admission only reports. */
function stageOf({ validationActions, admission }: ValidatingPolicySpec): Stage {
  if (!admission) return 'audit';
  if (validationActions.includes('Deny')) return 'enforce';
  return validationActions.includes('Warn') ? 'warn' : 'audit';
}

function severityOf({ annotations }: ValidatingPolicy): Verdict['severity'] {
  const named = own(annotations, 'policies.kyverno.io/severity');
  return severities.find((severity) => severity === named) ?? null;
}

const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
