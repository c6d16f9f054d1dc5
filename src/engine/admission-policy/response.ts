import { own } from '../../kube/json.ts';
import { type Attributes, printResource } from './attributes.ts';

/** What the API server answers, as far as admission policies decide it. */
export interface AdmissionResponse {
  readonly allowed: boolean;
  readonly status: Status | null;
  readonly warnings: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
}

/** The part of a `metav1.Status` that a denial fills in. */
export interface Status {
  readonly message: string;
  readonly reason: string;
  readonly code: number;
  readonly details: StatusDetails;
}

export interface StatusDetails {
  readonly name: string;
  readonly group: string;
  /** The resource, as upstream fills this field. */
  readonly kind: string;
  readonly causes: readonly { readonly message: string }[];
}

/** `deployments.apps "web" is forbidden: …` with the reason's own code. */
export function forbidden(
  attributes: Attributes,
  reason: string,
  problem: string,
  causes: readonly string[],
): Status {
  const { resource } = attributes;
  const name = nameOf(attributes);
  return {
    message: `${printResource(resource)} "${name}" is forbidden: ${problem}`,
    reason,
    code: codes[reason] ?? 422,
    details: {
      name,
      group: resource.group,
      kind: resource.resource,
      causes: causes.map((message) => ({ message })),
    },
  };
}

export function namespaceNotFound(name: string): Status {
  return {
    message: `namespaces "${name}" not found`,
    reason: 'NotFound',
    code: 404,
    details: { name, group: '', kind: 'namespaces', causes: [] },
  };
}

/** Every other reason is 422 (apiserver v0.36.3 policy/validating/policy_decision.go, reasonToCode). */
const codes: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  RequestEntityTooLarge: 413,
};

/** The name of the request, or what the object will be called (apiserver v0.36.3 pkg/admission/errors.go). */
function nameOf({ name, object }: Attributes): string {
  if (name !== '') return name;
  const metadata = own(object, 'metadata');
  for (const key of ['name', 'generateName']) {
    const value = own(metadata, key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return 'Unknown';
}
