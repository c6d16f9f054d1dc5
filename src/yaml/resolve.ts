import type { Json } from '../kube/json.ts';
import { isInteger, throughJson, yamlNumber } from './go-number.ts';
import { syntaxError } from './yaml-error.ts';

const standard = 'tag:yaml.org,2002:';

/** A scalar's value. A float may still be infinite or no number: as a key it has a text, as a value it is refused. */
export type Scalar = Exclude<Json, object> | null;

/** What a plain scalar without a tag means (resolve.go of go-yaml v2.4.4, the rules of YAML 1.1 with some of 1.2). */
export function resolvePlain(text: string): Scalar {
  const c = text.charCodeAt(0);
  if (c >= 48 && c <= 57) return yamlNumber(text) ?? text;
  if (mayBeWord[c] === 1) {
    const word = words.get(text);
    return word === undefined ? text : word;
  }
  if (c === 45 || c === 46 || c === 43) return yamlNumber(text) ?? text;
  return text === '' ? null : text;
}

/** What a scalar with a tag means; tags of others' making are text. */
export function resolveTagged(tag: string, text: string, offset: number): Scalar {
  if (!tag.startsWith(standard)) return text;
  const type = tag.slice(standard.length);
  switch (type) {
    case 'binary':
      return decodeBase64(text, offset);
    case 'bool':
    case 'int':
    case 'null':
      return checked(type, resolvePlain(text), text, offset);
    case 'float':
      return float(resolvePlain(text), text, offset);
    case 'timestamp':
      if (timestamp.test(text) && hasDay(text)) return text;
      throw mismatch(type, text, offset);
    default:
      return text;
  }
}

const words = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word): [string, boolean] => [word, true],
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word): [string, boolean] => [word, false],
  ),
  ...['~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
]);

const mayBeWord = new Uint8Array(128);
for (const word of words.keys()) mayBeWord[word.charCodeAt(0)] = 1;

function checked(type: 'bool' | 'int' | 'null', value: Scalar, text: string, offset: number): Scalar {
  const fits =
    type === 'bool'
      ? typeof value === 'boolean'
      : type === 'null'
        ? value === null
        : typeof value !== 'string' && isInteger(text);
  if (!fits) throw mismatch(type, text, offset);
  return value;
}

function float(value: Scalar, text: string, offset: number): Scalar {
  if (typeof value === 'number') return value;
  // Beyond int64 go-yaml does not turn an integer into a float.
  if (typeof value === 'bigint' && (value < 2n ** 63n || !isInteger(text))) return throughJson(Number(value));
  throw mismatch('float', text, offset);
}

function decodeBase64(text: string, offset: number): string {
  const plain = text.replace(/[\r\n]/g, '');
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) {
    throw syntaxError('expected base64 after !!binary', offset);
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(plain, 'base64'));
}

const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?(?:Z|[-+]\d{2}:\d{2})| \d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?)?$/;

function hasDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split(/[Tt ]/, 1)[0]?.split('-').map(Number) ?? [];
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= days;
}

function mismatch(type: string, text: string, offset: number): Error {
  return syntaxError(`expected a value that the tag !!${type} allows, found ${JSON.stringify(text)}`, offset);
}
