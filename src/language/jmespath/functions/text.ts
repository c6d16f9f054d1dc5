import { compareBytes } from '../../../kube/bytes-order.ts';
import { matchWildcard } from '../../../kube/wildcard.ts';
import { equalFold, toLower, toUpper } from '../go-case.ts';
import { formatPlain32 } from '../go-format.ts';
import { toInt64 } from '../go-number.ts';
import { runeCount } from '../go-string.ts';
import type { Run } from '../run.ts';
import { float, isInteger, type Value } from '../value.ts';
import { type FunctionEntry, functionError, numberArg, textArg } from './entry.ts';

export const textFunctions: readonly FunctionEntry[] = [
  {
    name: 'compare',
    args: [['string'], ['string']],
    returns: 'number',
    note: 'Orders two texts by their bytes: -1, 0 or 1.',
    // Go's strings.Compare gives an int, which no other function takes for a number.
    call: (args) => BigInt(Math.sign(compareBytes(textArg(args, 0), textArg(args, 1)))),
  },
  {
    name: 'equal_fold',
    args: [['string'], ['string']],
    returns: 'bool',
    note: 'Whether two texts are equal but for the case of their letters.',
    call: (args) => equalFold(textArg(args, 0), textArg(args, 1)),
  },
  {
    name: 'replace',
    args: [['string'], ['string'], ['string'], ['number']],
    returns: 'string',
    note: 'Replaces the first n places of the second argument by the third; a negative n replaces all.',
    call: (args, run) => replace(args, toInt64(numberArg(args, 3)), run),
  },
  {
    name: 'replace_all',
    args: [['string'], ['string'], ['string']],
    returns: 'string',
    note: 'Replaces every place of the second argument by the third.',
    call: (args, run) => replace(args, -1n, run),
  },
  {
    name: 'to_upper',
    args: [['string']],
    returns: 'string',
    note: 'In upper case.',
    call: (args) => toUpper(textArg(args, 0)),
  },
  {
    name: 'to_lower',
    args: [['string']],
    returns: 'string',
    note: 'In lower case.',
    call: (args) => toLower(textArg(args, 0)),
  },
  {
    name: 'trim',
    args: [['string'], ['string']],
    returns: 'string',
    note: 'Without the characters of the second argument at either end.',
    call: (args) => trim(Array.from(textArg(args, 0)), new Set(textArg(args, 1))),
  },
  {
    name: 'trim_prefix',
    args: [['string'], ['string']],
    returns: 'string',
    note: 'Without the second argument at its beginning.',
    call: (args) => {
      const [text, prefix] = [textArg(args, 0), textArg(args, 1)];
      return text.startsWith(prefix) ? text.slice(prefix.length) : text;
    },
  },
  {
    name: 'split',
    args: [['string'], ['string']],
    returns: 'array[string]',
    note: 'The parts between the places of the second argument.',
    call: (args, run) => {
      const separator = textArg(args, 1);
      run.spend(textArg(args, 0).length >> 2);
      return separator === '' ? Array.from(textArg(args, 0)) : textArg(args, 0).split(separator);
    },
  },
  {
    name: 'pattern_match',
    args: [['string'], ['string', 'number']],
    returns: 'bool',
    note: 'Whether a pattern with * (any text) and ? (one character) matches the whole text.',
    call: (args, run) => {
      const [pattern, text] = [textArg(args, 0), scalarText(args[1] ?? null) ?? ''];
      run.spend((pattern.length * text.length) >> 6);
      return matchWildcard(pattern, text);
    },
  },
  {
    name: 'to_boolean',
    args: [['string']],
    returns: 'bool',
    note: 'The boolean that a text spells, whatever its case.',
    call: (args) => {
      const lower = toLower(textArg(args, 0));
      if (lower === 'true') return true;
      if (lower === 'false') return false;
      throw functionError(
        'to_boolean',
        `lowercase argument must be 'true' or 'false' (provided: '${textArg(args, 0)}')`,
      );
    },
  },
  {
    name: 'truncate',
    args: [['string'], ['number']],
    returns: 'string',
    note: 'The first n characters.',
    call: (args) => {
      const length = Number(toInt64(Math.max(numberArg(args, 1), 0)));
      const text = textArg(args, 0);
      if (length < 1) return '';
      return length >= runeCount(text) ? text : Array.from(text).slice(0, length).join('');
    },
  },
  {
    name: 'path_canonicalize',
    args: [['string']],
    returns: 'string',
    note: 'A path without empty parts, "." and "..".',
    call: (args) => canonicalPath(textArg(args, 0)),
  },
];

/** Upstream's way to text a scalar, numbers as float32; null for what is none. */
export function scalarText(value: Value): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || isInteger(value)) return String(value);
  const number = float(value);
  return number === undefined ? null : formatPlain32(number);
}

/** Go's strings.Replace; an empty `old` lies before every character and at the end. */
function replace(args: readonly Value[], times: bigint, run: Run): string {
  const [text, old, next] = [textArg(args, 0), textArg(args, 1), textArg(args, 2)];
  run.spend(text.length >> 6);
  const parts = old === '' ? ['', ...Array.from(text)] : text.split(old);
  const count = Math.min(times < 0n ? Number.POSITIVE_INFINITY : Number(times), placesIn(parts, old));
  run.spendText(text.length + count * Math.max(next.length - old.length, 0));
  if (old === '') return replaceEmpty(Array.from(text), next, count);
  return [parts.slice(0, count + 1).join(next), ...parts.slice(count + 1)].join(old);
}

function placesIn(parts: readonly string[], old: string): number {
  return old === '' ? parts.length : parts.length - 1;
}

function replaceEmpty(chars: readonly string[], next: string, count: number): string {
  const head = chars.slice(0, count).map((char) => next + char);
  const last = count > chars.length ? next : '';
  return head.join('') + chars.slice(count).join('') + last;
}

function trim(chars: readonly string[], cutset: ReadonlySet<string>): string {
  const start = chars.findIndex((char) => !cutset.has(char));
  if (start < 0) return '';
  const end = chars.findLastIndex((char) => !cutset.has(char));
  return chars.slice(start, end + 1).join('');
}

/** Go's filepath.Join of one path: an empty one stays empty, any other is cleaned. */
function canonicalPath(path: string): string {
  if (path === '') return '';
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push(part);
  }
  const joined = kept.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}
