import { isObject, type Json, type JsonObject } from '../../kube/json.ts';
import { sortedKeys } from './go-format.ts';
import { MAX_DEPTH } from './limits.ts';

/**
 * Go's encoding/json: its error texts when reading (scanner.go), its escapes and key order when writing (encode.go).
 */

/** Reads one JSON text. `fail` gets Go's message and must throw. */
export function decodeJson(text: string, fail: (message: string) => never): Json {
  return new Decoder(text, fail).document();
}

class Decoder {
  readonly #text: string;
  readonly #fail: (message: string) => never;
  #at = 0;
  #depth = 0;
  /** Go checks the whole syntax before it converts numbers, so this one is told last. */
  #overflow: string | null = null;

  constructor(text: string, fail: (message: string) => never) {
    this.#text = text;
    this.#fail = fail;
  }

  document(): Json {
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#unexpected('after top-level value');
    if (this.#overflow !== null) {
      this.#fail(`json: cannot unmarshal number ${this.#overflow} into Go value of type float64`);
    }
    return value;
  }

  #value(): Json {
    this.#space();
    const char = this.#text.charAt(this.#at);
    if (char === '{') return this.#nested(() => this.#object());
    if (char === '[') return this.#nested(() => this.#array());
    if (char === '"') return this.#string();
    if (char === 't') return this.#literal('true', true);
    if (char === 'f') return this.#literal('false', false);
    if (char === 'n') return this.#literal('null', null);
    if (char === '-' || isDigit(char)) return this.#number();
    return this.#unexpected('looking for beginning of value');
  }

  #nested<T extends Json>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.#fail('exceeded max depth');
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): JsonObject {
    const object: JsonObject = {};
    this.#space();
    if (this.#take('}')) return object;
    for (;;) {
      this.#space();
      if (this.#text.charAt(this.#at) !== '"') this.#unexpected('looking for beginning of object key string');
      const key = this.#string();
      this.#space();
      if (!this.#take(':')) this.#unexpected('after object key');
      setOwn(object, key, this.#value());
      this.#space();
      if (this.#take('}')) return object;
      if (!this.#take(',')) this.#unexpected('after object key:value pair');
    }
  }

  #array(): Json[] {
    const list: Json[] = [];
    this.#space();
    if (this.#take(']')) return list;
    for (;;) {
      list.push(this.#value());
      this.#space();
      if (this.#take(']')) return list;
      if (!this.#take(',')) this.#unexpected('after array element');
    }
  }

  #string(): string {
    const start = this.#at++;
    let plain = true;
    for (;;) {
      const char = this.#text.charAt(this.#at);
      if (char === '"') break;
      if (char === '' || char < ' ') this.#unexpected('in string literal');
      if (char === '\\') {
        plain = false;
        this.#escape();
      } else {
        this.#at++;
      }
    }
    const inner = this.#text.slice(start + 1, this.#at);
    this.#at++;
    return (plain ? inner : (JSON.parse(`"${inner}"`) as string)).toWellFormed();
  }

  #escape(): void {
    this.#at++;
    const char = this.#text.charAt(this.#at);
    if (char === 'u') {
      for (let i = 0; i < 4; i++) {
        this.#at++;
        if (!/^[0-9a-fA-F]$/.test(this.#text.charAt(this.#at))) {
          this.#unexpected('in \\u hexadecimal character escape');
        }
      }
    } else if (char === '' || !'"\\/bfnrt'.includes(char)) {
      this.#unexpected('in string escape code');
    }
    this.#at++;
  }

  #literal<T extends Json>(word: string, value: T): T {
    for (const expected of word) {
      if (this.#text.charAt(this.#at) !== expected) {
        this.#unexpected(`in literal ${word} (expecting '${expected}')`);
      }
      this.#at++;
    }
    return value;
  }

  #number(): number {
    const start = this.#at;
    this.#take('-');
    if (!this.#take('0')) this.#digits('in numeric literal');
    if (this.#take('.')) this.#digits('after decimal point in numeric literal');
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-');
      this.#digits('in exponent of numeric literal');
    }
    const text = this.#text.slice(start, this.#at);
    const value = Number(text);
    if (!Number.isFinite(value)) this.#overflow ??= text;
    return value;
  }

  #digits(context: string): void {
    if (!isDigit(this.#text.charAt(this.#at))) this.#unexpected(context);
    while (isDigit(this.#text.charAt(this.#at))) this.#at++;
  }

  #take(char: string): boolean {
    if (this.#text.charAt(this.#at) !== char) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (this.#at < this.#text.length && ' \t\r\n'.includes(this.#text.charAt(this.#at))) this.#at++;
  }

  /** At the end Go's scanner tries a blank, and only where one could stand does it speak of the end. */
  #unexpected(context: string): never {
    const code = this.#text.codePointAt(this.#at) ?? (blankMayFollow(context) ? null : 0x20);
    if (code === null) return this.#fail('unexpected end of JSON input');
    return this.#fail(`invalid character ${quoteByte(firstByte(code))} ${context}`);
  }
}

function blankMayFollow(context: string): boolean {
  return !/escape|literal \w|numeric/.test(context);
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9' && char.length === 1;
}

/** The first byte of the character's UTF-8: Go's scanner sees bytes. */
function firstByte(code: number): number {
  if (code < 0x80) return code;
  if (code < 0x800) return 0xc0 | (code >> 6);
  return code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
}

function quoteByte(byte: number): string {
  const char = String.fromCharCode(byte);
  if (char === "'") return "'\\''";
  if (char === '"') return "'\"'";
  if (byte >= 0x20 && byte < 0x7f && char !== '\\') return `'${char}'`;
  if (byte >= 0xa0 && byte !== 0xad) return `'${char}'`;
  const known: Readonly<Record<string, string>> = {
    '\u0007': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
    '\\': '\\\\',
  };
  const hex = byte.toString(16).padStart(2, '0');
  return `'${known[char] ?? (byte < 0x80 ? `\\x${hex}` : `\\u00${hex}`)}'`;
}

/** Sets a key that came from input: plain assignment would let `__proto__` through to the prototype. */
export function setOwn(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[key] = value;
  }
}

/** json.Marshal: sorted keys, `<`, `>` and `&` escaped. Throws TypeError for NaN and infinities, as Go errs. */
export function encodeJson(value: unknown, indent = ''): string {
  return indent === '' ? compact(value) : indented(value, '\n', indent);
}

function compact(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(compact).join(',')}]`;
  if (isObject(value)) {
    const pairs = definedKeys(value).map((key) => `${encodeText(key)}:${compact(value[key])}`);
    return `{${pairs.join(',')}}`;
  }
  return encodeScalar(value);
}

function indented(value: unknown, line: string, indent: string): string {
  const inner = line + indent;
  if (Array.isArray(value) && value.length > 0) {
    return `[${value.map((item) => inner + indented(item, inner, indent)).join(',')}${line}]`;
  }
  if (isObject(value)) {
    const keys = definedKeys(value);
    const pairs = keys.map((key) => `${inner}${encodeText(key)}: ${indented(value[key], inner, indent)}`);
    return keys.length === 0 ? '{}' : `{${pairs.join(',')}${line}}`;
  }
  return Array.isArray(value) ? '[]' : encodeScalar(value);
}

function definedKeys(value: JsonObject): string[] {
  return sortedKeys(value).filter((key) => value[key] !== undefined);
}

function encodeScalar(value: unknown): string {
  if (typeof value === 'string') return encodeText(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`json: unsupported value: ${goNonFinite(value)}`);
    return Object.is(value, -0) ? '-0' : String(value);
  }
  return String(value);
}

function goNonFinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function encodeText(text: string): string {
  const quoted = text.isWellFormed() ? JSON.stringify(text) : quoteMixed(text);
  return /[<>&\u2028\u2029]/.test(quoted) ? quoted.replace(/[<>&\u2028\u2029]/g, escapeForHtml) : quoted;
}

function escapeForHtml(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Go writes bytes that are no UTF-8 as an escape, unlike a U+FFFD that stands in the text. */
function quoteMixed(text: string): string {
  const chars = Array.from(text, (char) =>
    char.isWellFormed() ? JSON.stringify(char).slice(1, -1) : '\\ufffd',
  );
  return `"${chars.join('')}"`;
}
