import type { Attributes } from './attributes.ts';
import type { Dispatched, Outcome } from './dispatch.ts';
import { type AdmissionResponse, forbidden, type Status } from './response.ts';
import { cutUtf8 } from './utf8.ts';
import type { ValidationResult } from './validator.ts';

/** The API server's answer: the first denial alone, all warnings, and the audit annotations that found their key free. */
export function respond({ outcomes, failed }: Dispatched, attributes: Attributes): AdmissionResponse {
  const denials: Denial[] = [];
  const warnings: string[] = [];
  const annotations = new Annotations();
  for (const [policy, own] of Map.groupBy(outcomes, (outcome) => outcome.policy)) {
    const published = new Map<string, Set<string>>();
    for (const outcome of own) {
      if (outcome.problem !== null && policy.failurePolicy === 'Fail') {
        denials.push({ outcome, message: outcome.problem, reason: '' });
      }
      for (const result of outcome.results) {
        if (result === null) continue;
        actOn(outcome, result, denials, warnings, annotations);
        denials.push(...annotate(outcome, result, published));
      }
    }
    if (failed?.policy === policy) continue;
    for (const [key, values] of published) annotations.add(`${policy.name}/${key}`, [...values].join(', '));
  }
  const status = failed?.status ?? denied(denials[0], attributes);
  return { allowed: status === null, status, warnings, auditAnnotations: annotations.all };
}

interface Denial {
  readonly outcome: Outcome;
  readonly message: string;
  readonly reason: string;
}

function denied(denial: Denial | undefined, attributes: Attributes): Status | null {
  if (denial === undefined) return null;
  const { outcome, message, reason } = denial;
  const by = outcome.binding === null ? '' : ` with binding '${outcome.binding.name}'`;
  const text = `ValidatingAdmissionPolicy '${outcome.policy.name}'${by} denied request: ${message}`;
  return forbidden(attributes, reason || 'Invalid', text, [text]);
}

function actOn(
  outcome: Outcome,
  { decisions }: ValidationResult,
  denials: Denial[],
  warnings: string[],
  annotations: Annotations,
): void {
  const { policy, binding } = outcome;
  for (const [index, { action, message, reason }] of decisions.entries()) {
    if (action === 'admit' || binding === null) continue;
    for (const validationAction of binding.validationActions) {
      if (validationAction === 'Deny') denials.push({ outcome, message, reason });
      if (validationAction === 'Warn') {
        warnings.push(
          `Validation failed for ValidatingAdmissionPolicy '${policy.name}' with binding '${binding.name}': ${message}`,
        );
      }
      if (validationAction === 'Audit') {
        annotations.add(
          'validation.policy.admission.k8s.io/validation_failure',
          failureValue(outcome, index, message),
        );
      }
    }
  }
}

/** A list of one, in Go's JSON, which escapes what HTML would take for markup. */
function failureValue({ binding }: Outcome, expressionIndex: number, message: string): string {
  const failure = {
    message,
    policy: binding?.policyName,
    binding: binding?.name,
    expressionIndex,
    validationActions: binding?.validationActions,
  };
  return JSON.stringify([failure]).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The longest value of an audit annotation, in bytes. */
const longestValue = 10 * 1024;

/** Collects what a result publishes and gives the denials of what failed. */
function annotate(
  outcome: Outcome,
  { auditAnnotations }: ValidationResult,
  published: Map<string, Set<string>>,
): Denial[] {
  const denials: Denial[] = [];
  for (const annotation of auditAnnotations) {
    if ('error' in annotation) {
      denials.push({ outcome, message: annotation.error, reason: '' });
      continue;
    }
    const values = published.get(annotation.key) ?? new Set();
    published.set(annotation.key, values.add(cutUtf8(annotation.value, longestValue)));
  }
  return denials;
}

/** A key that is taken keeps its first value (apiserver v0.36.3 pkg/admission/attributes.go, AddAnnotation). */
class Annotations {
  readonly #values = new Map<string, string>();

  add(key: string, value: string): void {
    if (!this.#values.has(key)) this.#values.set(key, value);
  }

  get all(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#values);
  }
}
