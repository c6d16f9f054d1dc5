import { at, isObject, type Json, own } from '../../../kube/json.ts';
import { matchWildcard } from '../../../kube/wildcard.ts';
import type { Activation } from '../../../language/cel/index.ts';
import { LookupError } from '../../engine.ts';
import type { VerifyFacts } from '../../kyverno/verify-images/facts.ts';
import { annotate, begin, evaluate } from './begin.ts';
import type { CompiledImageValidating } from './compile.ts';
import { messageOf } from './evaluate.ts';
import { ImageVerifier, imageVerifierVariable, type Verified } from './library/image-verifier.ts';
import { policyKey } from './policy.ts';
import type { CelRuleResult } from './rule-result.ts';

/** A result, and the images that must have been verified for it to stand. */
export interface ImageResult {
  readonly result: CelRuleResult;
  readonly images: readonly string[];
}

/**
 * What a policy says of the images of an object; null where it has nothing to say
 * (kyverno 111e07bb pkg/image/verification/evaluator/policy.go, pkg/cel/policies/ivpol/engine).
 */
export function validateImages(
  policy: string,
  compiled: CompiledImageValidating,
  activation: Activation,
  podSpec: readonly string[] | null,
  facts: VerifyFacts,
  verified: Verified,
): ImageResult | null {
  const { now } = facts.lookup;
  try {
    const begun = begin({ ...compiled, exceptions: [] }, activation, now, compiled.spec.failurePolicy);
    if (begun.outcome === 'skip') return null;
    if (begun.outcome !== 'go') return 'error' in begun ? broken(begun.error) : null;
    const excused = begin({ ...compiled, matchConditions: [] }, activation, now, compiled.spec.failurePolicy);
    if (excused.outcome === 'broken') return broken(excused.error);
    if (excused.outcome === 'excepted') {
      const keys = excused.exceptions.map(policyKey);
      const message = `rule is skipped due to policy exception: ${keys.join(', ')}`;
      return answered({ ...nothing, rule: 'exception', status: 'skip', message, exceptions: keys });
    }
    const isMeant = (image: string): boolean => matchesAny(compiled, image);
    const found = imagesOf(compiled, begun.scope, podSpec);
    if (typeof found === 'string') return broken(found);
    const images = Object.fromEntries(
      Object.entries(found).map(([name, list]) => [name, list.filter(isMeant)]),
    );
    const all = Object.values(images).flat();
    const bare = compiled.spec.verifyDigest
      ? all.find((image) => !/@sha256:[0-9a-f]{64}$/.test(image))
      : undefined;
    if (bare !== undefined) return failed(policy, `image ${bare} does not have a digest`, {});
    const scope = Object.assign(begun.scope, {
      images,
      attestors: compiled.spec.attestors,
      attestations: Object.fromEntries(Object.keys(compiled.spec.attestations).map((name) => [name, name])),
      [imageVerifierVariable]: new ImageVerifier(compiled.spec, isMeant, facts, verified),
    });
    for (const [index, validation] of compiled.validations.entries()) {
      const outcome = evaluate(validation.expression, scope);
      if (!outcome.ok) return broken(outcome.error);
      if (outcome.value === true) continue;
      const annotations = annotate(compiled, scope);
      if (typeof annotations === 'string') return broken(annotations);
      return failed(policy, messageOf(validation, index, scope), Object.fromEntries(annotations));
    }
    const annotations = annotate(compiled, scope);
    if (typeof annotations === 'string') return broken(annotations);
    const properties = Object.fromEntries(annotations);
    return {
      result: { ...nothing, rule: policy, status: 'pass', message: 'success', properties },
      images: all,
    };
  } catch (error) {
    if (!(error instanceof LookupError)) throw error;
    // Where no registry was asked nothing is known, and nothing is wrong.
    return facts.lookup.withoutRegistry === true
      ? answered({ ...nothing, rule: policy, status: 'skip', message: error.message })
      : broken(error.message);
  }
}

/** Every image of a policy that asks for it must have been verified, by that policy or another. */
export function requireVerified(
  policy: string,
  { spec }: CompiledImageValidating,
  { result, images }: ImageResult,
  verified: Verified,
): CelRuleResult {
  if (!spec.required || result.status !== 'pass') return result;
  const missing = images.find((image) => verified.get(image) !== true);
  if (missing === undefined) return result;
  const message = verified.has(missing)
    ? `image ${missing} failed signature or attestation verification`
    : `image ${missing} is not verified: no policy performed a signature or attestation check on it`;
  return { ...result, rule: policy, status: 'fail', message };
}

const nothing: CelRuleResult = { rule: '', status: 'skip', message: '', properties: {}, exceptions: [] };

function answered(result: CelRuleResult): ImageResult {
  return { result, images: [] };
}

function broken(error: string): ImageResult {
  return answered({
    ...nothing,
    rule: 'evaluation',
    status: 'error',
    message: `failed to evaluate policy: ${error}`,
  });
}

function failed(rule: string, message: string, properties: CelRuleResult['properties']): ImageResult {
  return answered({ ...nothing, rule, status: 'fail', message, properties });
}

function matchesAny({ references }: CompiledImageValidating, image: string): boolean {
  return (
    references.length === 0 ||
    references.some((one) => {
      if (typeof one === 'string') return matchWildcard(one, image);
      const result = evaluate(one, { ref: image });
      return result.ok && result.value === true;
    })
  );
}

const containerLists = ['containers', 'initContainers', 'ephemeralContainers'];

/** The images by where they are from; a text says why they cannot be told. */
function imagesOf(
  { extractors }: CompiledImageValidating,
  scope: Activation,
  podSpec: readonly string[] | null,
): Readonly<Record<string, readonly string[]>> | string {
  const found: Record<string, readonly string[]> = {};
  const object = scope.object as Json | undefined;
  const subject =
    isObject(object) && Object.keys(object).length > 0 ? object : (scope.oldObject as Json | undefined);
  if (podSpec !== null) {
    const pod = at(subject ?? {}, [...podSpec]);
    if (pod === undefined) return `no such key: ${podSpec.at(-1)}`;
    for (const name of containerLists) {
      const list = own(pod, name);
      const images = (Array.isArray(list) ? list : []).map((container) => own(container, 'image'));
      if (images.some((image) => typeof image !== 'string')) return 'no such key: image';
      found[name] = images as string[];
    }
  }
  for (const { name, expression } of extractors) {
    const result = evaluate(expression, scope);
    if (!result.ok) return result.error;
    const list = result.value;
    if (!Array.isArray(list) || list.some((one) => typeof one !== 'string'))
      return `images of ${name} are no texts`;
    found[name] = list as string[];
  }
  return found;
}
