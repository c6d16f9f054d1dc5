import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { isTime } from '../../../kube/rfc3339.ts';
import { type MatchCondition, readNamedExpressions } from '../policy.ts';

/** A PolicyException of policies.kyverno.io. */
export interface PolicyException {
  readonly namespace: string;
  readonly name: string;
  readonly policyRefs: readonly { readonly name: string; readonly kind: string }[];
  readonly matchConditions: readonly MatchCondition[];
  readonly images: readonly string[];
  readonly allowedValues: readonly string[];
  readonly reportResult: 'skip' | 'pass';
  /** Null: it never ends. */
  readonly expiresAt: Date | null;
  /** The label that says which of several exceptions decides the result; 0 when there is none. */
  readonly priority: number;
}

export function readPolicyException(object: JsonObject): PolicyException {
  const metadata = own(object, 'metadata');
  const spec = own(object, 'spec');
  const expiresAt = own(spec, 'expiresAt');
  return {
    namespace: text(own(metadata, 'namespace')),
    name: text(own(metadata, 'name')),
    policyRefs: list(own(spec, 'policyRefs')).map((ref) => ({
      name: text(own(ref, 'name')),
      kind: text(own(ref, 'kind')),
    })),
    matchConditions: readNamedExpressions(own(spec, 'matchConditions')),
    images: list(own(spec, 'images')).map(text),
    allowedValues: list(own(spec, 'allowedValues')).map(text),
    reportResult: own(spec, 'reportResult') === 'pass' ? 'pass' : 'skip',
    expiresAt: readEnd(expiresAt),
    priority: priorityOf(own(own(metadata, 'labels'), 'polex.kyverno.io/priority')),
  };
}

/** Upstream's controllers look at this only now and then and its command line never does; here it always counts. */
export function isExpired({ expiresAt }: PolicyException, now: Date): boolean {
  return expiresAt !== null && now.getTime() > expiresAt.getTime();
}

/** An end that cannot be read is one that has come: nothing is excused for ever by mistake. */
function readEnd(value: Json | undefined): Date | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' && isTime(value) ? new Date(value) : new Date(0);
}

export function refersTo(
  exception: PolicyException,
  policy: { readonly kind: string; readonly name: string },
): boolean {
  return exception.policyRefs.some(({ kind, name }) => kind === policy.kind && name === policy.name);
}

function priorityOf(label: Json | undefined): number {
  return typeof label === 'string' && /^[+-]?[0-9]{1,15}$/.test(label) ? Math.max(0, Number(label)) : 0;
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
