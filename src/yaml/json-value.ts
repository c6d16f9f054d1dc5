import type { Json } from '../kube/json.ts';
import { fits64Bits, throughJson } from './go-number.ts';
import { endOfJson, skipJsonSpace } from './json-end.ts';
import { defaultMaxDepth, tooDeep } from './nesting.ts';
import { syntaxError } from './yaml-error.ts';

/**
 * The values of a JSON text, as `JSON.parse` gives them, but: integers of 64 bits stay exact, numbers beyond all floats are
 * refused, and half a surrogate pair becomes U+FFFD, as in Go. Throws `YamlError`.
 */
export function readJson(text: string, maxDepth: number = defaultMaxDepth): Json {
  checkDepth(text, maxDepth);
  try {
    // The usual text has nothing that a reviver, which costs four times the parsing, would have to look at.
    return (unusual.test(text) ? JSON.parse(text, revive) : JSON.parse(text)) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const offset = errorOffset(text);
    const found = offset < text.length ? JSON.stringify(text.charAt(offset)) : 'its end';
    throw syntaxError(`expected JSON, found ${found} where it cannot stand`, offset);
  }
}

function errorOffset(text: string): number {
  const bytes = Buffer.from(text);
  const end = endOfJson(bytes, skipJsonSpace(bytes, 0));
  return bytes.toString('utf8', 0, end < 0 ? ~end : skipJsonSpace(bytes, end)).length;
}

const unusual = /[0-9]{16}|[0-9][eE]\+?[0-9]{2}|\\u[dD][89a-fA-F]|[[,:]\s*-0/;

function checkDepth(text: string, maxDepth: number): void {
  if (text.length < 2 * maxDepth) return;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === 34) inString = !inString;
    else if (inString && c === 92) at++;
    else if (inString) continue;
    else if ((c === 91 || c === 123) && ++depth > maxDepth) throw tooDeep(maxDepth, at);
    else if (c === 93 || c === 125) depth--;
  }
}

function revive(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  if (typeof value === 'number') return exact(value, context?.source ?? String(value));
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return withWellFormedKeys(value);
  return value;
}

function exact(value: number, source: string): number | bigint {
  if (!Number.isFinite(value))
    throw syntaxError(`expected a number that a float can hold, found ${source}`, 0);
  if (Number.isSafeInteger(value) || !/^-?[0-9]+$/.test(source)) return throughJson(value);
  const whole = BigInt(source);
  return fits64Bits(whole) ? whole : value;
}

function withWellFormedKeys(value: object): object {
  if (Object.keys(value).every((key) => key.isWellFormed())) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key.toWellFormed(), child]));
}
