/**
 * Orders strings as Go does, by their UTF-8 bytes, which is the order of code points. JavaScript's `<` compares UTF-16
 * units and so puts astral characters before U+E000 to U+FFFF.
 */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** A sorted copy without duplicates: Go's `sets.List`. */
export function sortedSet(values: Iterable<string>): string[] {
  return [...new Set(values)].sort(compareBytes);
}

/** Moves the surrogates, which stand for everything above U+FFFF, past the rest. */
function rank(unit: number): number {
  return unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
