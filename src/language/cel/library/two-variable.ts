import { type FunctionDecl, global } from '../check/declaration.ts';
import { mapType, typeParam } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { type Expr, operator } from '../syntax/ast.ts';
import {
  ACCUMULATOR,
  foldAll,
  foldExists,
  foldExistsOne,
  foldToList,
  type IterVars,
  type Macro,
  MacroError,
  type MacroHelper,
  refuseAccumulator,
  variableName,
} from '../syntax/macro.ts';
import { CelError } from '../value/error.ts';
import type { MapValue } from '../value/map.ts';
import { type AnyMap, mapGet, mapKeys } from '../value/map-access.ts';
import { show } from '../value/show.ts';
import type { Value } from '../value/value.ts';

const INSERT = 'cel.@mapInsert';

function variables(first: Expr, second: Expr): IterVars {
  const iterVar = variableName(first, 'argument must be a simple name');
  const iterVar2 = variableName(second, 'argument must be a simple name');
  if (iterVar === iterVar2) throw new MacroError(second, `duplicate variable name: ${iterVar}`);
  refuseAccumulator(iterVar, first);
  refuseAccumulator(iterVar2, second);
  return { iterVar, iterVar2 };
}

function quantifier(name: string, fold: typeof foldAll): Macro {
  return {
    name,
    receiver: true,
    args: 3,
    expand: (h, target, [k, v, test]) =>
      fold(h, target as Expr, variables(k as Expr, v as Expr), test as Expr),
  };
}

type Transform = (h: MacroHelper, range: Expr, vars: IterVars, filter: Expr | null, to: Expr) => Expr;

/** A macro with and without a filter before its last argument. */
function transform(name: string, run: Transform): Macro[] {
  return [3, 4].map((args) => ({
    name,
    receiver: true,
    args,
    expand: (h: MacroHelper, target: Expr | null, given: readonly Expr[]) => {
      const filter = args === 4 ? (given[2] as Expr) : null;
      return run(
        h,
        target as Expr,
        variables(given[0] as Expr, given[1] as Expr),
        filter,
        given.at(-1) as Expr,
      );
    },
  }));
}

function foldToMap(
  h: MacroHelper,
  range: Expr,
  vars: IterVars,
  filter: Expr | null,
  insert: () => Expr,
): Expr {
  const step = insert();
  const guarded = filter ? h.call(operator.conditional, filter, step, h.accumulator()) : step;
  const accuInit = h.emptyMap();
  const condition = h.literal(true);
  return h.fold({
    range,
    ...vars,
    accuVar: ACCUMULATOR,
    accuInit,
    condition,
    step: guarded,
    result: h.accumulator(),
  });
}

const macros: readonly Macro[] = [
  quantifier('all', foldAll),
  quantifier('exists', foldExists),
  quantifier('existsOne', foldExistsOne),
  quantifier('exists_one', foldExistsOne),
  ...transform('transformList', foldToList),
  ...transform('transformMap', (h, range, vars, filter, to) =>
    foldToMap(h, range, vars, filter, () => h.call(INSERT, h.accumulator(), h.ident(vars.iterVar), to)),
  ),
  ...transform('transformMapEntry', (h, range, vars, filter, to) =>
    foldToMap(h, range, vars, filter, () => h.call(INSERT, h.accumulator(), to)),
  ),
];

/** The accumulator's map is nobody else's, so it is filled in place. */
function insert(map: MapValue, key: Value, value: Value): Value {
  if (map.get(key) !== undefined) return new CelError(`insert failed: key ${show(key)} already exists`);
  map.set(key, value);
  return map;
}

function insertAll(map: MapValue, more: AnyMap): Value {
  for (const key of mapKeys(more)) {
    const failed = insert(map, key, mapGet(more, key) as Value);
    if (failed instanceof CelError) return failed;
  }
  return map;
}

const mapKV = mapType(typeParam('K'), typeParam('V'));

const mapInsert: FunctionDecl = {
  name: INSERT,
  overloads: [
    global('@mapInsert_map_key_value', [mapKV, typeParam('K'), typeParam('V')], mapKV, (map, key, value) =>
      insert(map as MapValue, key as Value, value as Value),
    ),
    global('@mapInsert_map_map', [mapKV, mapKV], mapKV, (map, more) =>
      insertAll(map as MapValue, more as AnyMap),
    ),
  ],
};

/** cel-go's two-variable comprehensions (ext/comprehensions.go). */
export const twoVariableLibrary: Library = { functions: [mapInsert], macros };
