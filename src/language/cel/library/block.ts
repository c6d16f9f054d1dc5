import type { Library } from '../environment.ts';
import type { Expr } from '../syntax/ast.ts';
import { isNamespace, type Macro, MacroError, type MacroHelper } from '../syntax/macro.ts';

function number(arg: Expr | undefined, call: string): number {
  if (arg?.kind === 'literal' && Number.isSafeInteger(arg.value)) return arg.value as number;
  throw new MacroError(arg as Expr, `${call} requires a single non-negative int constant arg`);
}

/** `cel.block([a, b], e)`: the elements by the names `@index0`, `@index1`, each worked out once when it is read. */
function expandBlock(h: MacroHelper, args: readonly Expr[]): Expr {
  const [list, result] = args as [Expr, Expr];
  if (list.kind !== 'list')
    throw new MacroError(list, 'cel.block requires the first arg to be a list literal');
  return list.elements.reduceRight((inner, element, i) => h.bind(`@index${i}`, element, inner), result);
}

function inCel(name: string, args: number, expand: (h: MacroHelper, args: readonly Expr[]) => Expr): Macro {
  return {
    name,
    receiver: true,
    args,
    expand: (h, target, given) => (isNamespace(target, 'cel') ? expand(h, given) : null),
  };
}

/** The specification's way to write down what optimizers make of common parts. */
export const blockLibrary: Library = {
  macros: [
    inCel('block', 2, expandBlock),
    inCel('index', 1, (h, [index]) => h.ident(`@index${number(index, 'cel.index')}`)),
    inCel('iterVar', 2, (h, [depth, index]) =>
      h.ident(`@it:${number(depth, 'cel.iterVar')}:${number(index, 'cel.iterVar')}`),
    ),
    inCel('accuVar', 2, (h, [depth, index]) =>
      h.ident(`@ac:${number(depth, 'cel.accuVar')}:${number(index, 'cel.accuVar')}`),
    ),
  ],
};
