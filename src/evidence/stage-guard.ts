import { admissionEssence } from '../exception/compile/admission-essence.ts';
import { compiledPrefix } from '../exception/compile/psa/compile.ts';
import { groupOf } from '../kube/group-kind.ts';
import { isObject, type JsonObject, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { digest } from './canonical.ts';

/** The policy that lets only named accounts loosen a stage. */
export const guardName = 'portcullis-stage-guard';

/** What a scan saw of a policy or a binding that contracts were compiled to. */
export interface SeenForm {
  readonly kind: string;
  readonly name: string;
  /** The contracts that it says it was made of: `namespace/name hash, …`. */
  readonly contracts: string;
  /** The hash of what it does (`formHash`). */
  readonly hash: string;
}

/**
 * What a scan saw of what guards stages, as JSON: the guard's policy with every binding of it, and the compiled forms of
 * contracts, of which a hash will do. Empty for nothing.
 */
export function guardText(resources: readonly Resource[]): string {
  if (resources.length === 0) return '';
  const seen = resources.map(({ kind, name, object }): JsonObject => {
    const spec = object.spec ?? null;
    return isForm(name)
      ? { kind, name, contracts: contractsOf(object), hash: formHash(kind, spec) }
      : { kind, spec };
  });
  return JSON.stringify(seen, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

export function formHash(kind: string, spec: JsonObject[string]): string {
  const essence = admissionEssence(kind, spec);
  return essence === undefined ? '' : digest(JSON.parse(JSON.stringify(essence, asText)));
}

/** Numbers that the canonical text does not hold are told apart all the same. */
function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isSafeInteger(value))
    ? `number ${value}`
    : value;
}

/** Of the guard, or a compiled form of contracts. */
export function isOfGuard({ apiVersion, kind, name, object }: Resource): boolean {
  if (groupOf(apiVersion) !== 'admissionregistration.k8s.io') return false;
  if (kind === 'ValidatingAdmissionPolicy') return name === guardName || isForm(name);
  return (
    kind === 'ValidatingAdmissionPolicyBinding' &&
    (isForm(name) || (isObject(object.spec) && object.spec.policyName === guardName))
  );
}

function isForm(name: string): boolean {
  return name.startsWith(compiledPrefix);
}

function contractsOf({ metadata }: JsonObject): string {
  const annotations = isObject(metadata) ? metadata.annotations : undefined;
  const text = isObject(annotations) ? own(annotations, 'portcullis.dev/contracts') : undefined;
  return typeof text === 'string' ? text : '';
}
