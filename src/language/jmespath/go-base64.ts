import { JMESPathError } from './error.ts';

/** Go's base64.StdEncoding: padded, line breaks skipped, spare bits ignored, and the place of the first bad byte. */
export function decodeBase64(text: string): Uint8Array {
  if (text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)) return Buffer.from(text, 'base64');
  const bytes: number[] = [];
  let group: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\n' || char === '\r') continue;
    if (char === '=') {
      if (group.length < 2) throw corrupt(text, at);
      finishPadding(text, at, group.length);
      bytes.push(...unpack(group));
      return Uint8Array.from(bytes);
    }
    const value = char.length === 1 ? alphabet.indexOf(char) : -1;
    if (value < 0) throw corrupt(text, at);
    group.push(value);
    if (group.length === 4) {
      bytes.push(...unpack(group));
      group = [];
    }
  }
  // Go names the place where the group that lacks its padding began.
  if (group.length > 0) throw corrupt(text, text.length - group.length);
  return Uint8Array.from(bytes);
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** After the first `=` only what completes the group may follow. */
function finishPadding(text: string, first: number, taken: number): void {
  let at = skipBreaks(text, first + 1);
  if (taken === 2) {
    if (at === text.length) throw corrupt(text, text.length);
    if (text.charAt(at) !== '=') throw corrupt(text, at - 1);
    at = skipBreaks(text, at + 1);
  }
  if (at < text.length) throw corrupt(text, at);
}

function skipBreaks(text: string, from: number): number {
  let at = from;
  while (text.charAt(at) === '\n' || text.charAt(at) === '\r') at++;
  return at;
}

function unpack(group: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = group;
  const bits = (a << 18) | (b << 12) | (c << 6) | d;
  return [bits >> 16, (bits >> 8) & 0xff, bits & 0xff].slice(0, group.length - 1);
}

/** Go counts bytes. */
function corrupt(text: string, at: number): JMESPathError {
  const offset = Buffer.byteLength(text.slice(0, at));
  return new JMESPathError(`illegal base64 data at input byte ${offset}`);
}
