import { createHash } from 'node:crypto';
import type { Json } from '../../../kube/json.ts';
import { readYaml } from '../../../yaml/document.ts';
import { YamlError } from '../../../yaml/yaml-error.ts';
import { JMESPathError } from '../error.ts';
import { decodeBase64, encodeBase64 } from '../go-base64.ts';
import { decodeJson } from '../go-json.ts';
import { fromBytes, toBytes } from '../go-string.ts';
import { MAX_DEPTH } from '../limits.ts';
import { decodeX509 } from '../x509/certificate.ts';
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
  {
    name: 'parse_yaml',
    args: [['string']],
    returns: 'any',
    note: 'The value that a YAML text spells.',
    call: (args, run) => {
      run.spendText(textArg(args, 0).length);
      return parseYaml(textArg(args, 0));
    },
  },
  {
    name: 'x509_decode',
    args: [['string']],
    returns: 'object',
    note: 'The fields of an X.509 certificate or certificate request in PEM, with an RSA key.',
    call: (args, run) => {
      run.spendText(textArg(args, 0).length);
      return decodeX509(textArg(args, 0));
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

function parseYaml(text: string): Json {
  try {
    return readYaml(text, { maxDepth: MAX_DEPTH }).value;
  } catch (error) {
    throw error instanceof YamlError ? new JMESPathError(`yaml: ${error.message}`) : error;
  }
}
