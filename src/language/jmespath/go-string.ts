/**
 * Go's strings are bytes, ours are UTF-16. Bytes that are no UTF-8 (only `base64_decode` makes them) are carried as the
 * lone surrogates U+DC80 to U+DCFF, one a byte, so that counting, hashing and encoding come out as in Go.
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function toBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text);
  const parts: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) parts.push(code - 0xdc00);
    else parts.push(...encoder.encode(char));
  }
  return Uint8Array.from(parts);
}

export function fromBytes(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return fromMixedBytes(bytes);
  }
}

function fromMixedBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const width = sequenceWidth(bytes, at);
    if (width === 0) text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    else text += decoder.decode(bytes.subarray(at, at + width));
    at += width === 0 ? 1 : width;
  }
  return text;
}

/** The width of the UTF-8 sequence at `at`, 0 when there is none. */
function sequenceWidth(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (at + width > bytes.length) return 0;
  try {
    return decoder.decode(bytes.subarray(at, at + width)).length > 0 ? width : 0;
  } catch {
    return 0;
  }
}

/** How many code points: Go's utf8.RuneCountInString. */
export function runeCount(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && isLow(text.charCodeAt(i + 1))) {
      count--;
      i++;
    }
  }
  return count;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
