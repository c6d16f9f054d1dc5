import { type FunctionDecl, global, member } from '../check/declaration.ts';
import {
  boolType,
  dynType,
  intType,
  listType,
  mapType,
  opaqueType,
  optionalType,
  stringType,
  type Type,
  typeParam,
} from '../check/type.ts';
import type { Library } from '../environment.ts';
import { type Expr, operator } from '../syntax/ast.ts';
import { type Macro, type MacroHelper, variableName } from '../syntax/macro.ts';
import { CelError } from '../value/error.ts';
import { asDouble, UintValue } from '../value/number.ts';
import { OpaqueValue } from '../value/opaque.ts';
import { OptionalValue } from '../value/optional.ts';
import { show } from '../value/show.ts';
import { sizeOf } from '../value/size.ts';
import { DurationValue, TimestampValue } from '../value/time.ts';
import type { Value } from '../value/value.ts';

const K = typeParam('K');
const V = typeParam('V');
const optionalV = optionalType(V);
const listV = listType(V);
const mapKV = mapType(K, V);

/** True for the zero of a type: 0, '', [], null. Values without one are never zero. */
function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0) return true;
  if (asDouble(value) !== null) return asDouble(value) === 0;
  if (value instanceof UintValue) return value.value === 0n;
  if (value instanceof DurationValue) return value.nanos === 0n;
  if (value instanceof TimestampValue) return value.seconds === -62135596800 && value.nanos === 0;
  if (value instanceof OpaqueValue) return value.isZero === true;
  return sizeOf(value) === 0;
}

function valueOf(optional: Value): Value {
  return (optional as OptionalValue).value ?? missing(optional as OptionalValue);
}

/** `??` takes a null value for a missing one. */
function missing(optional: OptionalValue): Value {
  return optional.value === null ? null : new CelError('optional.none() dereference');
}

function unwrap(list: Value): Value {
  const values: Value[] = [];
  for (const element of list as readonly Value[]) {
    if (!(element instanceof OptionalValue)) return new CelError(`value ${show(element)} is not optional`);
    if (element.value !== undefined) values.push(element.value);
  }
  return values;
}

function end(at: 0 | -1): (list: Value) => Value {
  return (list) => {
    const element = (list as readonly Value[]).at(at);
    return element === undefined ? OptionalValue.none : OptionalValue.of(element);
  };
}

/** Signatures only: the planner selects and indexes itself. */
function indexing(name: string, result: Type, ids: readonly [string, string, string, string]): FunctionDecl {
  const overloads = [
    global(ids[0], [listV, intType], result),
    global(ids[1], [optionalType(listV), intType], optionalV),
    global(ids[2], [mapKV, K], result),
    global(ids[3], [optionalType(mapKV), K], optionalV),
  ];
  return {
    name,
    overloads:
      name === operator.index ? [overloads[1], overloads[3]].filter((o) => o !== undefined) : overloads,
  };
}

const functions: readonly FunctionDecl[] = [
  {
    name: 'optional.of',
    overloads: [global('optional_of', [V], optionalV, (value) => OptionalValue.of(value as Value))],
  },
  {
    name: 'optional.ofNonZeroValue',
    overloads: [
      global('optional_ofNonZeroValue', [V], optionalV, (value) =>
        isZero(value as Value) ? OptionalValue.none : OptionalValue.of(value as Value),
      ),
    ],
  },
  { name: 'optional.none', overloads: [global('optional_none', [], optionalV, () => OptionalValue.none)] },
  { name: 'value', overloads: [member('optional_value', [optionalV], V, valueOf as () => Value)] },
  {
    name: 'hasValue',
    overloads: [
      member(
        'optional_hasValue',
        [optionalV],
        boolType,
        (optional) => (optional as OptionalValue).value !== undefined,
      ),
    ],
  },
  { name: 'or', overloads: [member('optional_or_optional', [optionalV, optionalV], optionalV)] },
  { name: 'orValue', overloads: [member('optional_orValue_value', [optionalV, V], V)] },
  {
    name: operator.optSelect,
    overloads: [global('select_optional_field', [dynType, stringType], optionalV)],
  },
  indexing(operator.optIndex, optionalV, [
    'list_optindex_optional_int',
    'optional_list_optindex_optional_int',
    'map_optindex_optional_value',
    'optional_map_optindex_optional_value',
  ]),
  indexing(operator.index, V, ['', 'optional_list_index_int', '', 'optional_map_index_value']),
];

/** What version 2 of the library added. */
const listFunctions: readonly FunctionDecl[] = [
  { name: 'last', overloads: [member('list_last', [listV], optionalV, end(-1) as () => Value)] },
  { name: 'first', overloads: [member('list_first', [listV], optionalV, end(0) as () => Value)] },
  {
    name: 'optional.unwrap',
    overloads: [global('optional_unwrap', [listType(optionalV)], listV, unwrap as () => Value)],
  },
  {
    name: 'unwrapOpt',
    overloads: [member('optional_unwrapOpt', [listType(optionalV)], listV, unwrap as () => Value)],
  },
];

/** `o.optMap(v, e)`: e with v bound to the value of o, when o has one. */
function expandOptMap(wrap: boolean): Macro['expand'] {
  return (h: MacroHelper, target: Expr | null, args: readonly Expr[]) => {
    const [variable, mapped] = args as [Expr, Expr];
    const macro = wrap ? 'optMap' : 'optFlatMap';
    const name = variableName(variable, `${macro}() variable name must be a simple identifier`);
    const test = h.memberCall('hasValue', target as Expr);
    const bound = h.bindLate(
      name,
      () => h.memberCall('value', h.copy(target as Expr)),
      () => mapped,
    );
    const present = wrap ? h.call('optional.of', bound) : bound;
    return h.call(operator.conditional, test, present, h.call('optional.none'));
  };
}

/** cel-go's optional types (cel/library.go), version 2, which Kubernetes has from 1.30 on. The syntax is a setting. */
export const optionalLibrary: Library = {
  functions: [...functions, ...listFunctions],
  types: [opaqueType('optional_type')],
  macros: [
    { name: 'optMap', receiver: true, args: 2, expand: expandOptMap(true) },
    { name: 'optFlatMap', receiver: true, args: 2, expand: expandOptMap(false) },
  ],
};
