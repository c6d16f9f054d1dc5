import { goQuote } from '../../../kube/go-quote.ts';
import { aggregateText, type InvalidField, invalidFieldBody, printInvalidField } from '../policy.ts';
import type { Attributes } from './attributes.ts';

/** An `admission.k8s.io/v1` AdmissionResponse without its uid, made anew for every request. */
export interface AdmissionResponse {
  readonly allowed: boolean;
  readonly status?: Status;
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

/** A `meta/v1` Status that says why a request is refused. */
export interface Status {
  readonly metadata: object;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: string;
  readonly code: number;
  readonly details?: StatusDetails;
}

export interface StatusDetails {
  readonly kind?: string;
  readonly group?: string;
  readonly name?: string;
  readonly causes?: readonly {
    readonly reason?: string;
    readonly message: string;
    readonly field?: string;
  }[];
}

export function allow(
  auditAnnotations: Readonly<Record<string, string>> = {},
  warnings: readonly string[] = [],
): AdmissionResponse {
  return {
    allowed: true,
    ...(Object.keys(auditAnnotations).length > 0 ? { auditAnnotations } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** 403, as `apierrors.NewForbidden` makes it. */
export function forbidden({ resource, name }: Attributes, because: string): Status {
  const message = name === '' ? `${resource} is forbidden` : `${resource} ${goQuote(name)} is forbidden`;
  return failure(403, 'Forbidden', `${message}: ${because}`, { kind: resource, ...named(name) });
}

/** 422, as `apierrors.NewInvalid` makes it. */
export function invalid(
  { kind: { kind, group }, name }: Attributes,
  errors: readonly InvalidField[],
): Status {
  const qualified = group === '' ? kind : `${kind}.${group}`;
  const problems = aggregateText(errors.map(printInvalidField));
  return failure(422, 'Invalid', `${qualified} ${goQuote(name)} is invalid: ${problems}`, {
    ...named(name),
    ...(group === '' ? {} : { group }),
    kind,
    causes: errors.map((error) => ({
      reason: 'FieldValueInvalid',
      message: invalidFieldBody(error),
      field: error.field,
    })),
  });
}

/** 400. */
export function badRequest(message: string): Status {
  return failure(400, 'BadRequest', message);
}

/** 500. */
export function internalError(problem: string): Status {
  return failure(500, 'InternalError', `Internal error occurred: ${problem}`, {
    causes: [{ message: problem }],
  });
}

/** A refusal for a reason of our own, with the underlying error in the audit log. */
export function refuse(status: Status, error?: string): AdmissionResponse {
  const annotation = error === undefined ? status.message : `${status.message}: ${error}`;
  return { allowed: false, status, auditAnnotations: { error: annotation } };
}

function failure(code: number, reason: string, message: string, details?: StatusDetails): Status {
  return {
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
    ...(details === undefined ? {} : { details }),
  };
}

function named(name: string): { readonly name?: string } {
  return name === '' ? {} : { name };
}
