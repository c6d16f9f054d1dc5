import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nullable, typeOfType } from '../../../src/language/cel/check/type.ts';
import {
  boolType,
  bytesType,
  type Compiled,
  DoubleValue,
  doubleType,
  doubleValue,
  durationType,
  dynType,
  type FunctionDecl,
  intType,
  intValue,
  listType,
  MapValue,
  mapType,
  nullType,
  opaqueType,
  specificationEnvironment,
  stringType,
  type Type,
  timestampType,
  typeParam,
  UintValue,
  uintType,
  type Value,
} from '../../../src/language/cel/index.ts';
import { wellKnownType } from '../../../src/language/cel/library/well-known.ts';
import { parseDuration, parseTimestamp } from '../../../src/language/cel/value/time.ts';
import type { Tally } from '../harness.ts';
import { requireShare } from './kubernetes.ts';
import { tagged } from './tagged.ts';

const TESTS = 2456;
const NEEDS_MESSAGES = /cel\.expr\.conformance|TestAllTypes/;
const SPECIFICATION = 'specification';
const APART = new Map([
  ['block_ext', 'specification: block_ext'],
  ['network_ext', 'specification: network_ext'],
]);

interface Test {
  readonly name: string;
  readonly expr: string;
  readonly container?: string;
  readonly disableCheck?: boolean;
  readonly checkOnly?: boolean;
  readonly typeEnv?: readonly Declaration[];
  readonly bindings?: Readonly<Record<string, { readonly value: unknown }>>;
  readonly value?: unknown;
  readonly evalError?: unknown;
  readonly typedResult?: { readonly result?: unknown; readonly deducedType?: unknown };
}

interface Declaration {
  readonly name: string;
  readonly ident?: { readonly type: unknown };
  readonly function?: { readonly overloads: readonly Overload[] };
}

interface Overload {
  readonly overloadId: string;
  readonly params?: readonly unknown[];
  readonly resultType: unknown;
  readonly isInstanceFunction?: boolean;
}

interface TestFile {
  readonly section?: readonly { readonly name: string; readonly test?: readonly Test[] }[];
}

/** The tests of the specification that need no protobuf message but the well-known types. */
export function runSpecification(corpora: string, tally: Tally): void {
  const folder = join(corpora, 'cel', 'spec');
  let read = 0;
  let needMessages = 0;
  for (const file of readdirSync(folder).toSorted()) {
    const name = file.replace(/\.json$/, '');
    const { section = [] } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as TestFile;
    for (const { name: sectionName, test = [] } of section) {
      for (const one of test) {
        read++;
        if (NEEDS_MESSAGES.test(JSON.stringify(one))) needMessages++;
        else tally.check(APART.get(name) ?? SPECIFICATION, `${name}/${sectionName}/${one.name}`, judge(one));
      }
    }
  }
  tally.count('cel/spec', TESTS, read);
  tally.note(`${needMessages} tests of the specification need protobuf messages and are left out`);
  requireShare(tally, SPECIFICATION, 1);
}

function judge(test: Test): string | null {
  const compiled = compile(test);
  if (!compiled.ok)
    return test.evalError && compiled.program ? null : `${test.expr}: refused: ${compiled.text}`;
  if (test.typedResult?.deducedType) {
    const wanted = String(typeFrom(test.typedResult.deducedType));
    if (String(compiled.type) !== wanted)
      return `${test.expr}: expected type ${wanted}, found ${String(compiled.type)}`;
  }
  if (test.checkOnly) return null;
  const bindings = Object.entries(test.bindings ?? {}).map(([name, { value }]) => [name, valueFrom(value)]);
  const result = compiled.program.evaluate(Object.fromEntries(bindings) as Record<string, Value>);
  if (test.evalError)
    return result.ok ? `${test.expr}: expected an error, found ${show(result.value)}` : null;
  const wanted = show(valueFrom(test.value ?? test.typedResult?.result ?? { boolValue: true }));
  if (!result.ok) return `${test.expr}: expected ${wanted}, found the error ${result.error}`;
  return show(result.value) === wanted
    ? null
    : `${test.expr}: expected ${wanted}, found ${show(result.value)}`;
}

function compile(test: Test): Compiled {
  const variables: Record<string, Type> = {};
  const functions: FunctionDecl[] = [];
  for (const { name, ident, function: fn } of test.typeEnv ?? []) {
    if (ident) variables[name] = typeFrom(ident.type);
    if (fn) functions.push({ name, overloads: fn.overloads.map(overloadFrom) });
  }
  const environment = base.with({ container: test.container ?? '' }, { variables, functions });
  if (!test.disableCheck) return environment.compile(test.expr);
  return environment.compileUnchecked(test.expr, Object.keys(test.bindings ?? {}));
}

const base = specificationEnvironment();

function overloadFrom(overload: Overload): FunctionDecl['overloads'][number] {
  return {
    id: overload.overloadId,
    member: overload.isInstanceFunction === true,
    args: (overload.params ?? []).map(typeFrom),
    result: typeFrom(overload.resultType),
  };
}

const PRIMITIVES = new Map<unknown, Type>([
  ['BOOL', boolType],
  ['INT64', intType],
  ['UINT64', uintType],
  ['DOUBLE', doubleType],
  ['STRING', stringType],
  ['BYTES', bytesType],
]);

function typeFrom(json: unknown): Type {
  const [[kind, held] = ['dyn', null]] = Object.entries(json as Record<string, unknown>);
  const inner = (held ?? {}) as Record<string, unknown>;
  switch (kind) {
    case 'primitive':
      return PRIMITIVES.get(held) ?? dynType;
    case 'wrapper':
      return nullable(PRIMITIVES.get(held) ?? dynType);
    case 'null':
      return nullType;
    case 'wellKnown':
      return held === 'DURATION' ? durationType : held === 'TIMESTAMP' ? timestampType : dynType;
    case 'listType':
      return listType(typeFrom(inner.elemType ?? {}));
    case 'mapType':
      return mapType(typeFrom(inner.keyType ?? {}), typeFrom(inner.valueType ?? {}));
    case 'messageType':
      return wellKnownType(held as string) ?? dynType;
    case 'typeParam':
      return typeParam(held as string);
    case 'abstractType':
      return opaqueType(inner.name as string, ...((inner.parameterTypes ?? []) as unknown[]).map(typeFrom));
    case 'type':
      return typeOfType(typeFrom(held ?? {}));
    default:
      return dynType;
  }
}

/** Doubles without a fraction must stay doubles; NaN equals NaN here. */
function show(value: Value): string {
  return JSON.stringify(tagged(value));
}

function valueFrom(json: unknown): Value {
  const [[kind, held] = ['nullValue', null]] = Object.entries(json as Record<string, unknown>);
  switch (kind) {
    case 'int64Value':
      return intValue(BigInt(held as string));
    case 'uint64Value':
      return new UintValue(BigInt(held as string));
    case 'doubleValue':
      return doubleValue(Number(held));
    case 'bytesValue':
      return Uint8Array.from(Buffer.from(held as string, 'base64'));
    case 'listValue':
      return ((held as { values?: unknown[] }).values ?? []).map(valueFrom);
    case 'mapValue':
      return mapFrom((held as { entries?: { key: unknown; value: unknown }[] }).entries ?? []);
    case 'typeValue':
      return base.declarations.type(held as string) ?? opaqueType(held as string);
    case 'objectValue':
      return objectFrom(held as { '@type': string; value: unknown });
    default:
      return held as Value;
  }
}

function mapFrom(entries: readonly { key: unknown; value: unknown }[]): Value {
  const map = new MapValue();
  for (const { key, value } of entries) map.set(valueFrom(key), valueFrom(value));
  return map;
}

function objectFrom({ '@type': type, value }: { '@type': string; value: unknown }): Value {
  const name = type.replace('type.googleapis.com/google.protobuf.', '');
  switch (name) {
    case 'Int32Value':
    case 'Int64Value':
      return intValue(BigInt(value as string));
    case 'UInt32Value':
    case 'UInt64Value':
      return new UintValue(BigInt(value as string));
    case 'BytesValue':
      return Uint8Array.from(Buffer.from(value as string, 'base64'));
    case 'Duration':
      return parseDuration(value as string) as Value;
    case 'Timestamp':
      return parseTimestamp(value as string) as Value;
    default:
      return doublesIn(value);
  }
}

/** In google.protobuf.Value and its like every number is a double. */
function doublesIn(value: unknown): Value {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? new DoubleValue(value) : value;
  if (Array.isArray(value)) return value.map(doublesIn);
  if (typeof value !== 'object' || value === null) return value as Value;
  const map = new MapValue();
  for (const [key, held] of Object.entries(value)) map.set(key, doublesIn(held));
  return map;
}
