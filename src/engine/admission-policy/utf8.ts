/** How many bytes the text has in UTF-8. */
export function utf8Length(text: string): number {
  return isAscii(text) ? text.length : encoder.encode(text).length;
}

/** At most `limit` bytes of the text; a character cut in two becomes U+FFFD, as when Go's half of it is printed. */
export function cutUtf8(text: string, limit: number): string {
  return text.length * 3 <= limit ? text : decoder.decode(encoder.encode(text).subarray(0, limit));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}
