import type { Checked } from '../check/checker.ts';
import type { Environment } from '../environment.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Issues } from '../syntax/issue.ts';

/** A checked expression, for checks beyond types. */
export interface Validation {
  readonly expr: Expr;
  readonly checked: Checked;
  readonly issues: Issues;
  readonly environment: Environment;
  readonly mixedLiteralsIn: readonly string[];
}

export type Validator = (validation: Validation) => void;
