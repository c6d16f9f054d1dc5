import type { Lookup } from '../engine.ts';
import type { Attributes } from './attributes.ts';
import { authorizerVariables } from './authorizer.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { inputsOf } from './inputs.ts';
import { invocationsOf, namespaceOf } from './invocations.ts';
import type { KindTable } from './kind-table.ts';
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

/** Runs every policy whose constraints and binding match (apiserver v0.36.3 policy/validating/dispatcher.go). */
export function dispatch(
  policies: readonly CompiledPolicy[],
  attributes: Attributes,
  kinds: KindTable,
  lookup: Lookup,
): Dispatched {
  const outcomes: Outcome[] = [];
  const authorizer = authorizerVariables(attributes, lookup);
  for (const invocation of invocationsOf<ValidatingAdmissionPolicyBinding, CompiledPolicy>(
    policies,
    attributes,
    kinds,
    lookup,
  )) {
    const { compiled, binding, problem } = invocation;
    const { policy } = compiled;
    if (problem !== null) {
      outcomes.push({ policy, binding, problem, results: [] });
      continue;
    }
    const namespace = namespaceOf(attributes, lookup);
    if (namespace === undefined) {
      return { outcomes, failed: { status: namespaceNotFound(attributes.namespace), policy } };
    }
    const inputs = inputsOf(
      invocation.attributes,
      invocation.matched,
      namespace,
      policy.paramKind !== null,
      authorizer,
    );
    const results = invocation.params.map((param) => compiled.validate(inputs(param)));
    outcomes.push({ policy, binding, problem: null, results });
  }
  return { outcomes, failed: null };
}
