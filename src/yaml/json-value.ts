import type { Json } from '../kube/json.ts';
import { fits64Bits, throughJson } from './go-number.ts';
import { syntaxError } from './yaml-error.ts';

/**
 * The values of a JSON text, as `JSON.parse` gives them, but: integers of 64 bits stay exact, numbers beyond all floats are
 * refused, and half a surrogate pair becomes U+FFFD, as in Go. Throws `YamlError`.
 */
export function readJson(text: string): Json {
  try {
    // The usual text has nothing that a reviver, which costs four times the parsing, would have to look at.
    return (unusual.test(text) ? JSON.parse(text, revive) : JSON.parse(text)) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw syntaxError(
      `expected JSON, found otherwise: ${reason(error.message)}`,
      offsetIn(error.message, text),
    );
  }
}

const unusual = /[0-9]{16}|[0-9][eE]\+?[0-9]{2}|\\u[dD][89a-fA-F]|:\s*-0/;

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

function reason(message: string): string {
  return message
    .replace(/ in JSON at position.*| \(line \d+ column \d+\)$/, '')
    .replace(/^JSON\.parse: /, '');
}

function offsetIn(message: string, text: string): number {
  const match = /position (\d+)/.exec(message);
  return match?.[1] === undefined ? text.length : Number(match[1]);
}
