import { type Cel, no } from './cel.ts';
import type { Matched } from './match.ts';

export interface NamedExpression {
  readonly name: string;
  readonly expression: Cel;
}

export interface Validation {
  readonly expression: Cel;
  readonly message: string;
  readonly messageExpression: Cel | null;
  readonly reason: string;
}

/** One rule, written or made by autogen, as expressions over `object`. */
export interface TranslatedRule {
  readonly matched: Matched;
  /** Whether the rule has a say, once its kinds match. */
  readonly applies: Cel;
  /** More of that, from a rule that is written in CEL. */
  readonly conditions: readonly NamedExpression[];
  readonly variables: readonly NamedExpression[];
  readonly validations: readonly Validation[];
  /** Whether the rule is an error; never one itself. */
  readonly errs: Cel;
  /** On DELETE the object is null to the expressions, not what is deleted. */
  readonly nullOnDelete: boolean;
}

/** A rule of one expression, whose message is the rule's own. */
export function simpleRule(matched: Matched, applies: Cel, passes: Cel): TranslatedRule {
  return {
    matched,
    applies,
    conditions: [],
    variables: [],
    validations: [{ expression: passes, message: '', messageExpression: null, reason: '' }],
    errs: no,
    nullOnDelete: false,
  };
}
