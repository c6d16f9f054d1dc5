import { isObject, type Json, type JsonObject, own, type Path } from '../../../kube/json.ts';
import { LookupError } from '../../engine.ts';
import { copyJson, sameJson } from '../mutate/copy.ts';
import { textAt } from '../read.ts';
import { erred, failed, passed, type RuleResult, skipped } from '../result.ts';
import type { RuleHandler, RuleScope } from '../rule.ts';
import type { Evaluation } from '../validate/evaluation.ts';
import { matchedExceptions } from '../validate/matched-exceptions.ts';
import { SubstitutionError } from '../variable/error.ts';
import { compileTemplate } from '../variable/template.ts';
import { checkAttestations } from './attestations.ts';
import { checkAttestors } from './attestors.ts';
import {
  compileLateConditions,
  type ImageCheck,
  type LateConditions,
  matchesAny,
  readImageCheck,
  withoutLateConditions,
} from './image-check.ts';
import { fieldPath, type HeldImage, heldImages, matchingImages, valueAt } from './matching-images.ts';
import { notedStatus, type RuleKey, type VerifyStatus, withNotes } from './metadata.ts';
import { Verification } from './verification.ts';
import { VerifyError } from './verify-error.ts';

/** What a rule with `verifyImages` does: it verifies and patches, and later looks at what that left. */
export interface ImageWork {
  readonly verify: RuleHandler;
  /** null for a rule that asks for nothing that can be seen on the object. */
  readonly check: RuleHandler | null;
}

/** Kyverno v1.19 pkg/engine/handlers/mutation/mutate_image.go and handlers/validation/validate_image.go. */
export function compileVerifyImages(rule: JsonObject, entries: readonly Json[], scope: RuleScope): ImageWork {
  const name = textAt(rule, 'name');
  const key: RuleKey = { namespace: scope.policyNamespace, policy: scope.policyName, rule: name };
  const checks = entries.map(readImageCheck);
  const late = entries.map((entry) => compileLateConditions(entry, scope.expressions));
  const template = compileTemplate(
    { ...rule, verifyImages: entries.map(withoutLateConditions) },
    scope.expressions,
  );
  const imagesOf = ({ review }: Evaluation): readonly HeldImage[] =>
    heldImages(review.object, own(rule, 'imageExtractors'), scope.expressions);
  const excused = (exceptions: Parameters<RuleHandler>[1], evaluation: Evaluation): RuleResult | null => {
    const keys = matchedExceptions(exceptions, evaluation).map((one) => one.key);
    // Upstream forgets the space.
    return keys.length === 0
      ? null
      : skipped(`rule is skipped due to policy exceptions${keys.join(', ')}`, keys);
  };
  const checkRule: RuleHandler = (evaluation, exceptions) => {
    if (evaluation.review.operation === 'DELETE') return null;
    const images = imagesOf(evaluation);
    if (matchingImages(images, checks).length === 0) return null;
    const skip = excused(exceptions, evaluation);
    if (skip !== null) return skip;
    const { object, lookup } = evaluation.review;
    const decided = lookup.withoutRegistry === true ? checks.filter((check) => !asksRegistry(check)) : checks;
    return decided.length === 0 ? null : checkImages(images, decided, key, object);
  };
  return {
    verify: (evaluation, exceptions) => {
      const images = matchingImages(imagesOf(evaluation), checks);
      if (images.length === 0) return null;
      const skip = excused(exceptions, evaluation);
      if (skip !== null) return skip;
      let written: Json | undefined;
      try {
        written = own(template.fixed ?? template.evaluate(evaluation.context), 'verifyImages');
      } catch (error) {
        if (!(error instanceof SubstitutionError)) throw error;
        return erred('failed to substitute variables', error.message);
      }
      const substituted = (Array.isArray(written) ? written : []).map(readImageCheck);
      return new RuleRun(evaluation, scope, key, late).verify(substituted, images);
    },
    check: checks.some(({ verifyDigest, required }) => verifyDigest || required) ? checkRule : null,
  };
}

class RuleRun {
  readonly #run: Verification;
  readonly #key: RuleKey;
  readonly #late: readonly LateConditions[];
  readonly #results: RuleResult[] = [];
  readonly #noted = new Map<string, VerifyStatus>();
  readonly #skipped: string[] = [];
  #object: JsonObject;

  constructor(evaluation: Evaluation, scope: RuleScope, key: RuleKey, late: readonly LateConditions[]) {
    const { object, lookup } = evaluation.review;
    this.#run = new Verification(evaluation, { lookup, sigstore: scope.sigstore });
    this.#key = key;
    this.#late = late;
    this.#object = object ?? {};
  }

  verify(checks: readonly ImageCheck[], images: readonly HeldImage[]): readonly RuleResult[] {
    for (const [index, check] of checks.entries()) {
      const late = this.#late[index];
      for (const image of images) if (late !== undefined) this.#one(check, late, image);
    }
    const last = this.#results.at(-1);
    const patched = withNotes(this.#object, this.#key, this.#noted, this.#skipped);
    if (last === undefined || patched === this.#run.evaluation.review.object) return this.#results;
    return [...this.#results.slice(0, -1), { ...last, patched }];
  }

  #one(check: ImageCheck, late: LateConditions, image: HeldImage): void {
    if (this.#wasVerified(image)) {
      this.#noted.set(image.text, 'pass');
      return;
    }
    const found = this.#verifyImage(check, late, image);
    let { result } = found;
    let shown = image.text;
    if (check.mutateDigest && image.digest === '') {
      const digest = this.#digestOf(image, found.digest);
      if (typeof digest !== 'string') this.#results.push(digest);
      else {
        this.#object = replaceAt(this.#object, image.path, `${image.text}@${digest}`);
        result ??= passed('mutated image digest');
        shown = `${image.text.replace(/:[^:/]*$/, '')}@${digest}`;
      }
    }
    if (result === null) return;
    if (check.attestors.length > 0 || check.attestations.length > 0) this.#noted.set(shown, statusOf(result));
    this.#results.push(result);
  }

  /** An image that a change leaves alone keeps what was found before. */
  #wasVerified(image: HeldImage): boolean {
    const { object, oldObject } = this.#run.evaluation.review;
    if (oldObject === null || object === null) return false;
    const before = valueAt(oldObject, image.path);
    if (before === undefined || !sameJson(before, valueAt(object, image.path))) return false;
    try {
      return notedStatus(oldObject, this.#key, image.text) !== 'fail';
    } catch (error) {
      if (error instanceof VerifyError) return false;
      throw error;
    }
  }

  #verifyImage(
    check: ImageCheck,
    late: LateConditions,
    image: HeldImage,
  ): { readonly result: RuleResult | null; readonly digest: string } {
    if (check.attestors.length === 0 && check.attestations.length === 0) return { result: null, digest: '' };
    const { context } = this.#run.evaluation;
    context.add(['image'], image.info);
    const skip = `skipping image reference image ${image.text}, policy ${this.#key.policy} ruleName ${this.#key.rule}`;
    if (!matchesAny(check.references, image.text)) return { result: skipped(skip), digest: '' };
    if (matchesAny(check.skipped, image.text)) {
      this.#skipped.push(image.text);
      return { result: skipped(skip), digest: '' };
    }
    const fields = [fieldPath(this.#run.evaluation.review.object, image.path)];
    let digest = '';
    try {
      if (check.attestors.length > 0) {
        digest = checkAttestors(check, image, this.#run);
        if (check.attestations.length === 0)
          return { result: passed(`verified image signatures for ${image.text}`), digest };
      }
    } catch (error) {
      return { result: unverified(error, image, fields), digest: '' };
    }
    return this.#attested(check, late, image, digest, fields);
  }

  #attested(
    check: ImageCheck,
    late: LateConditions,
    image: HeldImage,
    verified: string,
    fields: readonly Path[],
  ): { readonly result: RuleResult; readonly digest: string } {
    try {
      checkAttestations(check, late.attestations, image, this.#run);
      const digest =
        verified || image.digest || this.#run.evidence(image.text, check.defaults.repository).digest;
      return { result: this.#validated(image, digest, fields), digest };
    } catch (error) {
      if (error instanceof VerifyError) return { result: failed(error.message, fields), digest: '' };
      return { result: unverified(error, image, fields), digest: '' };
    }
  }

  /** `validate`: conditions across all attestations, and the context. */
  #validated(image: HeldImage, digest: string, fields: readonly Path[]): RuleResult {
    if (!this.#late.some(({ validates }) => validates)) {
      const about = image.digest === '' ? `${image.text.replace(/:[^:/]*$/, '')}@${digest}` : image.text;
      return passed(`verified image attestations for ${about}`);
    }
    const { context } = this.#run.evaluation;
    for (const { deny, message } of this.#late) {
      if (deny === null) continue;
      try {
        const { holds, message: told } = deny.evaluate(context);
        if (!holds) continue;
        const reason = [message, told].filter((one) => one !== '').join('; ');
        const text = reason === '' ? `validation error: imageVerify ${message} failed` : reason;
        return failed(`validation in verifyImages failed: ${this.#substitute(text, told)}`, fields);
      } catch (error) {
        if (!(error instanceof SubstitutionError)) throw error;
        const problem = `failed to check deny conditions: ${error.message}`;
        return failed(`validation in verifyImages failed: ${problem}`, fields);
      }
    }
    return passed(`verifyImages validation is passed in ${this.#key.rule} rule`);
  }

  #substitute(text: string, fallback: string): string {
    const { context } = this.#run.evaluation;
    try {
      const value = compileTemplate(text, context.expressions).evaluate(context);
      return typeof value === 'string'
        ? value
        : "the produced message didn't resolve to a string, check your policy definition.";
    } catch (error) {
      if (error instanceof SubstitutionError) return fallback;
      throw error;
    }
  }

  /** The digest to write down, or why there is none. */
  #digestOf(image: HeldImage, known: string): string | RuleResult {
    if (known !== '') return known;
    try {
      return this.#run.evidence(image.text, '').digest;
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      return erred('failed to update digest', error.message);
    }
  }
}

/** What verifying leaves on the object is not there where no registry was asked: that error is enough. */
function asksRegistry({ attestors, attestations, mutateDigest }: ImageCheck): boolean {
  return mutateDigest || attestors.length > 0 || attestations.length > 0;
}

/** What cannot be asked is an error; what was found wanting is a failure. */
function unverified(error: unknown, image: HeldImage, fields: readonly Path[]): RuleResult {
  if (error instanceof LookupError)
    return erred(`failed to verify image ${image.text}`, error.message, fields);
  if (error instanceof VerifyError)
    return failed(`failed to verify image ${image.text}: ${error.message}`, fields);
  throw error;
}

function statusOf({ status }: RuleResult): VerifyStatus {
  if (status === 'pass') return 'pass';
  return status === 'skip' || status === 'warn' ? 'skip' : 'fail';
}

function replaceAt(object: JsonObject, path: readonly string[], text: string): JsonObject {
  const copy = copyJson(object);
  const holder = valueAt(copy, path.slice(0, -1));
  const last = path.at(-1);
  if (isObject(holder) && last !== undefined) holder[last] = text;
  return copy;
}

/** What can be seen on the object: digests, and what was noted by those who verified. */
function checkImages(
  images: readonly HeldImage[],
  checks: readonly ImageCheck[],
  key: RuleKey,
  object: JsonObject | null,
): RuleResult {
  const skippedImages: string[] = [];
  let verified = false;
  for (const check of checks) {
    for (const image of images) {
      if (!matchesAny(check.references, image.text)) continue;
      const fields = [fieldPath(object, image.path)];
      if (check.verifyDigest && image.digest === '')
        return failed(`missing digest for ${image.text}`, fields);
      if (!check.required) continue;
      try {
        const status = notedStatus(object, key, image.text);
        if (status === 'fail') return failed(`unverified image ${image.text}`, fields);
        if (status === 'skip') skippedImages.push(image.text);
        else verified = true;
      } catch (error) {
        if (!(error instanceof VerifyError)) throw error;
        return failed(error.message, fields);
      }
    }
  }
  if (skippedImages.length === 0) return passed('image verified');
  return verified
    ? passed(['image verified, skipped images:', ...skippedImages].join(' '))
    : skipped(['image skipped, skipped images:', ...skippedImages].join(' '));
}
