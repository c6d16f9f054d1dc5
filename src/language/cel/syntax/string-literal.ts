/** The value of a string or bytes literal, or why it has none. */
export type Unescaped =
  | { readonly ok: true; readonly points: readonly number[] }
  | { readonly ok: false; readonly error: string };

const SIMPLE: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
  '\\': 0x5c,
  "'": 0x27,
  '"': 0x22,
  '`': 0x60,
  '?': 0x3f,
};

/**
 * Takes the quotes and escapes off a literal token (without its `b`). For a string the points are code points; for bytes
 * they are bytes, where text outside escapes is UTF-8.
 */
export function unescapeLiteral(token: string, bytes: boolean): Unescaped {
  let text = token.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  const raw = text.startsWith('r') || text.startsWith('R');
  if (raw) text = text.slice(1);
  const quotes = text.length >= 6 && (text.startsWith('"""') || text.startsWith("'''")) ? 3 : 1;
  const body = text.slice(quotes, text.length - quotes);
  const points: number[] = [];
  for (let at = 0; at < body.length; ) {
    const char = body.codePointAt(at) as number;
    if (char !== 0x5c || raw) {
      appendPoint(points, char, bytes);
      at += char > 0xffff ? 2 : 1;
      continue;
    }
    const escape = readEscape(body, at + 1, bytes);
    if (typeof escape === 'string') return { ok: false, error: escape };
    points.push(escape.point);
    at = escape.end;
  }
  return { ok: true, points };
}

function readEscape(body: string, at: number, bytes: boolean): { point: number; end: number } | string {
  const mark = body[at] ?? '';
  const simple = Object.hasOwn(SIMPLE, mark) ? SIMPLE[mark] : undefined;
  if (simple !== undefined) return { point: simple, end: at + 1 };
  if (mark >= '0' && mark <= '3') {
    return checked(Number.parseInt(body.slice(at, at + 3), 8), at + 3, bytes);
  }
  const digits = { x: 2, X: 2, u: 4, U: 8 }[mark];
  if (digits === undefined || (bytes && digits > 2)) return 'unable to unescape string';
  return checked(Number.parseInt(body.slice(at + 1, at + 1 + digits), 16), at + 1 + digits, bytes);
}

function checked(point: number, end: number, bytes: boolean): { point: number; end: number } | string {
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  if (!bytes && (surrogate || point > 0x10ffff)) return 'invalid unicode code point';
  return { point, end };
}

const encoder = new TextEncoder();

function appendPoint(points: number[], point: number, bytes: boolean): void {
  if (!bytes || point < 0x80) points.push(point);
  else points.push(...encoder.encode(String.fromCodePoint(point)));
}
