import { Unreadable } from './unreadable.ts';

/**
 * Bytes as kubectl takes them: UTF-16 when a byte order mark says so, else UTF-8. What holds NUL bytes is no text at all.
 * Throws `Unreadable`.
 */
export function* decodeBytes(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let utf16: InstanceType<typeof TextDecoder> | undefined;
  let first = true;
  for (const chunk of chunks) {
    if (first && chunk[0] === 0xff && chunk[1] === 0xfe) utf16 = new TextDecoder('utf-16le');
    if (first && chunk[0] === 0xfe && chunk[1] === 0xff) utf16 = new TextDecoder('utf-16be');
    first = false;
    if (utf16) {
      yield Buffer.from(utf16.decode(chunk, { stream: true }));
    } else {
      if (chunk.includes(0)) {
        throw new Unreadable('BINARY_FILE', 'expected YAML or JSON, found a binary file; leave it out');
      }
      yield chunk;
    }
  }
  if (utf16) yield Buffer.from(utf16.decode());
}
