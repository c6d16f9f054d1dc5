import type { JsonObject } from '../../kube/json.ts';
import type { Lookup } from '../engine.ts';
import { type Attributes, isNamespaceKind } from './attributes.ts';
import { authorizerVariables } from './authorizer.ts';
import type { CompiledBinding, CompiledPolicy } from './compiled-policy.ts';
import { convertAttributes } from './convert.ts';
import { inputsOf } from './inputs.ts';
import type { KindTable } from './kind-table.ts';
import { MatchError } from './match-resources.ts';
import { collectParams } from './params.ts';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from './policy.ts';
import { namespaceNotFound, type Status } from './response.ts';
import type { ValidationResult } from './validator.ts';

/** What one binding of one policy made of a request. */
export interface Outcome {
  readonly policy: ValidatingAdmissionPolicy;
  /** Null for an error in matching the policy itself. */
  readonly binding: ValidatingAdmissionPolicyBinding | null;
  /** What kept the policy from being evaluated; denies under failure policy Fail, whatever the binding's actions. */
  readonly problem: string | null;
  /** One result for each parameter; null where a match condition was false. */
  readonly results: readonly (ValidationResult | null)[];
}

export interface Dispatched {
  readonly outcomes: readonly Outcome[];
  /** The request failed altogether while this policy was at work: its namespace does not exist. */
  readonly failed: { readonly status: Status; readonly policy: ValidatingAdmissionPolicy } | null;
}

/**
 * Runs every policy whose constraints and binding match (apiserver v0.36.3 policy/validating/dispatcher.go). Upstream's
 * order of policies and bindings is that of a Go map; here it is the order given.
 */
export function dispatch(
  policies: readonly CompiledPolicy[],
  attributes: Attributes,
  kinds: KindTable,
  lookup: Lookup,
): Dispatched {
  const outcomes: Outcome[] = [];
  const authorizer = authorizerVariables(attributes, lookup);
  for (const { policy, matches, bindings, validate } of policies) {
    const matched = matches(attributes, lookup);
    if (matched === null) continue;
    if (matched instanceof MatchError) {
      outcomes.push({
        policy,
        binding: null,
        problem: `failed to configure policy: ${matched.message}`,
        results: [],
      });
      continue;
    }
    for (const { binding, matches: bound } of bindings) {
      const params = paramsOf(policy, binding, bound(attributes, lookup), attributes, kinds, lookup);
      if (params === null) continue;
      if (params instanceof MatchError) {
        const problem = `failed to configure binding: ${params.message}`;
        outcomes.push({ policy, binding, problem, results: [] });
        continue;
      }
      const converted = params.length === 0 ? attributes : convertAttributes(attributes, matched.kind, kinds);
      if (converted instanceof MatchError) {
        outcomes.push({
          policy,
          binding,
          problem: `failed to configure binding: ${converted.message}`,
          results: [],
        });
        continue;
      }
      const namespace = namespaceOf(attributes, lookup);
      if (namespace === undefined) {
        return { outcomes, failed: { status: namespaceNotFound(attributes.namespace), policy } };
      }
      const inputs = inputsOf(converted, matched, namespace, policy.paramKind !== null, authorizer);
      const results = params.map((param) => validate(inputs(param)));
      outcomes.push({ policy, binding, problem: null, results });
    }
  }
  return { outcomes, failed: null };
}

function paramsOf(
  policy: ValidatingAdmissionPolicy,
  binding: ValidatingAdmissionPolicyBinding,
  bound: ReturnType<CompiledBinding['matches']>,
  attributes: Attributes,
  kinds: KindTable,
  lookup: Lookup,
): readonly (JsonObject | null)[] | MatchError | null {
  if (bound === null || bound instanceof MatchError) return bound;
  return collectParams(policy.paramKind, binding.paramRef, attributes.namespace, kinds, lookup);
}

/** The namespace of the request, null where it has none, undefined where it does not exist. */
function namespaceOf({ kind, namespace }: Attributes, lookup: Lookup): JsonObject | null | undefined {
  return namespace === '' || isNamespaceKind(kind) ? null : lookup.namespace(namespace);
}
