import { type FunctionDecl, global, member, type Overload } from '../check/declaration.ts';
import { dynType, intType, listType, stringType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { show } from '../value/show.ts';
import { characters, codePointCount, hasSurrogates, sliceCodePoints } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { formatClassic, formatCurrent } from './format.ts';
import { classicFormatValidator, currentFormatValidator } from './format-validator.ts';

type Run = NonNullable<Overload['run']>;

function outOfRange(index: number | bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

function charAt(text: string, index: number): Value {
  const size = codePointCount(text);
  return index < 0 || index > size ? outOfRange(index) : sliceCodePoints(text, index, index + 1);
}

/** A place to search from must lie in the text: the specification checks it, older versions answered -1. */
function within(run: (text: string, part: string, from?: number) => Value): typeof run {
  return (text, part, from) =>
    from !== undefined && (from < 0 || from > codePointCount(text))
      ? outOfRange(from)
      : run(text, part, from);
}

/** Where `part` begins, in code points, from `from` on. */
function indexOf(text: string, part: string, from = 0): Value {
  if (part === '') return from;
  if (from < 0) return outOfRange(from);
  if (!hasSurrogates(text)) return from >= text.length ? -1 : text.indexOf(part, from);
  const points = characters(text);
  if (from >= points.length) return -1;
  const found = text.indexOf(part, points.slice(0, from).join('').length);
  return found < 0 ? -1 : codePointCount(text.slice(0, found));
}

/** Where the last `part` begins that does not begin behind `from`. */
function lastIndexOf(text: string, part: string, from?: number): Value {
  const size = codePointCount(text);
  if (part === '') return from ?? size;
  if (from !== undefined && from < 0) return outOfRange(from);
  if (from !== undefined && from >= size) return -1;
  const units = from === undefined || !hasSurrogates(text) ? from : sliceCodePoints(text, 0, from).length;
  const found = text.lastIndexOf(part, units);
  return found < 0 ? -1 : codePointCount(text.slice(0, found));
}

/** Go's strings.Split: an empty separator splits into characters. */
function split(text: string, separator: string, limit = -1): Value {
  if (limit === 0) return [];
  const parts = separator === '' ? characters(text) : text.split(separator);
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

/** Go's strings.Replace: an empty `old` matches before each character and at the end. */
function replace(text: string, old: string, by: string, limit = -1): Value {
  if (limit === 0 || old === by) return text;
  const parts = old === '' ? ['', ...characters(text), ''] : text.split(old);
  if (old === '') return interleave(parts.slice(1, -1), by, limit);
  const most = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1);
  return (
    parts.slice(0, most + 1).join(by) +
    parts
      .slice(most + 1)
      .map((part) => old + part)
      .join('')
  );
}

function interleave(chars: readonly string[], by: string, limit: number): string {
  const places = chars.length + 1;
  const most = limit < 0 ? places : Math.min(limit, places);
  return chars.map((char, i) => (i < most ? by : '') + char).join('') + (most === places ? by : '');
}

function substring(text: string, start: number, end?: number): Value {
  const size = codePointCount(text);
  if (end !== undefined && start > end) {
    return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  if (start < 0 || start > size) return outOfRange(start);
  if (end !== undefined && end > size) return outOfRange(end);
  return sliceCodePoints(text, start, end ?? size);
}

/** White space as Unicode and Go define it. */
const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const LEADING = new RegExp(`^${SPACE}`);

function trim(text: string): string {
  const start = text.replace(LEADING, '');
  let end = start.length;
  while (end > 0 && LEADING.test(start[end - 1] as string)) end--;
  return start.slice(0, end);
}

function join(list: readonly Value[], separator = ''): Value {
  const texts: string[] = [];
  for (const element of list) {
    if (typeof element !== 'string') return new CelError(`join: invalid input: ${show(element)}`);
    texts.push(element);
  }
  return texts.join(separator);
}

const QUOTED = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ['"', '\\"'],
]);

function quote(text: string): string {
  const escaped = characters(text.toWellFormed()).map((char) => QUOTED.get(char) ?? char);
  return `"${escaped.join('')}"`;
}

/** Signatures of one code with one to four arguments; the first is the target. */
function methods(
  name: string,
  run: unknown,
  ...signatures: readonly (readonly [string, Type, ...Type[]])[]
): FunctionDecl {
  return {
    name,
    overloads: signatures.map(([id, result, ...args]) =>
      member(id, [stringType, ...args], result, run as Run),
    ),
  };
}

const INDEX_OF = [
  ['string_index_of_string', intType, stringType],
  ['string_index_of_string_int', intType, stringType, intType],
] as const;
const LAST_INDEX_OF = [
  ['string_last_index_of_string', intType, stringType],
  ['string_last_index_of_string_int', intType, stringType, intType],
] as const;

const base: readonly FunctionDecl[] = [
  methods('charAt', charAt, ['string_char_at_int', stringType, intType]),
  methods('indexOf', indexOf, ...INDEX_OF),
  methods('lastIndexOf', lastIndexOf, ...LAST_INDEX_OF),
  methods('lowerAscii', (text: string) => text.replaceAll(/[A-Z]+/g, (part) => part.toLowerCase()), [
    'string_lower_ascii',
    stringType,
  ]),
  methods(
    'replace',
    (text: string, old: string, by: string, limit: number | bigint = -1) =>
      replace(text, old, by, Number(limit)),
    ['string_replace_string_string', stringType, stringType, stringType],
    ['string_replace_string_string_int', stringType, stringType, stringType, intType],
  ),
  methods(
    'split',
    (text: string, separator: string, limit: number | bigint = -1) => split(text, separator, Number(limit)),
    ['string_split_string', listType(stringType), stringType],
    ['string_split_string_int', listType(stringType), stringType, intType],
  ),
  methods(
    'substring',
    substring,
    ['string_substring_int', stringType, intType],
    ['string_substring_int_int', stringType, intType, intType],
  ),
  methods('trim', trim, ['string_trim', stringType]),
  methods('upperAscii', (text: string) => text.replaceAll(/[a-z]+/g, (part) => part.toUpperCase()), [
    'string_upper_ascii',
    stringType,
  ]),
];

function formatFunction(run: (format: string, args: readonly Value[]) => Value): FunctionDecl {
  const overload = member('string_format', [stringType, listType(dynType)], stringType, run as Run);
  return { name: 'format', overloads: [{ ...overload, stopsAtError: true }] };
}

const quoteFunction: FunctionDecl = {
  name: 'strings.quote',
  overloads: [global('strings_quote', [stringType], stringType, quote as Run)],
};

const joinFunction: FunctionDecl = {
  name: 'join',
  overloads: [
    member('list_join', [listType(stringType)], stringType, join as Run),
    member('list_join_string', [listType(stringType), stringType], stringType, join as Run),
  ],
};

/** cel-go's strings library (ext/strings.go), version 2: what Kubernetes has. */
export const stringsLibrary2: Library = {
  functions: [...base, formatFunction(formatClassic), quoteFunction, joinFunction],
  validators: [classicFormatValidator],
  mixedLiteralsIn: ['format'],
};

/** The newest version, with the formatting that the specification describes. */
export const stringsLibrary: Library = {
  functions: [
    ...base,
    formatFunction(formatCurrent),
    quoteFunction,
    joinFunction,
    methods('reverse', (text: string) => characters(text).toReversed().join(''), [
      'string_reverse',
      stringType,
    ]),
  ],
  validators: [currentFormatValidator],
  mixedLiteralsIn: ['format'],
};

/** The searches that refuse a place to start outside of the text. */
export const strictIndexes: readonly FunctionDecl[] = [
  methods('indexOf', within(indexOf), ...INDEX_OF),
  methods('lastIndexOf', within(lastIndexOf), ...LAST_INDEX_OF),
];
