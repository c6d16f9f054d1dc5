import { createHash } from 'node:crypto';
import { JMESPathError } from '../error.ts';
import { decodeBase64, encodeBase64 } from '../go-base64.ts';
import { decodeJson } from '../go-json.ts';
import { fromBytes, toBytes } from '../go-string.ts';
import { type FunctionEntry, textArg } from './entry.ts';

export const encodingFunctions: readonly FunctionEntry[] = [
  {
    name: 'base64_decode',
    args: [['string']],
    returns: 'string',
    note: 'The text behind a base64 encoding.',
    call: (args, run) => {
      run.spendText(textArg(args, 0).length);
      return fromBytes(decodeBase64(textArg(args, 0)));
    },
  },
  {
    name: 'base64_encode',
    args: [['string']],
    returns: 'string',
    note: 'A text in base64.',
    call: (args, run) => {
      run.spendText(textArg(args, 0).length * 4);
      return encodeBase64(toBytes(textArg(args, 0)));
    },
  },
  {
    name: 'parse_json',
    args: [['string']],
    returns: 'any',
    note: 'The value that a JSON text spells; the opposite of to_string.',
    call: (args, run) => {
      run.spendText(textArg(args, 0).length);
      return decodeJson(textArg(args, 0), (message) => {
        throw new JMESPathError(message);
      });
    },
  },
  digest('sha256', 'SHA-256'),
  digest('sha1', 'SHA-1'),
  digest('md5', 'MD5'),
];

function digest(name: 'sha256' | 'sha1' | 'md5', title: string): FunctionEntry {
  return {
    name,
    args: [['string']],
    returns: 'string',
    note: `The ${title} digest of a text, in hexadecimal.`,
    call: (args, run) => {
      run.spendText(textArg(args, 0).length);
      return createHash(name)
        .update(toBytes(textArg(args, 0)))
        .digest('hex');
    },
  };
}
