/** json.Valid */
export function isJson(text: string): boolean {
  return parse(text) !== undefined;
}

/** What json.Unmarshal makes of `text` as a list of texts; null where it gives an error. */
export function textsOfJson(text: string): readonly string[] | null {
  const value = parse(text);
  if (value === null) return [];
  if (!Array.isArray(value)) return null;
  if (!value.every((item) => item === null || typeof item === 'string')) return null;
  return value.map((item) => item ?? '');
}

function parse(text: string): unknown {
  // Most texts are none, and finding that out by an exception is dear.
  if (!/^[ \t\r\n]*[[{"\-0-9tfn]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
