import { gunzipSync, gzipSync } from 'node:zlib';
import type { Json } from '../../../../kube/json.ts';
import {
  bytesType,
  CelError,
  doubleValue,
  dynType,
  global,
  type Implementation,
  type Library,
  member,
  stringType,
  type Type,
  type Value,
} from '../../../../language/cel/index.ts';
import { encodeJson } from '../../../../language/jmespath/index.ts';
import { decodeX509 } from '../../../../language/jmespath/x509/certificate.ts';
import { readYaml } from '../../../../yaml/document.ts';
import { contextType, json, text } from './context-value.ts';

export const jsonContext: Type = contextType('json.Json');
export const yamlContext: Type = contextType('yaml.Yaml');

/** The most bytes that `gzip.decompress` unpacks. */
const largestText = 3 * 1024 * 1024;

/** What the code below throws is an error of the expression. */
function trying(run: (...args: Value[]) => Value): Implementation {
  return (...args) => {
    try {
      return run(...args);
    } catch (error) {
      return new CelError(error instanceof Error ? error.message : String(error));
    }
  };
}

/** Go's decoders make every number a double. */
function decoded(value: Json): Value {
  if (typeof value === 'number' || typeof value === 'bigint') return doubleValue(Number(value));
  if (Array.isArray(value)) return value.map(decoded);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decoded(item ?? null)]));
}

/** kyverno/sdk extensions/cel/libs/json, yaml, x509 and gzip. */
export const encodingLibrary: Library = {
  variables: { json: jsonContext, yaml: yamlContext },
  functions: [
    {
      name: 'unmarshal',
      overloads: [
        member(
          'unmarshal_string_dyn',
          [jsonContext, dynType],
          dynType,
          trying((_, value) => decoded(JSON.parse(text(value)) as Json)),
        ),
      ],
    },
    {
      name: 'marshal',
      overloads: [
        member(
          'marshal_dyn_string',
          [jsonContext, dynType],
          stringType,
          trying((_, value) => encodeJson(json(value))),
        ),
      ],
    },
    {
      name: 'parse',
      overloads: [
        member(
          'parse_string_dyn',
          [yamlContext, stringType],
          dynType,
          trying((_, value) => decoded(readYaml(text(value)).value)),
        ),
      ],
    },
    {
      name: 'x509.decode',
      overloads: [
        global(
          'x509_decode_string',
          [stringType],
          dynType,
          trying((value) => decodeX509(text(value)) as Value),
        ),
      ],
    },
    {
      name: 'gzip.decompress',
      overloads: [
        global(
          'decompress_bytes_string',
          [bytesType],
          stringType,
          trying((value) =>
            gunzipSync(value as Uint8Array, { maxOutputLength: largestText }).toString('utf8'),
          ),
        ),
      ],
    },
    {
      name: 'gzip.compress',
      overloads: [
        global(
          'compress_any_bytes',
          [dynType],
          bytesType,
          trying((value) => new Uint8Array(gzipSync(text(value)))),
        ),
      ],
    },
  ],
};
