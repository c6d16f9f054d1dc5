import { celText } from './expressions.ts';
import type { CelValidation } from './guardrail.ts';

/**
 * Asks that a variable, the names of what breaks the rule, is an empty list, and lists them when it is not. `unless` is
 * an expression with its `||`, for where nothing is asked.
 */
export function noneFound(variable: string, rule: string, found: string, unless: string = ''): CelValidation {
  return {
    expression: `${unless}variables.${variable}.size() == 0`,
    message: rule,
    messageExpression: `${celText(`${rule}; ${found}: `)} + variables.${variable}.join(', ')`,
  };
}
