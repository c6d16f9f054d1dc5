import { Type } from '../check/type.ts';
import { CelError } from '../value/error.ts';
import { formatFixed, formatScientific, formatShortest } from '../value/float-format.ts';
import { mapGet, mapKeys } from '../value/map-access.ts';
import { asDouble, isInt, UintValue } from '../value/number.ts';
import { quoteGo, utf8 } from '../value/text.ts';
import { DurationValue, durationSeconds, formatTimestamp, TimestampValue } from '../value/time.ts';
import { isMap, typeOf } from '../value/type-of.ts';
import type { Value } from '../value/value.ts';
import { toText } from './conversions.ts';
import { type FormatProblem, fillTemplate, type Verb } from './format-template.ts';

/** One generation of formatting: which values each verb takes, and how it words its refusal. */
interface Generation {
  format(verb: Verb, precision: number | null, value: Value): string | FormatProblem;
}

const DEFAULT_PRECISION = 6;

function run(generation: Generation, template: string, args: readonly Value[]): Value {
  const filled = fillTemplate<Value>(template, {
    args,
    running: true,
    format: (verb, precision, value) => generation.format(verb, precision, value),
  });
  return typeof filled === 'string' ? filled : new CelError(filled.message);
}

/** `string.format` as in versions 1 to 3 of the strings library, which Kubernetes has. */
export function formatClassic(template: string, args: readonly Value[]): Value {
  return run(classic, template, args);
}

/** `string.format` since version 4. */
export function formatCurrent(template: string, args: readonly Value[]): Value {
  return run(current, template, args);
}

/** Why a verb refuses a type, by generation. Both keep the same words for `%s`. */
export const REFUSALS: Readonly<Record<'classic' | 'current', Readonly<Record<Verb, string>>>> = {
  classic: refusals({
    d: 'decimal clause can only be used on integers',
    f: 'fixed-point clause can only be used on doubles',
    e: 'scientific clause can only be used on doubles',
    b: 'only integers and bools can be formatted as binary',
    x: 'only integers, byte buffers, and strings can be formatted as hex',
    o: 'octal clause can only be used on integers',
  }),
  current: refusals({
    d: 'decimal clause can only be used on ints, uints, and doubles',
    f: 'fixed-point clause can only be used on ints, uints, and doubles',
    e: 'scientific clause can only be used on ints, uints, and doubles',
    b: 'only ints, uints, and bools can be formatted as binary',
    x: 'only ints, uints, bytes, and strings can be formatted as hex',
    o: 'octal clause can only be used on ints and uints',
  }),
};

function refusals(words: Omit<Record<Verb, string>, 's' | 'X'>): Record<Verb, string> {
  const s =
    'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps';
  return { ...words, s, X: words.x };
}

function refuse(generation: 'classic' | 'current', verb: Verb, value: Value): FormatProblem {
  return { message: `${REFUSALS[generation][verb]}, was given ${typeOf(value).name}` };
}

function wholeNumber(value: Value): bigint | null {
  if (isInt(value)) return BigInt(value);
  return value instanceof UintValue ? value.value : null;
}

/** `%b`, `%x`, `%X` and `%o`, on which both generations agree. Null for a value the verb does not take. */
function inBase(verb: Verb, value: Value): string | null {
  const whole = wholeNumber(value);
  if (verb === 'b') {
    if (typeof value === 'boolean') return value ? '1' : '0';
    return whole?.toString(2) ?? null;
  }
  if (verb === 'o') return whole?.toString(8) ?? null;
  const hex = whole?.toString(16) ?? hexOfBytes(value);
  return verb === 'X' ? (hex?.toUpperCase() ?? null) : hex;
}

function hexOfBytes(value: Value): string | null {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('hex') : null;
}

const classic: Generation = {
  format(verb, precision, value) {
    switch (verb) {
      case 's':
        return classicText(value);
      case 'd':
        return wholeNumber(value)?.toString() ?? refuse('classic', 'd', value);
      case 'f':
      case 'e':
        return classicFloat(verb, precision ?? DEFAULT_PRECISION, value);
      default:
        return inBase(verb, value) ?? refuse('classic', verb, value);
    }
  },
};

const FLOAT_NAMES = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

function classicFloat(verb: 'f' | 'e', precision: number, value: Value): string | FormatProblem {
  const double = typeof value === 'string' ? (FLOAT_NAMES.get(value) ?? null) : asDouble(value);
  if (double === null) return refuse('classic', verb, value);
  // It knows no negative zero.
  const shown = double === 0 ? 0 : double;
  return verb === 'f' ? englishFixed(shown, precision) : englishScientific(shown, precision);
}

/** As golang.org/x/text prints for en-US: thousands in groups, infinity as a sign. */
function englishFixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return englishSpecial(value);
  const [whole = '', fraction] = formatFixed(value, precision).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function englishSpecial(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '∞' : '-∞';
}

const SUPERSCRIPTS = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];

/** Upstream writes the precision where a width belongs: six decimals always, padded to that width. */
function englishScientific(value: number, width: number): string {
  if (!Number.isFinite(value)) return englishSpecial(value).padStart(width);
  const [mantissa = '', exponent = ''] = formatScientific(value, DEFAULT_PRECISION).split('e');
  const raised = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] as string);
  return `${mantissa}×10${raised}`.padStart(width);
}

function classicText(value: Value): string | FormatProblem {
  if (value === null) return 'null';
  if (Array.isArray(value)) return classicList(value as readonly Value[]);
  if (isMap(value)) return classicMap(value);
  const known = ['int', 'uint', 'double', 'bool', 'string', 'timestamp', 'bytes', 'duration', 'type'];
  if (!known.includes(typeOf(value).kind)) return refuse('classic', 's', value);
  const text = toText(value);
  return typeof text === 'string'
    ? text
    : { message: `could not convert argument ${quoteGo((text as CelError).message)} to string` };
}

/** A value inside a list or map: as a CEL literal. */
function classicElement(value: Value): string | FormatProblem {
  if (typeof value === 'string') return quoteGo(value);
  if (value instanceof TimestampValue) return `timestamp(${quoteGo(formatTimestamp(value))})`;
  if (value instanceof DurationValue) return `duration(${quoteGo(toText(value) as string)})`;
  const double = asDouble(value);
  if (double !== null) {
    return Number.isFinite(double) ? formatFixed(double, DEFAULT_PRECISION) : quoteGo(formatFixed(double, 0));
  }
  if (isInt(value) || value instanceof UintValue) return toText(value) as string;
  if (value instanceof Uint8Array) {
    const text = classicText(value);
    return typeof text === 'string' ? `b${quoteGo(text)}` : text;
  }
  if (
    value === null ||
    typeof value === 'boolean' ||
    Array.isArray(value) ||
    isMap(value) ||
    value instanceof Type
  ) {
    return classicText(value);
  }
  return { message: `no formatting function for ${typeOf(value).name}` };
}

function classicList(list: readonly Value[]): string | FormatProblem {
  const parts: string[] = [];
  for (const element of list) {
    const text = classicElement(element);
    if (typeof text !== 'string') return text;
    parts.push(text);
  }
  return `[${parts.join(', ')}]`;
}

function classicMap(map: Parameters<typeof mapKeys>[0]): string | FormatProblem {
  const pairs: [string, string][] = [];
  for (const key of mapKeys(map)) {
    const simple =
      typeof key === 'string' || typeof key === 'boolean' || isInt(key) || key instanceof UintValue;
    if (!simple) return { message: `no formatting function for map key of type ${typeOf(key).name}` };
    const value = classicElement(mapGet(map, key) as Value);
    if (typeof value !== 'string') return value;
    pairs.push([typeof key === 'string' ? quoteGo(key) : (toText(key) as string), value]);
  }
  return `{${sorted(pairs)
    .map(([key, value]) => `${key}:${value}`)
    .join(', ')}}`;
}

function sorted(pairs: readonly [string, string][]): [string, string][] {
  return pairs.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

const current: Generation = {
  format(verb, precision, value) {
    switch (verb) {
      case 's':
        return currentText(value);
      case 'd':
        return (
          wholeNumber(value)?.toString() ??
          currentFloat(value, formatShortest) ??
          refuse('current', 'd', value)
        );
      case 'f':
      case 'e':
        return currentRounded(verb, precision ?? DEFAULT_PRECISION, value);
      default:
        return inBase(verb, value) ?? refuse('current', verb, value);
    }
  },
};

function currentFloat(value: Value, print: (double: number) => string): string | null {
  const double = asDouble(value);
  if (double === null) return null;
  if (Number.isNaN(double)) return 'NaN';
  if (!Number.isFinite(double)) return double > 0 ? 'Infinity' : '-Infinity';
  return print(double);
}

function currentRounded(verb: 'f' | 'e', precision: number, value: Value): string | FormatProblem {
  const print = verb === 'f' ? formatFixed : formatScientific;
  const whole = wholeNumber(value);
  if (whole !== null) return print(Number(whole), precision);
  return currentFloat(value, (double) => print(double, precision)) ?? refuse('current', verb, value);
}

function currentText(value: Value): string | FormatProblem {
  if (value === null) return 'null';
  if (Array.isArray(value)) return currentList(value as readonly Value[]);
  if (isMap(value)) return currentMap(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (value instanceof TimestampValue) return formatTimestamp(value, true);
  if (value instanceof DurationValue) return `${formatShortest(durationSeconds(value))}s`;
  if (value instanceof Type) return value.name;
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  return (
    wholeNumber(value)?.toString() ?? currentFloat(value, formatShortest) ?? refuse('current', 's', value)
  );
}

function currentList(list: readonly Value[]): string | FormatProblem {
  const parts: string[] = [];
  for (const element of list) {
    const text = currentText(element);
    if (typeof text !== 'string') return text;
    parts.push(text);
  }
  return `[${parts.join(', ')}]`;
}

function currentMap(map: Parameters<typeof mapKeys>[0]): string | FormatProblem {
  const pairs: [string, string][] = [];
  for (const key of mapKeys(map)) {
    const keyText = currentText(key);
    if (typeof keyText !== 'string') return keyText;
    const value = currentText(mapGet(map, key) as Value);
    if (typeof value !== 'string') return value;
    pairs.push([keyText, value]);
  }
  return `{${sorted(pairs)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')}}`;
}
