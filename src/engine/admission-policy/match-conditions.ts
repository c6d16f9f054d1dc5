import type { Activation } from '../../language/cel/index.ts';
import { Evaluator, matchConditionsBudget, type NamedExpression, OutOfBudget } from './evaluate.ts';
import type { Expression } from './expression.ts';
import type { FailurePolicy, MatchCondition } from './policy.ts';

/** True: go on. False: the policy does not apply. A text: the error that stops it. */
export type ConditionsResult = boolean | string;

export type MatchConditions = (activation: Activation) => ConditionsResult;

/**
 * Compiles match conditions: one that is false wins over any error of the others, then the failure policy rules over
 * the errors (apiserver v0.36.3 admission/plugin/webhook/matchconditions/matcher.go).
 */
export function compileMatchConditions(
  policy: { readonly matchConditions: readonly MatchCondition[]; readonly failurePolicy: FailurePolicy },
  variables: readonly NamedExpression[],
  compile: (text: string) => Expression,
): MatchConditions {
  const expressions = policy.matchConditions.map(({ expression }) => compile(expression));
  if (expressions.length === 0) return () => true;
  return (activation) => {
    const results = new Evaluator(activation, variables, matchConditionsBudget).all(expressions);
    if (results instanceof OutOfBudget) return policy.failurePolicy === 'Fail' && results.message;
    if (results.some((result) => result.ok && result.value === false)) return false;
    const errors = results.flatMap((result) => (result.ok ? [] : [result.error]));
    if (errors.length === 0) return true;
    return policy.failurePolicy === 'Fail' && aggregate(errors);
  };
}

/** One error as it is, several in brackets, none twice. */
function aggregate(errors: readonly string[]): string {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? `${distinct[0]}` : `[${distinct.join(', ')}]`;
}
