import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';

/**
 * Nested maps of texts as go-yaml v3 prints them, two spaces deep (go.yaml.in/yaml/v3 encode.go, emitterc.go).
 * Lines are never folded.
 */
export function yamlText(map: ReadonlyMap<string, string | ReadonlyMap<string, string>>): string {
  return lines(map, '');
}

function lines(map: ReadonlyMap<string, string | ReadonlyMap<string, string>>, indent: string): string {
  return [...map.keys()]
    .sort(compareKeys)
    .map((key) => {
      const value = map.get(key) ?? '';
      const shown = keyText(key);
      if (typeof value !== 'string') return `${indent}${shown}:\n${lines(value, `${indent}  `)}`;
      return `${indent}${shown}: ${valueText(value, `${indent}  `)}\n`;
    })
    .join('');
}

/** A document as sigs.k8s.io/yaml prints it: keys sorted, items of a list as deep as its key. */
export function yamlDocument(value: Json): string {
  return isObject(value) && Object.keys(value).length > 0
    ? mapLines(value, '')
    : `${inlineText(value, '')}\n`;
}

function mapLines(map: JsonObject, indent: string): string {
  return Object.keys(map)
    .sort(compareKeys)
    .map((key) => `${indent}${keyText(key)}:${entryText(map[key] ?? null, indent)}`)
    .join('');
}

/** What stands behind a key. */
function entryText(value: Json, indent: string): string {
  if (Array.isArray(value) && value.length > 0) return `\n${listLines(value, indent)}`;
  if (isObject(value) && Object.keys(value).length > 0) return `\n${mapLines(value, `${indent}  `)}`;
  return ` ${inlineText(value, `${indent}  `)}\n`;
}

function listLines(list: readonly Json[], indent: string): string {
  const deeper = `${indent}  `;
  return list
    .map((item) => {
      if (isObject(item) && Object.keys(item).length > 0)
        return `${indent}- ${mapLines(item, deeper).slice(deeper.length)}`;
      if (Array.isArray(item) && item.length > 0)
        return `${indent}- ${listLines(item, deeper).slice(deeper.length)}`;
      return `${indent}- ${inlineText(item, deeper)}\n`;
    })
    .join('');
}

function inlineText(value: Json, indent: string): string {
  if (typeof value === 'string') return valueText(value, indent);
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
  return String(value);
}

/** Go's `g` form of a float64, with an exponent from the seventh digit on, of two digits at least. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  const written = value.toExponential();
  const exponent = Number(written.slice(written.indexOf('e') + 1));
  if (exponent >= -4 && exponent < 6) return String(value);
  return written.replace(/e([-+])(\d)$/, 'e$10$2');
}

/** Numbers inside keys count as numbers, and letters come behind them (go-yaml sorter.go). */
function compareKeys(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  let digits = false;
  for (let at = 0; at < left.length && at < right.length; at++) {
    const [x, y] = [left[at] as string, right[at] as string];
    if (x === y) {
      digits = digit.test(x);
      continue;
    }
    const [xIsLetter, yIsLetter] = [letter.test(x), letter.test(y)];
    if (xIsLetter && yIsLetter) return byCodePoint(x, y);
    if (xIsLetter || yIsLetter) return (digits ? xIsLetter : yIsLetter) ? -1 : 1;
    return compareNumbers(left, right, at);
  }
  return left.length - right.length;
}

const digit = /^\p{Nd}$/u;
const letter = /^\p{L}$/u;

function byCodePoint(x: string, y: string): number {
  return (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0);
}

function compareNumbers(left: readonly string[], right: readonly string[], at: number): number {
  const leading = left[at] === '0' || right[at] === '0' ? hasNumberBefore(left, at) : 0n;
  const a = numberAt(left, at, leading);
  const b = numberAt(right, at, leading);
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.end === b.end ? byCodePoint(left[at] as string, right[at] as string) : a.end - b.end;
}

/** A zero behind another digit is part of that number. */
function hasNumberBefore(text: readonly string[], at: number): bigint {
  for (let before = at - 1; before >= 0 && digit.test(text[before] as string); before--)
    if (text[before] !== '0') return 1n;
  return 0n;
}

function numberAt(
  text: readonly string[],
  at: number,
  leading: bigint,
): { readonly value: bigint; readonly end: number } {
  let value = leading;
  let end = at;
  for (; end < text.length && digit.test(text[end] as string); end++)
    value = BigInt.asIntN(64, value * 10n + BigInt((text[end] as string).codePointAt(0) ?? 0) - 48n);
  return { value, end };
}

function keyText(key: string): string {
  if (key.includes('\n')) return doubleQuoted(key);
  return oneLine(key);
}

function valueText(value: string, indent: string): string {
  if (!value.includes('\n')) return oneLine(value);
  return canBeBlock(value) ? literal(value, indent) : doubleQuoted(value);
}

function oneLine(text: string): string {
  if (looksLikeOtherType(text)) return doubleQuoted(text);
  if (canBePlain(text)) return text;
  return special.test(text) || text.includes('\t') ? doubleQuoted(text) : `'${text.replaceAll("'", "''")}'`;
}

/** What a reader would take for a number, a boolean, a date or nothing when it is not quoted. */
function looksLikeOtherType(text: string): boolean {
  return (
    text === '' ||
    words.has(text) ||
    isNumber(text) ||
    /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text) ||
    isDate(text)
  );
}

const words: ReadonlySet<string> = new Set(
  (
    '~ null Null NULL true True TRUE false False FALSE y Y yes Yes YES on On ON n N no No NO off Off OFF ' +
    '.nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF'
  ).split(' '),
);

const number =
  /^(?:[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;

function isNumber(text: string): boolean {
  const plain = text.replaceAll('_', '');
  return /^[-+.0-9]/.test(text) && number.test(plain) && !overflows(plain);
}

/** Too large for a float64, and so no number to Go. */
function overflows(plain: string): boolean {
  return /^[-+]?[0-9.]+[eE]/.test(plain) && !Number.isFinite(Number(plain));
}

const date =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?$/;

function isDate(text: string): boolean {
  const found = date.exec(text);
  if (found === null) return false;
  const [, year, month, day, separator, hour, minute, second, zone] = found;
  if (separator !== undefined && (separator === ' ') === (zone !== undefined)) return false;
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const time = Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
  return time && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= last;
}

// What go-yaml takes for unprintable: controls, and everything beyond the basic plane.
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
// oxlint-disable-next-line no-control-regex
const special = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufffe\uffff\ud800-\udfff]/;

function canBePlain(text: string): boolean {
  return !(
    /^ | $|\t|[\u2028\u2029]/.test(text) ||
    special.test(text) ||
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[-?:](?:[ \t]|$)/.test(text) ||
    /:(?:[ \t]|$)/.test(text.slice(1)) ||
    /[ \t]#/.test(text)
  );
}

function canBeBlock(text: string): boolean {
  return !(text.endsWith(' ') || / [\n\u2028\u2029]/.test(text) || special.test(text));
}

function literal(text: string, indent: string): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const body = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`))
    .join('\n');
  return `|${hint}${chomp(text)}\n${body}`;
}

function chomp(text: string): string {
  if (!text.endsWith('\n')) return '-';
  return text === '\n' || text.endsWith('\n\n') ? '+' : '';
}

const escapes: Readonly<Record<string, string>> = {
  '\u0000': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\n': 'n',
  '\u000b': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
  '\t': 't',
};

function doubleQuoted(text: string): string {
  const body = Array.from(text)
    .map((character) => {
      const escape = escapes[character];
      if (escape !== undefined) return `\\${escape}`;
      if (!special.test(character)) return character;
      const code = character.codePointAt(0) ?? 0;
      const hex = code.toString(16).toUpperCase();
      if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
      return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
    })
    .join('');
  return `"${body}"`;
}
