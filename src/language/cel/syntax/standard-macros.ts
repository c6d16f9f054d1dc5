import type { Expr } from './ast.ts';
import {
  foldAll,
  foldExists,
  foldExistsOne,
  foldToList,
  type IterVars,
  iterationVariable,
  type Macro,
  MacroError,
} from './macro.ts';

const NOT_SIMPLE = 'argument must be a simple name';
const NOT_IDENTIFIER = 'argument is not an identifier';

function over(arg: Expr | undefined, message: string): IterVars {
  return { iterVar: iterationVariable(arg as Expr, message) };
}

/** `has`, `all`, `exists`, `exists_one`, `map` and `filter` (cel-go parser/macro.go). */
export const standardMacros: readonly Macro[] = [
  {
    name: 'has',
    receiver: false,
    args: 1,
    expand: (h, _, [arg]) => {
      if (arg?.kind !== 'select') throw new MacroError(arg as Expr, 'invalid argument to has() macro');
      return h.presenceTest(arg.operand, arg.field);
    },
  },
  {
    name: 'all',
    receiver: true,
    args: 2,
    expand: (h, target, [v, test]) => foldAll(h, target as Expr, over(v, NOT_SIMPLE), test as Expr),
  },
  {
    name: 'exists',
    receiver: true,
    args: 2,
    expand: (h, target, [v, test]) => foldExists(h, target as Expr, over(v, NOT_SIMPLE), test as Expr),
  },
  {
    name: 'exists_one',
    receiver: true,
    args: 2,
    expand: (h, target, [v, test]) => foldExistsOne(h, target as Expr, over(v, NOT_SIMPLE), test as Expr),
  },
  {
    name: 'map',
    receiver: true,
    args: 2,
    expand: (h, target, [v, to]) => foldToList(h, target as Expr, over(v, NOT_IDENTIFIER), null, to as Expr),
  },
  {
    name: 'map',
    receiver: true,
    args: 3,
    expand: (h, target, [v, test, to]) =>
      foldToList(h, target as Expr, over(v, NOT_IDENTIFIER), test as Expr, to as Expr),
  },
  {
    name: 'filter',
    receiver: true,
    args: 2,
    expand: (h, target, [v, test]) =>
      foldToList(h, target as Expr, over(v, NOT_IDENTIFIER), test as Expr, v as Expr),
  },
];
