import type { Field, ListType, Patch, Scalar, Struct, Type } from './structure.ts';
import { types } from './table.generated.ts';

/**
 * The built-in types of one Kubernetes release, read from the generated table when first asked for.
 *
 * A line is `NAME=FIELD,…`, or `NAME!=FIELD,…` for an atomic struct. A field is `KEY:TYPE`, and a type is
 *
 * - a letter of `scalars`,
 * - `.NAME` in the same package and version, or `PACKAGE/VERSION.NAME`,
 * - `[FLAGS]TYPE`, a list: `a` atomic, `s` set, `mKEY KEY` a map by keys, then the patch,
 * - `{FLAGS}TYPE`, a map of strings: `a` atomic, `g` granular, then the patch,
 * - `(FLAGS)TYPE`, anything else with such flags,
 *
 * where the patch is `~` for retainKeys, then `+KEY` or `+` for merge.
 */
export function builtInStruct(name: string): Struct | undefined {
  const known = structs.get(name);
  if (known) return known;
  const line = lines().get(name);
  if (line === undefined) return undefined;
  const struct = parseStruct(name, line);
  structs.set(name, struct);
  return struct;
}

const structs = new Map<string, Struct>();

let index: Map<string, string> | undefined;

function lines(): Map<string, string> {
  if (index) return index;
  index = new Map();
  for (const line of types.split('\n')) {
    const equals = line.indexOf('=');
    const name = line.slice(0, line[equals - 1] === '!' ? equals - 1 : equals);
    if (equals > 0) index.set(name, line);
  }
  return index;
}

function parseStruct(name: string, line: string): Struct {
  const equals = line.indexOf('=');
  const fields = new Map<string, Field>();
  for (const part of line.slice(equals + 1).split(',')) {
    const colon = part.indexOf(':');
    const key = part.slice(0, colon);
    const code = part.slice(colon + 1);
    fields.set(key, { name: key, type: parseType(code, name), patch: parsePatch(code) });
  }
  return { name, atomic: line[equals - 1] === '!', fields };
}

function parseType(code: string, from: string): Type {
  const open = code[0] ?? '';
  if (open === '[') return parseList(code, from);
  if (open === '{') {
    return { is: 'map', value: parseType(afterFlags(code), from), atomic: flagsOf(code).startsWith('a') };
  }
  if (open === '(') {
    const type = parseType(afterFlags(code), from);
    const mark = flagsOf(code)[0];
    if (type.is !== 'struct' || (mark !== 'a' && mark !== 'g')) return type;
    return { ...type, atomic: mark === 'a' };
  }
  if (code.length === 1) return scalarOf(code);
  const name = open === '.' ? from.slice(0, from.lastIndexOf('.')) + code : code;
  return { is: 'struct', struct: () => required(name), atomic: null };
}

function parseList(code: string, from: string): ListType {
  const item = parseType(afterFlags(code), from);
  const flags = flagsOf(code);
  const keys = flags.startsWith('m') ? (flags.slice(1).split(/[~+]/)[0] ?? '').split(' ') : [];
  const list = ({ a: 'atomic', s: 'set', m: 'map' } as const)[flags[0] ?? ''] ?? null;
  return { is: 'list', item, list, keys };
}

function parsePatch(code: string): Patch | null {
  const flags = '[{('.includes(code[0] ?? ' ') ? flagsOf(code) : '';
  const plus = flags.indexOf('+');
  const retainKeys = flags.includes('~');
  if (plus < 0 && !retainKeys) return null;
  return { merge: plus >= 0, key: plus < 0 ? null : flags.slice(plus + 1) || null, retainKeys };
}

function flagsOf(code: string): string {
  return code.slice(1, endOfFlags(code));
}

function afterFlags(code: string): string {
  return code.slice(endOfFlags(code) + 1);
}

function endOfFlags(code: string): number {
  return code.search(/[\])}]/);
}

const scalars: Readonly<Record<string, Scalar>> = {
  s: { is: 'string' },
  b: { is: 'bool' },
  i: { is: 'int32' },
  l: { is: 'int64' },
  d: { is: 'double' },
  y: { is: 'bytes' },
  q: { is: 'quantity' },
  p: { is: 'intOrString' },
  t: { is: 'time' },
  u: { is: 'microTime' },
  x: { is: 'any' },
};

function scalarOf(letter: string): Scalar {
  const scalar = scalars[letter];
  if (!scalar) throw new Error(`the generated table has the unknown type letter ${JSON.stringify(letter)}`);
  return scalar;
}

function required(name: string): Struct {
  const struct = builtInStruct(name);
  if (!struct) throw new Error(`the generated table refers to ${name}, which it does not have`);
  return struct;
}
