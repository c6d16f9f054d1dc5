import { JMESPathError } from './error.ts';
import { compileRegexp } from './go-regexp.ts';
import type { Run } from './run.ts';

/** A text that `pattern` matches, chosen at random. Anchors and boundaries add nothing to it, as upstream (goregen). */
export function randomText(pattern: string, run: Run): string {
  if (pattern === '') throw new JMESPathError('no pattern provided');
  compileRegexp(pattern);
  const node = new Reader(pattern).alternatives();
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
    case 'repeat': {
      const times = node.min + pick(node.max - node.min + 1);
      let text = '';
      for (let i = 0; i < times; i++) text += generate(node.node, pick, run);
      return text;
    }
  }
}

const printable: readonly string[] = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const words = printable.filter((char) => /\w/.test(char));
const digits = printable.filter((char) => /\d/.test(char));

const escapes: Readonly<Record<string, readonly string[]>> = {
  d: digits,
  D: printable.filter((char) => !digits.includes(char)),
  w: words,
  W: printable.filter((char) => !words.includes(char)),
  s: ['\t', '\n', '\f', '\r', ' '],
  S: printable.filter((char) => char !== ' '),
  n: ['\n'],
  t: ['\t'],
  r: ['\r'],
  f: ['\f'],
  v: ['\v'],
  a: ['\u0007'],
};

/** Reads a pattern that is known to be good RE2. Negated classes are taken from printable ASCII. */
class Reader {
  readonly #chars: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#chars = [...pattern];
  }

  alternatives(): Node {
    const nodes = [this.#sequence()];
    while (this.#take('|')) nodes.push(this.#sequence());
    return { type: 'choice', nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#chars.length && this.#peek() !== '|' && this.#peek() !== ')') {
      nodes.push(this.#counted(this.#atom()));
    }
    return { type: 'sequence', nodes };
  }

  #counted(node: Node): Node {
    const rest = this.#chars.slice(this.#at, this.#at + 12).join('');
    const [text, sign, low, comma, high] = /^(?:([*+?])|\{([0-9]+)(,?)([0-9]*)\})\??/.exec(rest) ?? [];
    if (text === undefined) return node;
    this.#at += text.length;
    if (sign !== undefined) {
      return { type: 'repeat', node, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : UNBOUNDED };
    }
    const min = Number(low);
    const max = comma === '' ? min : high === '' ? UNBOUNDED : Number(high);
    return { type: 'repeat', node, min, max };
  }

  #atom(): Node {
    const char = this.#next();
    if (char === '(') return this.#group();
    if (char === '[') return { type: 'chars', chars: this.#class() };
    if (char === '.') return { type: 'chars', chars: printable };
    if (char === '^' || char === '$') return { type: 'sequence', nodes: [] };
    if (char === '\\') return this.#escape();
    return { type: 'chars', chars: [char] };
  }

  /** Names and flags of a group make no difference here. */
  #group(): Node {
    const rest = this.#chars.slice(this.#at).join('');
    const head = /^\?(?:P?<[^>]*>|[a-zA-Z-]*[:)])/.exec(rest)?.[0] ?? '';
    this.#at += [...head].length;
    if (head.endsWith(')')) return { type: 'sequence', nodes: [] };
    const node = this.alternatives();
    this.#take(')');
    return node;
  }

  #escape(): Node {
    const char = this.#next();
    if (char === 'b' || char === 'B' || char === 'A' || char === 'z') return { type: 'sequence', nodes: [] };
    return { type: 'chars', chars: escapes[char] ?? [char] };
  }

  #class(): readonly string[] {
    const negated = this.#take('^');
    const found = new Set<string>();
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.#chars.length) break;
      for (const char of this.#member()) found.add(char);
    }
    this.#take(']');
    return negated ? printable.filter((char) => !found.has(char)) : [...found];
  }

  #member(): readonly string[] {
    const char = this.#next();
    if (char === '\\')
      return escapes[this.#peek()] === undefined ? [this.#next()] : (escapes[this.#next()] ?? []);
    const named = char === '[' ? this.#named() : null;
    if (named !== null) return named;
    if (this.#peek() !== '-' || this.#chars[this.#at + 1] === ']') return [char];
    this.#next();
    const last = this.#take('\\') ? this.#next() : this.#next();
    return charsBetween(char, last);
  }

  #named(): readonly string[] | null {
    const rest = this.#chars.slice(this.#at, this.#at + 12).join('');
    const [text, name = ''] = /^:([a-z]+):\]/.exec(rest) ?? [];
    const test = text === undefined ? undefined : classes[name];
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
