import { type FunctionDecl, global, type Implementation, type Type } from '../../../../language/cel/index.ts';

/** A function that stood alone before Kyverno 1.18 and has a namespace since: `sha256`, `hash.sha256`. */
export function prefixed(
  namespace: string,
  name: string,
  args: readonly Type[],
  result: Type,
  run: Implementation,
): FunctionDecl[] {
  const id = `${namespace}_${name}_${args.length}`;
  return [
    { name, overloads: [global(`${id}_non_prefixed`, args, result, run)] },
    { name: `${namespace}.${name}`, overloads: [global(`${id}_prefixed`, args, result, run)] },
  ];
}
