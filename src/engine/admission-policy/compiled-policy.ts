import type { Path } from '../../kube/json.ts';
import type { Environment } from '../../language/cel/index.ts';
import type { KindTable } from './kind-table.ts';
import type { ResourceMatcher } from './match-resources.ts';
import { bindingMatcher, policyMatcher } from './matchers.ts';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from './policy.ts';
import { fieldsReadBy } from './read-fields.ts';
import { compileValidator, type Validator } from './validator.ts';

export interface CompiledPolicy {
  readonly policy: ValidatingAdmissionPolicy;
  readonly matches: ResourceMatcher;
  readonly validate: Validator['validate'];
  /** The fields that each validation reads. */
  readonly fields: readonly (readonly Path[])[];
  readonly bindings: readonly CompiledBinding[];
}

export interface CompiledBinding {
  readonly binding: ValidatingAdmissionPolicyBinding;
  readonly matches: ResourceMatcher;
}

/** Compiles policies, each with the bindings that name it. */
export function compilePolicies(
  policies: readonly ValidatingAdmissionPolicy[],
  bindings: readonly ValidatingAdmissionPolicyBinding[],
  environment: Environment,
  kinds: KindTable,
): CompiledPolicy[] {
  return policies.map((policy) => {
    const validator = compileValidator(policy, environment);
    return {
      policy,
      matches: policyMatcher(policy.matchConstraints, kinds),
      validate: validator.validate,
      fields: fieldsReadBy(validator.variables, validator.validations),
      bindings: bindings
        .filter(({ policyName }) => policyName === policy.name)
        .map((binding) => ({ binding, matches: bindingMatcher(binding.matchResources, kinds) })),
    };
  });
}
