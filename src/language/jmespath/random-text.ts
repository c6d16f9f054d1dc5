import { JMESPathError } from './error.ts';
import type { Run } from './run.ts';

/** A text that `pattern` matches, chosen at random. Anchors and boundaries add nothing to it, as upstream (goregen). */
export function randomText(pattern: string, run: Run): string {
  if (pattern === '') throw new JMESPathError('no pattern provided');
  const node = new Reader(pattern).pattern();
  const pick = run.options.random ?? Math.random;
  return generate(node, (below) => Math.floor(pick() * below), run);
}

type Node =
  | { readonly type: 'chars'; readonly chars: readonly string[] }
  | { readonly type: 'sequence' | 'choice'; readonly nodes: readonly Node[] }
  | { readonly type: 'repeat'; readonly node: Node; readonly min: number; readonly max: number };

/** Upstream's bound for `*` and `+`. */
const UNBOUNDED = 4096;

function generate(node: Node, pick: (below: number) => number, run: Run): string {
  run.spend(1);
  switch (node.type) {
    case 'chars':
      return node.chars[pick(node.chars.length)] ?? '';
    case 'choice': {
      const chosen = node.nodes[pick(node.nodes.length)];
      return chosen === undefined ? '' : generate(chosen, pick, run);
    }
    case 'sequence':
      return node.nodes.map((part) => generate(part, pick, run)).join('');
    default: {
      const times = node.min + pick(node.max - node.min + 1);
      let text = '';
      for (let i = 0; i < times; i++) text += generate(node.node, pick, run);
      return text;
    }
  }
}

const printable: readonly string[] = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Upstream's bound on counts. */
const MAX_COUNT = 1000;

/**
 * Reads RE2 without its Perl extensions, as goregen asks for it: no `\\d` and its kin, no `(?`, and counts may follow
 * each other. Negated classes are taken from printable ASCII.
 */
class Reader {
  readonly #chars: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#chars = Array.from(pattern);
  }

  pattern(): Node {
    const node = this.#alternatives();
    if (this.#at < this.#chars.length) throw this.#error('unexpected )', this.#chars.join(''));
    return node;
  }

  #alternatives(): Node {
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    return { type: 'choice', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#chars.length && this.#peek() !== '|' && this.#peek() !== ')') {
      if (/[*+?]/.test(this.#peek()))
        throw this.#error('missing argument to repetition operator', this.#peek());
      nodes.push(this.#counted(this.#atom()));
    }
    return { type: 'sequence', nodes };
  }

  #counted(node: Node): Node {
    const rest = this.#chars.slice(this.#at, this.#at + 12).join('');
    const [text, sign, low, comma, high] = /^(?:([*+?])|\{([0-9]+)(,?)([0-9]*)\})/.exec(rest) ?? [];
    if (text === undefined) return node;
    this.#at += text.length;
    let min = sign === '+' ? 1 : 0;
    let max = sign === '?' ? 1 : UNBOUNDED;
    if (sign === undefined) {
      min = Number(low);
      max = comma === '' ? min : high === '' ? UNBOUNDED : Number(high);
      if (min > MAX_COUNT || (high !== '' && max > MAX_COUNT) || min > max) {
        throw this.#error('invalid repeat count', text);
      }
    }
    return this.#counted({ type: 'repeat', node, min, max });
  }

  #atom(): Node {
    const char = this.#next();
    if (char === '(') {
      const node = this.#alternatives();
      if (!this.#take(')')) throw this.#error('missing closing )', this.#chars.join(''));
      return node;
    }
    if (char === '[') return { type: 'chars', chars: this.#class() };
    if (char === '.') return { type: 'chars', chars: printable };
    if (char === '^' || char === '$') return { type: 'sequence', nodes: [] };
    return { type: 'chars', chars: [char === '\\' ? this.#escaped() : char] };
  }

  #escaped(): string {
    const rest = this.#chars.slice(this.#at).join('');
    const [text, hex, octal] = /^(?:x(?:\{([0-9a-fA-F]+)\}|[0-9a-fA-F]{2})|(0[0-7]{0,2}))/.exec(rest) ?? [];
    if (text !== undefined) {
      this.#at += text.length;
      const code =
        octal === undefined ? Number.parseInt(hex ?? text.slice(1), 16) : Number.parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    }
    const char = this.#next();
    if (char === '') throw this.#error('trailing backslash at end of expression', '');
    const known = escapes[char] ?? (/[0-9A-Za-z]/.test(char) || char > '\u007f' ? undefined : char);
    if (known === undefined) throw this.#error('invalid escape sequence', `\\${char}`);
    return known;
  }

  #class(): readonly string[] {
    const start = this.#at - 1;
    const negated = this.#take('^');
    const found = new Set<string>();
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.#chars.length) {
        throw this.#error('missing closing ]', this.#chars.slice(start).join(''));
      }
      for (const char of this.#named() ?? this.#range()) found.add(char);
    }
    this.#take(']');
    return negated ? printable.filter((char) => !found.has(char)) : [...found];
  }

  #range(): readonly string[] {
    const start = this.#at;
    const first = this.#member();
    if (this.#peek() !== '-' || this.#chars[this.#at + 1] === ']') return [first];
    this.#next();
    const last = this.#member();
    const chars = charsBetween(first, last);
    if (chars.length > 0) return chars;
    throw this.#error('invalid character class range', this.#chars.slice(start, this.#at).join(''));
  }

  #member(): string {
    const char = this.#next();
    return char === '\\' ? this.#escaped() : char;
  }

  #named(): readonly string[] | null {
    const rest = this.#chars.slice(this.#at, this.#at + 14).join('');
    const [text, name = ''] = /^\[:([a-z]+):\]/.exec(rest) ?? [];
    const test = Object.hasOwn(classes, name) ? classes[name] : undefined;
    if (text === undefined || test === undefined) return null;
    this.#at += text.length;
    return printable.filter((char) => test.test(char));
  }

  #peek(): string {
    return this.#chars[this.#at] ?? '';
  }

  #next(): string {
    return this.#chars[this.#at++] ?? '';
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  #error(what: string, where: string): JMESPathError {
    return new JMESPathError(`error parsing regexp: ${what}: \`${where}\``);
  }
}

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  upper: /[A-Z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: / /,
  word: /\w/,
  xdigit: /[0-9A-Fa-f]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  ascii: /[ -~]/,
};

/** At most a plane's worth of characters is enough to choose from. */
function charsBetween(first: string, last: string): string[] {
  const from = first.codePointAt(0) ?? 0;
  const to = Math.min(last.codePointAt(0) ?? 0, from + 0xffff);
  const chars: string[] = [];
  for (let code = from; code <= to; code++) chars.push(String.fromCodePoint(code));
  return chars;
}
