import type { StructDecl } from '../check/declaration.ts';
import type { Dialect } from '../environment.ts';
import type { Expr } from '../syntax/ast.ts';
import { CelError } from '../value/error.ts';
import { MapValue } from '../value/map.ts';
import { asDouble } from '../value/number.ts';
import { OptionalValue } from '../value/optional.ts';
import { show } from '../value/show.ts';
import { goTypeOf, typeOf } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';
import { LIST_COST, MAP_COST, STRUCT_COST } from './call-cost.ts';
import type { Frame } from './frame.ts';
import { constant, type Planned } from './planned.ts';

/** `[a, ?b]`. A list of constants is itself one, and costs nothing. */
export function planList(expr: Expr & { kind: 'list' }, elements: readonly Planned[]): Planned {
  const known = elements.map((element) => element.constant);
  if (expr.optionals.size === 0 && known.every((value) => value !== undefined)) return constant(known);
  const runs = elements.map((element) => element.run);
  if (expr.optionals.size > 0) return planOptionalList(expr.optionals, elements);
  if (runs.length === 1) return planSingle(elements[0] as Planned);
  return {
    run: (frame) => {
      frame.cost += LIST_COST;
      const list: Value[] = [];
      for (const run of runs) {
        const value = run(frame);
        if (value instanceof CelError) return value;
        list.push(value);
      }
      return list;
    },
  };
}

function planSingle({ run }: Planned): Planned {
  return {
    run: (frame) => {
      frame.cost += LIST_COST;
      const value = run(frame);
      return value instanceof CelError ? value : [value];
    },
  };
}

function planOptionalList(optionals: ReadonlySet<number>, elements: readonly Planned[]): Planned {
  return {
    run: (frame) => {
      frame.cost += LIST_COST;
      const list: Value[] = [];
      for (const [i, { run }] of elements.entries()) {
        const value = run(frame);
        if (value instanceof CelError) return value;
        if (!optionals.has(i)) {
          list.push(value);
        } else if (!(value instanceof OptionalValue)) {
          return new CelError(
            `cannot initialize optional list element from non-optional value ${show(value)}`,
          );
        } else if (value.value !== undefined) {
          list.push(value.value);
        }
      }
      return list;
    },
  };
}

/** `{a: b, ?c: d}`. */
export function planMap(
  expr: Expr & { kind: 'map' },
  entries: readonly (readonly [Planned, Planned])[],
  dialect: Dialect,
): Planned {
  const build = (frame: Frame): Value => {
    const map = new MapValue();
    for (const [i, [key, value]] of entries.entries()) {
      const failed = addEntry(frame, map, key, value, expr.entries[i]?.optional === true, dialect);
      if (failed) return failed;
    }
    return map;
  };
  const known = entries.every(([key, value]) => key.constant !== undefined && value.constant !== undefined);
  if (known && entries.every((_, i) => !expr.entries[i]?.optional)) return constant(build(NO_FRAME));
  return {
    run: (frame) => {
      frame.cost += MAP_COST;
      return build(frame);
    },
  };
}

/** Constants do not look at their frame. */
const NO_FRAME = null as unknown as Frame;

function addEntry(
  frame: Frame,
  map: MapValue,
  key: Planned,
  value: Planned,
  optional: boolean,
  dialect: Dialect,
): CelError | null {
  const keyValue = key.run(frame);
  if (keyValue instanceof CelError) return keyValue;
  const held = value.run(frame);
  if (held instanceof CelError) return held;
  if (keyValue instanceof Uint8Array) {
    return new CelError(`internal error: runtime error: hash of unhashable type ${goTypeOf(keyValue)}`);
  }
  const wrong = dialect === 'specification' ? wrongKey(map, keyValue) : null;
  if (wrong) return wrong;
  if (!optional) {
    map.set(keyValue, held);
    return null;
  }
  if (!(held instanceof OptionalValue)) {
    return new CelError(
      `cannot initialize optional entry '${show(keyValue)}' from non-optional value ${show(held)}`,
    );
  }
  if (held.value === undefined) map.delete(keyValue);
  else map.set(keyValue, held.value);
  return null;
}

/** The specification takes each key once, and no doubles. cel-go takes both. */
function wrongKey(map: MapValue, key: Value): CelError | null {
  if (asDouble(key) !== null || key === null)
    return new CelError(`unsupported key type: ${typeOf(key).name}`);
  return map.get(key) === undefined ? null : new CelError(`Failed with repeated key: ${show(key)}`);
}

/** `Name{a: b, ?c: d}`. */
export function planStruct(
  expr: Expr & { kind: 'struct' },
  decl: StructDecl,
  values: readonly Planned[],
): Planned {
  return {
    run: (frame) => {
      frame.cost += STRUCT_COST;
      const fields = new Map<string, Value>();
      for (const [i, field] of expr.fields.entries()) {
        const value = (values[i] as Planned).run(frame);
        if (value instanceof CelError) return value;
        if (!field.optional) {
          fields.set(field.name, value);
        } else if (!(value instanceof OptionalValue)) {
          return new CelError(
            `cannot initialize optional entry '${field.name}' from non-optional value ${show(value)}`,
          );
        } else if (value.value !== undefined) {
          fields.set(field.name, value.value);
        }
      }
      return decl.construct ? decl.construct(fields) : new CelError(`unknown type '${decl.name}'`);
    },
  };
}
