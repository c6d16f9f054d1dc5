/** Character classes of YAML 1.1 as go-yaml v2 has them (yamlprivateh.go, v2.4.4). 0 stands for the end of the text. */

export function isBreak(c: number): boolean {
  return c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
}

export function isBlank(c: number): boolean {
  return c === 32 || c === 9;
}

export function isBreakOrEnd(c: number): boolean {
  return c === 0 || isBreak(c);
}

/** A space, a tab, a line break or the end. */
export function isBlankOrEnd(c: number): boolean {
  return c <= 32 ? c === 32 || c === 10 || c === 9 || c === 13 || c === 0 : c >= 0x85 && isBreak(c);
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

/** What anchors, tag handles and directive names are made of. */
export function isWord(c: number): boolean {
  return isDigit(c) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95 || c === 45;
}

/** The value of a hexadecimal digit, or -1. */
export function hexValue(c: number): number {
  if (isDigit(c)) return c - 48;
  if (c >= 97 && c <= 102) return c - 87;
  return c >= 65 && c <= 70 ? c - 55 : -1;
}
