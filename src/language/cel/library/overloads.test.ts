import { describe, expect, test } from 'vitest';
import type { FunctionDecl, Overload } from '../check/declaration.ts';
import { dynType, type Type } from '../check/type.ts';
import { Environment, type Library } from '../environment.ts';
import { AccessValue, authorizerLibrary, authorizerSelectorsLibrary } from '../kubernetes/authorizer.ts';
import { cidrLibrary } from '../kubernetes/cidr.ts';
import { ipLibrary } from '../kubernetes/ip.ts';
import { jsonPatchLibrary } from '../kubernetes/json-patch.ts';
import { kubernetesLists } from '../kubernetes/lists.ts';
import { namedFormatLibrary } from '../kubernetes/named-format.ts';
import { quantityLibrary } from '../kubernetes/quantity.ts';
import { findLibrary } from '../kubernetes/regex.ts';
import { semverLibrary } from '../kubernetes/semver.ts';
import { urlLibrary } from '../kubernetes/url.ts';
import { DoubleValue, UintValue } from '../value/number.ts';
import { OptionalValue } from '../value/optional.ts';
import { DurationValue, TimestampValue } from '../value/time.ts';
import type { Value } from '../value/value.ts';
import { encodersLibrary } from './encoders.ts';
import { listsLibrary } from './lists.ts';
import { mathLibrary } from './math.ts';
import { optionalLibrary } from './optional.ts';
import { regexLibrary } from './regex.ts';
import { setsLibrary } from './sets.ts';
import { standardLibrary } from './standard.ts';
import { stringsLibrary, stringsLibrary2 } from './strings.ts';
import { twoVariableLibrary } from './two-variable.ts';

const libraries: Readonly<Record<string, Library>> = {
  standardLibrary,
  encodersLibrary,
  listsLibrary,
  mathLibrary,
  optionalLibrary,
  regexLibrary,
  setsLibrary,
  stringsLibrary,
  stringsLibrary2,
  twoVariableLibrary,
  authorizerLibrary,
  authorizerSelectorsLibrary,
  cidrLibrary,
  ipLibrary,
  jsonPatchLibrary,
  kubernetesLists,
  namedFormatLibrary,
  quantityLibrary,
  findLibrary,
  semverLibrary,
  urlLibrary,
};

const INTS: readonly Value[] = [0, 1, -1, 63, 64, 2 ** 53 - 1, 2n ** 63n - 1n, -(2n ** 63n)];
const STRINGS: readonly Value[] = [
  '',
  'a',
  'aäb\u{1f600}c',
  '%s %d %.2f',
  '%',
  '(',
  '^a+$',
  '-1',
  '1e400',
  'NaN',
  'true',
  '\u0000',
  '500m',
  '1.5Gi',
  '1e99999',
  '0x1p4',
  '::ffff:1.2.3.4',
  'fe80::1%eth0',
  '10.0.0.0/33',
  '2001:db8::/32',
  'https://u:p@h:8080/a%20b?q=1;2&r=%zz#f',
  'v1.2',
  '1.2.3-a.01+b',
  '2020-02-30T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '1h1m1.5s',
  'Europe/Berlin',
  'No/Where',
  '+25:99',
  'YWI',
  '\\1\\',
  '__proto__',
];
const DOUBLES: readonly Value[] = [
  new DoubleValue(0),
  new DoubleValue(-3),
  0.5,
  1e300,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];

/** Values of a type that are likely to hurt. */
function samples(type: Type, depth = 2): readonly Value[] {
  switch (type.kind) {
    case 'int':
      return INTS;
    case 'string':
      return STRINGS;
    case 'double':
      return DOUBLES;
    case 'bool':
      return [true, false];
    case 'uint':
      return [new UintValue(0n), new UintValue(2n ** 64n - 1n)];
    case 'bytes':
      return [new Uint8Array(), Uint8Array.of(0xff, 0), Uint8Array.of(0x61)];
    case 'timestamp':
      return [
        new TimestampValue(0, 0),
        new TimestampValue(-62135596800, 0),
        new TimestampValue(253402300799, 999_999_999),
      ];
    case 'duration':
      return [new DurationValue(0n), new DurationValue(2n ** 63n - 1n), new DurationValue(-(2n ** 63n))];
    case 'type':
      return [type];
    case 'list':
      return listsOf(samples(type.params[0] as Type, depth - 1));
    case 'map':
      return [{}, { a: 1, constructor: 'x', ['__proto__']: 2 }];
    case 'struct':
    case 'opaque':
      return opaque(type, depth);
    default:
      return depth <= 0 ? [1, 'a', null] : [null, 'a', 1, 0.5, [1, 'a'], { a: [] }, OptionalValue.none];
  }
}

function listsOf(elements: readonly Value[]): readonly Value[] {
  return [[], elements.slice(0, 1), elements, [...elements, ...elements].slice(0, 9)];
}

function opaque(type: Type, depth: number): readonly Value[] {
  if (type.name === 'optional_type') {
    return [
      OptionalValue.none,
      ...samples(type.params[0] as Type, depth - 1).map((value) => OptionalValue.of(value)),
    ];
  }
  if (type.name.startsWith('kubernetes.authorization.') && !type.name.endsWith('Decision')) {
    return [new AccessValue(type, () => ({ allowed: true, reason: '' }))];
  }
  const maker = MAKERS[type.name];
  if (!maker) return [];
  return STRINGS.map((text) => made(maker, text)).filter((value): value is Value => value !== undefined);
}

/** The functions that make opaque values. */
const MAKERS: Readonly<Record<string, string>> = {
  'kubernetes.Quantity': 'quantity(a)',
  'kubernetes.URL': 'url(a)',
  'kubernetes.Semver': 'semver(a)',
  'kubernetes.NamedFormat': 'format.uri()',
  'net.IP': 'ip(a)',
  'net.CIDR': 'cidr(a)',
  'kubernetes.authorization.Decision': '1',
};

const NAMES = ['a', 'b', 'c', 'd'] as const;
const environment = Environment.create({ optionalSyntax: true }, ...Object.values(libraries), {
  variables: Object.fromEntries(NAMES.map((name) => [name, dynType])),
});

function made(expression: string, text: Value): Value | undefined {
  const compiled = environment.compile(expression);
  const result = compiled.ok ? compiled.program.evaluate({ a: text }) : undefined;
  return result?.ok ? result.value : undefined;
}

function call(decl: FunctionDecl, overload: Overload): string | null {
  const args = NAMES.slice(0, overload.args.length);
  if (!/^[\w.]+$/.test(decl.name)) return null;
  if (!overload.member) return `${decl.name}(${args.join(', ')})`;
  return `${args[0]}.${decl.name}(${args.slice(1).join(', ')})`;
}

/** All combinations where there are few, else pairs along the lists. */
function* combinations(pools: readonly (readonly Value[])[]): Generator<readonly Value[]> {
  if (pools.length === 0) {
    yield [];
    return;
  }
  const [first, ...rest] = pools as [readonly Value[], ...(readonly Value[])[]];
  for (const value of first)
    for (const others of combinations(rest.map((pool) => pool.slice(0, 9)))) yield [value, ...others];
}

describe.each(Object.entries(libraries))('%s', (_, library) => {
  for (const decl of library.functions ?? []) {
    test(`${decl.name} answers every value of its types, or with an error`, () => {
      for (const overload of decl.overloads) {
        const expression = call(decl, overload);
        if (expression === null) continue;
        const compiled = environment.compileUnchecked(expression, NAMES);
        if (!compiled.ok) throw new Error(`${expression}: ${compiled.text}`);
        for (const values of combinations(overload.args.map((type) => samples(type)))) {
          const activation = Object.fromEntries(values.map((value, i) => [NAMES[i], value])) as Record<
            string,
            Value
          >;
          const result = compiled.program.evaluate(activation);
          expect(result.ok || result.error !== '', expression).toBe(true);
          expect(Number.isFinite(result.cost), expression).toBe(true);
        }
      }
    });
  }
});
