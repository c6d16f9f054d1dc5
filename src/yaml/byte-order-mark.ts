/**
 * Where a byte order mark inside of `text` makes kubectl read something else than what is written; else -1.
 *
 * go-yaml v2 (readerc.go, scannerc.go v2.4.4) reads 512 bytes at a time. When a mark comes to stand at the start of its buffer, it
 * takes every line after it to begin with a mark and drops its first character: `xkind` becomes `kind`. Anywhere else
 * a mark is a character like others. The margins are generous: what is refused here nobody writes on purpose.
 */
export function treacherousMark(text: string): number {
  const first = text.indexOf(mark, 1);
  if (first < 0) return -1;
  // The first mark is taken off, and what follows begins the buffer.
  if (first === 1 && text.startsWith(mark)) return 1;
  const bytes = Buffer.from(text);
  let boundary = nextBoundary(bytes, 0);
  for (let at = first; at >= 0; at = text.indexOf(mark, at + 1)) {
    const byte = Buffer.byteLength(text.slice(0, at));
    while (boundary + margin < byte && boundary < bytes.length) boundary = nextBoundary(bytes, boundary);
    if (Math.abs(byte - boundary) <= margin) return at;
  }
  return -1;
}

const mark = '\uFEFF';
const chunk = 512;
const margin = 16;

/** The end of the next piece; a character that does not fit into it whole is left for the one after. */
function nextBoundary(bytes: Uint8Array, from: number): number {
  let end = from + chunk;
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end;
}
