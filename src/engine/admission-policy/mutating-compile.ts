import { boolType, type Environment } from '../../language/cel/index.ts';
import { PolicyCompiler } from './environment.ts';
import type { NamedExpression } from './evaluate.ts';
import type { Expression } from './expression.ts';
import type { BoundPolicy } from './invocations.ts';
import type { KindTable } from './kind-table.ts';
import { compileMatchConditions, type MatchConditions } from './match-conditions.ts';
import { bindingMatcher, policyMatcher } from './matchers.ts';
import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding } from './mutating-policy.ts';
import { mutationTypes, type PatchType } from './mutation.ts';

export interface CompiledMutatingPolicy extends BoundPolicy<MutatingAdmissionPolicyBinding> {
  readonly policy: MutatingAdmissionPolicy;
  readonly variables: readonly NamedExpression[];
  readonly matchConditions: MatchConditions;
  readonly mutations: readonly { readonly patchType: PatchType; readonly expression: Expression }[];
}

/** Compiles policies, each with the bindings that name it (apiserver v0.36.3 policy/mutating/compilation.go). */
export function compileMutatingPolicies(
  policies: readonly MutatingAdmissionPolicy[],
  bindings: readonly MutatingAdmissionPolicyBinding[],
  environment: Environment,
  kinds: KindTable,
): CompiledMutatingPolicy[] {
  return policies.map((policy) => {
    const compiler = new PolicyCompiler(environment);
    const declared = { params: policy.paramKind !== null, authorizer: true };
    const variables = policy.variables.map(({ name, expression }) => ({
      name,
      expression: compiler.compileVariable(name, expression, declared),
    }));
    return {
      policy,
      matches: policyMatcher(policy.matchConstraints, kinds),
      bindings: bindings
        .filter(({ policyName }) => policyName === policy.name)
        .map((binding) => ({ binding, matches: bindingMatcher(binding.matchResources, kinds) })),
      variables,
      matchConditions: compileMatchConditions(policy, variables, (text) =>
        compiler.compile(text, [boolType], declared),
      ),
      mutations: policy.mutations.map(({ patchType, expression }) => ({
        patchType,
        expression: compiler.compile(expression, [mutationTypes[patchType]], {
          ...declared,
          patchTypes: true,
        }),
      })),
    };
  });
}
