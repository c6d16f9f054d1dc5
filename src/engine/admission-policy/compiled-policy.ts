import type { Path } from '../../kube/json.ts';
import type { Environment } from '../../language/cel/index.ts';
import type { KindTable } from './kind-table.ts';
import { compileMatchResources, MatchError, type ResourceMatcher } from './match-resources.ts';
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
      matches: policyMatcher(policy, kinds),
      validate: validator.validate,
      fields: fieldsReadBy(validator.variables, validator.validations),
      bindings: bindings
        .filter(({ policyName }) => policyName === policy.name)
        .map((binding) => ({ binding, matches: bindingMatcher(binding, kinds) })),
    };
  });
}

function policyMatcher({ matchConstraints }: ValidatingAdmissionPolicy, kinds: KindTable): ResourceMatcher {
  if (matchConstraints !== null) return compileMatchResources(matchConstraints, kinds);
  const missing = new MatchError('policy contained no match constraints, a required field');
  return () => missing;
}

function bindingMatcher(
  { matchResources }: ValidatingAdmissionPolicyBinding,
  kinds: KindTable,
): ResourceMatcher {
  return matchResources === null
    ? ({ resource, kind }) => ({ resource, kind })
    : compileMatchResources(matchResources, kinds);
}
