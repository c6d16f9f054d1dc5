import type { Json, JsonObject, Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import type { Activation } from '../../../language/cel/index.ts';
import type { Verdict } from '../../../verdict.ts';
import type { AdmissionRequest, Engine, Lookup } from '../../engine.ts';
import type { Sigstore } from '../../kyverno/verify-images/facts.ts';
import { attributesOf } from '../attributes.ts';
import { type KindTable, kindTable } from '../kind-table.ts';
import { fieldsReadBy } from '../read-fields.ts';
import { type CelAnswer, mutationDenial, validationAnswer } from './answer.ts';
import { activationOf, guard } from './ask.ts';
import { begin } from './begin.ts';
import type { CompiledMutating, CompiledSpec, CompiledValidating } from './compile.ts';
import type { DeletingPolicy } from './deleting-policy.ts';
import { validate } from './evaluate.ts';
import { generate } from './generate.ts';
import type { GeneratingPolicy } from './generating-policy.ts';
import type { ImageValidatingPolicy } from './image-validating-policy.ts';
import { judgeImages, podSpecOf } from './judge-images.ts';
import { Generator } from './library/generator.ts';
import { libraryContext } from './library/index.ts';
import { mutateBy } from './mutate.ts';
import { mutateTargets } from './mutate-targets.ts';
import type { MutatingPolicy } from './mutating-policy.ts';
import { neededKinds } from './needs.ts';
import type { PolicyException } from './policy-exception.ts';
import {
  type CelRuleResult,
  deletionResult,
  generationResult,
  mutationResult,
  ruleResult,
} from './rule-result.ts';
import type { ValidatingPolicy } from './validating-policy.ts';
import { byKind, type PolicyCompileProblem, type Variant, Variants } from './variants.ts';
import { type CelPolicyResult, mutationStage, validationStage, verdictOf } from './verdict.ts';

export interface KyvernoCelOptions {
  readonly policies: readonly ValidatingPolicy[];
  readonly mutatingPolicies?: readonly MutatingPolicy[];
  readonly generatingPolicies?: readonly GeneratingPolicy[];
  readonly deletingPolicies?: readonly DeletingPolicy[];
  readonly imageValidatingPolicies?: readonly ImageValidatingPolicy[];
  /** What keyless signatures need; without it they cannot be verified. */
  readonly sigstore?: Sigstore;
  readonly exceptions: readonly PolicyException[];
  readonly crds?: readonly JsonObject[];
}

/** An object as MutatingPolicies leave it. One that nothing changes is the same object. */
export interface CelMutation {
  readonly object: JsonObject | null;
  readonly results: readonly CelPolicyResult[];
}

/** The answer and the object as MutatingPolicies leave it. */
export interface CelAdmission extends CelAnswer {
  readonly object: JsonObject | null;
}

/** What a MutatingPolicy says of an existing object, and what it makes of it: null where that failed. */
export interface CelTargetMutation extends CelPolicyResult {
  readonly target: Resource;
  readonly object: JsonObject | null;
}

/** What a GeneratingPolicy says, and what it makes. */
export interface CelGeneration extends CelPolicyResult {
  readonly generated: readonly JsonObject[];
}

export interface KyvernoCelEngine extends Engine {
  /** Policies that do not compile; Kyverno refuses them, so they judge nothing. */
  readonly problems: readonly PolicyCompileProblem[];
  /** What MutatingPolicies make of the object, each seeing what those before it did. */
  mutate(request: AdmissionRequest, lookup: Lookup): CelMutation;
  /** What MutatingPolicies make of existing objects because of the request. */
  mutateExisting(
    request: AdmissionRequest,
    targets: readonly Resource[],
    lookup: Lookup,
  ): readonly CelTargetMutation[];
  /** What the API server answers whoever asked, with Kyverno as its admission webhook. */
  admit(request: AdmissionRequest, lookup: Lookup): CelAdmission;
  /** What ValidatingPolicies say of the object as it is, in Kyverno's own terms; nothing for those that do not match. */
  results(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[];
  /** What ImageValidatingPolicies say of the images of the object as it is. */
  imageResults(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[];
  /** What GeneratingPolicies make because of the object; nothing for those that do not apply. */
  generations(request: AdmissionRequest, lookup: Lookup): readonly CelGeneration[];
  /** Whether DeletingPolicies would delete the object: those that do pass, those of its kind that do not fail. */
  deletions(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[];
  /** The same for an object of no kind, which every policy is asked about. */
  jsonDeletions(payload: Json, lookup: Lookup): readonly CelPolicyResult[];
  /** What ValidatingPolicies of evaluation mode JSON say of any JSON. */
  jsonResults(payload: Json, lookup: Lookup): readonly CelPolicyResult[];
}

/** Judges by the policies of policies.kyverno.io. As an engine it mutates first and validates the outcome. */
export function createKyvernoCelEngine(options: KyvernoCelOptions): KyvernoCelEngine {
  const kinds = kindTable(options.crds);
  const variants = new Variants(options.exceptions, kinds);
  const validating = variants.validating(options.policies);
  const mutating = variants.mutating(options.mutatingPolicies ?? []);
  const deleting = variants.deleting(options.deletingPolicies ?? []);
  const generating = variants.generating(options.generatingPolicies ?? []);
  const images = variants.imageValidating(options.imageValidatingPolicies ?? []);
  const imagesFor = byKind(images.filter(isKubernetes), kinds);
  const generatingFor = byKind(generating, kinds);
  const deletingFor = byKind(deleting, kinds);
  const validatingFor = byKind(validating.filter(isKubernetes), kinds);
  const mutatingFor = byKind(mutating.filter(isKubernetes), kinds);
  const fieldsOf = validationFields();

  function mutate(
    request: AdmissionRequest,
    lookup: Lookup,
    wanted: (variant: Variant<CompiledMutating>) => boolean = anyVariant,
  ): CelMutation {
    const { apiVersion, kind } = request.resource;
    const concerned = mutatingFor(apiVersion, kind).filter(wanted);
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

  function mutateExisting(
    request: AdmissionRequest,
    targets: readonly Resource[],
    lookup: Lookup,
  ): readonly CelTargetMutation[] {
    const attributes = attributesOf(request, kinds);
    const made: CelTargetMutation[] = [];
    for (const variant of mutatingFor(request.resource.apiVersion, request.resource.kind)) {
      guard(variant, attributes, lookup, () => {
        for (const { target, evaluation } of mutateTargets(variant, attributes, targets, kinds, lookup)) {
          const object = evaluation.outcome === 'pass' ? evaluation.object : null;
          const result = resultOf(variant, mutationResult(evaluation));
          made.push({ ...result, stage: 'audit', target, object });
        }
        return null;
      });
    }
    return made;
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

  function imageResults(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[] {
    const { apiVersion, kind } = request.resource;
    const concerned = imagesFor(apiVersion, kind);
    if (concerned.length === 0) return [];
    const podSpec = podSpecOf(apiVersion, kind);
    const facts = { lookup, sigstore: options.sigstore ?? null };
    return judgeImages(concerned, attributesOf(request, kinds), podSpec, facts).map(
      ({ variant, result }) => ({
        ...resultOf(variant, result),
        fields: podSpec === null ? [] : [podSpec],
        stage: validationStage(variant),
        actions: variant.compiled.spec.validationActions,
      }),
    );
  }

  function generations(request: AdmissionRequest, lookup: Lookup): readonly CelGeneration[] {
    const { apiVersion, kind } = request.resource;
    const attributes = attributesOf(request, kinds);
    return generatingFor(apiVersion, kind).flatMap((variant) => {
      const { policy, compiled } = variant;
      const generator = new Generator(lookup, kinds, policy.namespace);
      const result = guard(variant, attributes, lookup, () => {
        const activation = activationOf(attributes, lookup);
        return generationResult(policy.name, generate(compiled, generator, activation, lookup.now));
      });
      if (result === null) return [];
      const generated = result.status === 'pass' ? generator.generated : [];
      return [{ ...resultOf(variant, result), stage: 'audit' as const, generated }];
    });
  }

  function deletions(request: AdmissionRequest, lookup: Lookup): readonly CelPolicyResult[] {
    const { apiVersion, kind } = request.resource;
    const attributes = attributesOf(request, kinds);
    return deletingFor(apiVersion, kind).flatMap((variant) => {
      const result = guard(variant, attributes, lookup, () =>
        deletion(variant, activationOf(attributes, lookup), lookup),
      );
      return result === null ? [] : [{ ...resultOf(variant, result), stage: 'audit' as const }];
    });
  }

  function validationResult(variant: Variant<CompiledValidating>, result: CelRuleResult): CelPolicyResult {
    const index = result.properties['cel.validationIndex'];
    const failed = result.status === 'fail' && index !== undefined;
    const fields = failed ? fieldsOf(variant)[Number(index)] : undefined;
    return {
      ...resultOf(variant, result),
      fields: fields ?? [],
      stage: validationStage(variant),
      actions: variant.compiled.spec.validationActions,
    };
  }

  return {
    name: 'Kyverno',
    problems: variants.problems,
    needs: needsOf([...validating, ...mutating, ...images, ...generating, ...deleting], kinds),
    concerns: (apiVersion, kind) =>
      [validatingFor, mutatingFor, imagesFor, generatingFor, deletingFor].some(
        (of) => of(apiVersion, kind).length > 0,
      ),
    mutate: (request, lookup) => mutate(request, lookup),
    mutateExisting,
    results,
    imageResults,
    admit(request, lookup) {
      const mutated = mutate(request, lookup, changesAdmitted);
      const denied = mutationDenial(mutated.results, request);
      if (denied) return { ...denied, object: mutated.object };
      const asked = results(withObject(request, mutated.object), lookup);
      return { ...validationAnswer(asked, request, kinds), object: mutated.object };
    },
    generations,
    deletions,
    jsonDeletions: (payload, lookup) =>
      deleting.map((variant) => {
        const activation = { object: payload, namespaceObject: null, ...libraryContext(lookup) };
        return { ...resultOf(variant, deletion(variant, activation, lookup)), stage: 'audit' };
      }),
    judge(request, lookup): readonly Verdict[] {
      const mutated = mutate(request, lookup, changesAdmitted);
      const after = withObject(request, mutated.object);
      const made = [
        ...mutated.results,
        ...results(after, lookup),
        ...imageResults(after, lookup),
        ...generations(after, lookup),
      ];
      const deleted = deletions(request, lookup).map(spared);
      return [...made, ...deleted].map((result) => verdictOf(result, request.resource));
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

function needsOf(variants: readonly Variant<CompiledSpec>[], kinds: KindTable): readonly string[] {
  return [...new Set(variants.flatMap(({ compiled }) => neededKinds(compiled, kinds)))];
}

/** What a policy would not delete has done nothing wrong. */
function spared(one: CelPolicyResult): CelPolicyResult {
  return one.result.status === 'fail' ? { ...one, result: { ...one.result, status: 'skip' } } : one;
}

function anyVariant(): boolean {
  return true;
}

function changesAdmitted({ compiled: { spec } }: Variant<CompiledMutating>): boolean {
  return spec.admission && !spec.changesTargets;
}

function isKubernetes({ compiled }: Variant<CompiledSpec>): boolean {
  return compiled.spec.mode === 'Kubernetes';
}

function deletion(
  { policy, compiled }: Variant<CompiledSpec>,
  activation: Activation,
  lookup: Lookup,
): CelRuleResult {
  return deletionResult(policy.name, begin(compiled, activation, lookup.now, 'Fail'));
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
  return { policy, autogen, result, fields: [], actions: [] };
}

function withObject(request: AdmissionRequest, object: JsonObject | null): AdmissionRequest {
  const { resource } = request;
  return object === null || object === resource.object
    ? request
    : { ...request, resource: { ...resource, object } };
}
