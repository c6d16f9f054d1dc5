import type { Library } from '../environment.ts';
import type { Expr } from '../syntax/ast.ts';
import { isNamespace, variableName } from '../syntax/macro.ts';

/** `cel.bind(name, init, result)` (cel-go ext/bindings.go). */
export const bindingsLibrary: Library = {
  macros: [
    {
      name: 'bind',
      receiver: true,
      args: 3,
      expand: (h, target, args) => {
        if (!isNamespace(target, 'cel')) return null;
        const [variable, init, result] = args as [Expr, Expr, Expr];
        const name = variableName(variable, 'cel.bind() variable names must be simple identifiers');
        return h.bind(name, init, result);
      },
    },
  ],
};
