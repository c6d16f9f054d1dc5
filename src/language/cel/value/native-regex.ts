/**
 * A JavaScript RegExp for patterns where it provably does what RE2 does, in linear time: `^`, then characters and ASCII
 * classes, each with at most one quantifier, where what a repeated one takes can never be what may come after it; then
 * perhaps `$`. Such a pattern has one way to match, so nothing is ever tried twice. Null for every other pattern.
 */
export function nativeRegex(pattern: string): RegExp | null {
  if (!pattern.startsWith('^')) return null;
  const items = readItems(pattern);
  return items !== null && isDeterministic(items) ? new RegExp(pattern) : null;
}

interface Item {
  /** The characters it takes, as a bit for each ASCII code. */
  readonly takes: bigint;
  /** It may take nothing. */
  readonly optional: boolean;
  /** It may take another number of characters than one. */
  readonly quantified: boolean;
}

const ALL_ASCII = (1n << 128n) - 1n;

function bit(code: number): bigint {
  return 1n << BigInt(code);
}

const PLAIN = /^[A-Za-z0-9 _\-/:@#%&=~"'<>,;!`]$/;
const ESCAPED = /^[.\-/:@#%&=~"'<>,;!`\\+*?()|[\]{}^$]$/;
const QUANTIFIER = /^(?:[+*?]|\{(\d{1,3})(?:,(\d{0,3}))?\})/;

function readItems(pattern: string): Item[] | null {
  const items: Item[] = [];
  let at = 1;
  while (at < pattern.length) {
    if (pattern[at] === '$' && at === pattern.length - 1) return items;
    const set = readSet(pattern, at);
    if (set === null) return null;
    const quantifier = QUANTIFIER.exec(pattern.slice(set.end, set.end + 12));
    const next = set.end + (quantifier?.[0].length ?? 0);
    // A second quantifier (`a+?`, `a++`) is something else, and not alike in both.
    if (quantifier && /^[+*?{]/.test(pattern.slice(next, next + 1))) return null;
    items.push({ takes: set.takes, optional: mayBeEmpty(quantifier), quantified: quantifier !== null });
    at = next;
  }
  return items;
}

function mayBeEmpty(quantifier: RegExpExecArray | null): boolean {
  if (quantifier === null) return false;
  return quantifier[0] === '*' || quantifier[0] === '?' || quantifier[1] === '0';
}

interface CharacterSet {
  readonly takes: bigint;
  readonly end: number;
}

function readSet(pattern: string, at: number): CharacterSet | null {
  if (pattern[at] === '[') return readClass(pattern, at + 1);
  const char = readCharacter(pattern, at);
  return char && { takes: bit(char.code), end: char.end };
}

function readCharacter(pattern: string, at: number): { code: number; end: number } | null {
  const char = pattern[at] ?? '';
  if (PLAIN.test(char)) return { code: char.charCodeAt(0), end: at + 1 };
  const escaped = pattern[at + 1] ?? '';
  return char === '\\' && ESCAPED.test(escaped) ? { code: escaped.charCodeAt(0), end: at + 2 } : null;
}

/** Inside brackets a dot stands for itself. */
function readInClass(pattern: string, at: number): { code: number; end: number } | null {
  return pattern[at] === '.' ? { code: 0x2e, end: at + 1 } : readCharacter(pattern, at);
}

function readClass(pattern: string, start: number): CharacterSet | null {
  let takes = 0n;
  let at = start;
  while (pattern[at] !== ']') {
    const low = readInClass(pattern, at);
    if (low === null) return null;
    at = low.end;
    if (pattern[at] !== '-' || pattern[at + 1] === ']') {
      takes |= bit(low.code);
      continue;
    }
    const high = readInClass(pattern, at + 1);
    if (high === null || high.code < low.code) return null;
    for (let code = low.code; code <= high.code; code++) takes |= bit(code);
    at = high.end;
  }
  return takes === 0n ? null : { takes: takes & ALL_ASCII, end: at + 1 };
}

/** What a quantified item takes must differ from everything that may follow it. */
function isDeterministic(items: readonly Item[]): boolean {
  return items.every((item, i) => {
    if (!item.quantified) return true;
    for (const following of items.slice(i + 1)) {
      if ((following.takes & item.takes) !== 0n) return false;
      if (!following.optional) return true;
    }
    return true;
  });
}
