/**
 * Where the JSON value ends that begins at `start`. When there is no whole and correct one, `~offset` of where it goes wrong,
 * which is negative. It is written without recursion, so nesting cannot exhaust the stack.
 */
export function endOfJson(bytes: Uint8Array, start: number): number {
  /** For each collection that is open the byte that closes it. */
  const open: number[] = [];
  let at = start;
  for (;;) {
    // A value has to stand here.
    const c = bytes[at];
    if (c === openBrace || c === openBracket) {
      const closing = c + 2;
      at = skipJsonSpace(bytes, at + 1);
      if (bytes[at] !== closing) {
        open.push(closing);
        if (c === openBrace) at = behindKey(bytes, at);
        if (at < 0) return at;
        continue;
      }
      at++;
    } else {
      at = c === quote ? behindString(bytes, at) : behindLiteral(bytes, at);
      if (at < 0) return at;
    }
    // A value has ended here.
    for (;;) {
      const closing = open.at(-1);
      if (closing === undefined) return at;
      at = skipJsonSpace(bytes, at);
      if (bytes[at] === closing) {
        open.pop();
        at++;
      } else if (bytes[at] === comma) {
        at = skipJsonSpace(bytes, at + 1);
        if (closing === closeBrace) at = behindKey(bytes, at);
        if (at < 0) return at;
        break;
      } else {
        return ~at;
      }
    }
  }
}

export function skipJsonSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const c = bytes[at];
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return at;
    at++;
  }
}

const openBrace = 123;
const closeBrace = 125;
const openBracket = 91;
const comma = 44;
const quote = 34;

/** Behind a key, its colon and the space after it. */
function behindKey(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== quote) return ~from;
  const end = behindString(bytes, from);
  if (end < 0) return end;
  const colon = skipJsonSpace(bytes, end);
  return bytes[colon] === 58 ? skipJsonSpace(bytes, colon + 1) : ~colon;
}

function behindString(bytes: Uint8Array, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    const c = bytes[at] as number;
    if (c === quote) return at + 1;
    if (c < 32) return ~at;
    if (c !== 92) continue;
    const escape = bytes[++at] ?? 0;
    if (escape === 117) {
      for (let digit = 0; digit < 4; digit++) if (!isHex(bytes[++at] ?? 0)) return ~at;
    } else if (!simpleEscapes.has(escape)) {
      return ~at;
    }
  }
  return ~bytes.length;
}

const simpleEscapes = new Set(Array.from('"\\/bfnrt', (c) => c.charCodeAt(0)));

function isHex(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);
}

/** Behind a number, `true`, `false` or `null`. */
function behindLiteral(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isLiteral(bytes[at] ?? 0)) at++;
  const match = literal.exec(
    String.fromCharCode(...bytes.subarray(from, Math.min(at, from + longestNumber))),
  );
  return match === null ? ~from : from + match[0].length;
}

const longestNumber = 400;

/** What numbers, true, false and null are made of. */
export function isLiteral(c: number): boolean {
  return (
    c === 43 || c === 45 || c === 46 || (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122)
  );
}

const literal = /^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)/;
