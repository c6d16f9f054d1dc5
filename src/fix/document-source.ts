import type { DocumentText } from '../yaml/cut.ts';
import { YamlError } from '../yaml/yaml-error.ts';

/** The text of a document as it stands in the file; cutting gives the last one a line break that it may not have. */
export function sourceOf({ text, byte }: DocumentText, file: Buffer): string {
  const bytes = Buffer.from(text);
  if (file.subarray(byte, byte + bytes.length).equals(bytes)) return text;
  const shorter = bytes.subarray(0, -1);
  if (text.endsWith('\n') && byte + shorter.length === file.length && file.subarray(byte).equals(shorter))
    return text.slice(0, -1);
  throw new YamlError('SYNTAX', 'expected UTF-8, found other bytes', 0);
}
