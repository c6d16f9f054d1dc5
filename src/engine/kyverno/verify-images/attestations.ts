import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { encodeJson } from '../../../language/jmespath/go-json.ts';
import type { ImageEvidence } from '../../../source/registry/evidence.ts';
import type { Conditions } from '../condition/condition.ts';
import { listAt, textAt } from '../read.ts';
import type { Evaluation } from '../validate/evaluation.ts';
import { SubstitutionError } from '../variable/error.ts';
import { readAttestor, readAttestorSet } from './attestor.ts';
import { keyText, questionOf, sigstoreOf, verifyAttestations } from './cosign.ts';
import type { ImageCheck } from './image-check.ts';
import type { HeldImage } from './matching-images.ts';
import type { Verification } from './verification.ts';
import { VerifyError } from './verify-error.ts';

/** The attestations of an image, each with its attestors and conditions. Throws VerifyError with upstream's message. */
export function checkAttestations(
  check: ImageCheck,
  conditions: readonly (readonly Conditions[])[],
  image: HeldImage,
  run: Verification,
): void {
  for (const [index, attestation] of check.attestations.entries()) {
    const type = textAt(attestation, 'type') || textAt(attestation, 'predicateType');
    if (type === '') throw new VerifyError(`.attestations[${index}]: missing type`);
    const sets = listAt(attestation, 'attestors');
    const problems: string[] = [];
    for (const [place, set] of (sets.length === 0 ? [{ entries: [{}] }] : sets).entries()) {
      const { required, entries } = readAttestorSet(set, false);
      const question: Question = {
        check,
        attestation,
        type,
        conditions: conditions[index] ?? [],
        path: `.attestations[${index}].attestors[${place}].entries[${index}]`,
        image,
      };
      let verified = 0;
      for (const entry of entries) {
        const problem = problemOf(entry, question, run);
        if (problem !== null) problems.push(problem);
        else if (++verified >= required) break;
      }
      if (verified >= required) continue;
      const error = problems.length === 0 ? 'attestations verification failed' : problems.join('; ');
      throw new VerifyError(
        `image attestations verification failed, verifiedCount: ${verified}, requiredCount: ${required}, error: ${error}`,
      );
    }
  }
}

interface Question {
  readonly check: ImageCheck;
  readonly attestation: Json;
  readonly type: string;
  readonly conditions: readonly Conditions[];
  readonly path: string;
  readonly image: HeldImage;
}

function problemOf(entry: Json, question: Question, run: Verification): string | null {
  const attestor = readAttestor(entry, question.check.defaults, true);
  let statements: readonly Json[];
  try {
    statements = fetchStatements(entry, question, run);
    showPredicate(statements, textAt(question.attestation, 'name'), run.evaluation);
  } catch (error) {
    if (error instanceof VerifyError || error instanceof SubstitutionError) return error.message;
    throw error;
  }
  try {
    checkStatements(statements, question, run.evaluation);
    return null;
  } catch (error) {
    if (!(error instanceof VerifyError)) throw error;
    return `${question.path}${attestor.path}: ${error.message}`;
  }
}

function fetchStatements(entry: Json, { check, type, image }: Question, run: Verification): readonly Json[] {
  const attestor = readAttestor(entry, check.defaults, true);
  const evidence = run.evidence(image.text, attestor.repository);
  if (check.type !== 'SigstoreBundle') return verifyAttestations(evidence, type, attestor, run.facts);
  const key = attestor.key === '' ? '' : keyText(attestor.key, run.facts);
  const question = questionOf(attestor, key, run.facts, run.facts.lookup.sigstoreRoot?.());
  const statements = bundleStatements(evidence, (bundle) =>
    sigstoreOf(run.facts).verifyBundle(bundle, evidence, question),
  ).filter((statement) => own(statement, 'type') === type);
  if (statements.length > 0) return statements;
  throw new VerifyError('sigstore bundle verification failed: no matching signatures found');
}

/** What the good bundles say; those that are not good are passed over. */
export function bundleStatements(evidence: ImageEvidence, verify: (bundle: Json) => Json): Json[] {
  return evidence.bundles.flatMap((bundle) => {
    try {
      return [verify(bundle)];
    } catch (error) {
      if (error instanceof VerifyError) return [];
      throw error;
    }
  });
}

/** Upstream keeps the first predicate under the attestation's name. */
function showPredicate(statements: readonly Json[], name: string, { context }: Evaluation): void {
  const predicate = statements.map((one) => own(one, 'predicate')).find((one) => isObject(one));
  if (predicate === undefined) throw new VerifyError('predicate not found in any statement');
  if (name !== '') context.addEntry(name, predicate, encodeJson(predicate));
}

function checkStatements(statements: readonly Json[], question: Question, evaluation: Evaluation): void {
  const { type, conditions, image } = question;
  const about = statements.filter((one) => own(one, 'type') === type);
  if (about.length === 0) throw new VerifyError(`attestions not found for predicate type ${type}`);
  for (const statement of about) {
    const failure = conditions.length === 0 ? null : unmet(statement, conditions, evaluation);
    if (failure === null) continue;
    throw new VerifyError(`attestation checks failed for ${image.text} and predicate ${type}: ${failure}`);
  }
}

/** The message of the conditions that do not hold; null when all do. Their variables see the predicate. */
function unmet(statement: Json, conditions: readonly Conditions[], { context }: Evaluation): string | null {
  const predicate = own(statement, 'predicate');
  if (!isObject(predicate))
    throw new VerifyError('failed to check attestations: failed to extract predicate from statement');
  context.checkpoint();
  try {
    for (const key of Object.keys(predicate)) context.add([key], (predicate as JsonObject)[key] ?? null);
    for (const one of conditions) {
      const { holds, message } = one.evaluate(context);
      if (!holds) return message;
    }
    return null;
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error;
    throw new VerifyError(
      `failed to check attestations: failed to substitute variables in attestation conditions: ${error.message}`,
    );
  } finally {
    context.restore();
  }
}
