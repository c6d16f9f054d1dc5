import { type FunctionDecl, global } from '../check/declaration.ts';
import { bytesType, stringType } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import type { Value } from '../value/value.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Base64 with or without its padding. */
function decode(text: string): Value {
  const plain = text.replaceAll(/[\r\n]/g, '');
  const body = plain.replace(/=+$/, '');
  const padded = plain.length % 4 === 0 || body.length === plain.length;
  if (!BASE64.test(plain) || body.length % 4 === 1 || !padded) {
    const at = /[^A-Za-z0-9+/]/.exec(plain)?.index ?? plain.length;
    return new CelError(`illegal base64 data at input byte ${at}`);
  }
  return Uint8Array.from(Buffer.from(body, 'base64'));
}

const functions: readonly FunctionDecl[] = [
  {
    name: 'base64.decode',
    overloads: [global('base64_decode_string', [stringType], bytesType, (text) => decode(text as string))],
  },
  {
    name: 'base64.encode',
    overloads: [
      global('base64_encode_bytes', [bytesType], stringType, (bytes) =>
        Buffer.from(bytes as Uint8Array).toString('base64'),
      ),
    ],
  },
];

/** cel-go's encoders library (ext/encoders.go). */
export const encodersLibrary: Library = { functions };
