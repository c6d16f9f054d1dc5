import type { Json } from '../kube/json.ts';
import { Parser } from './nodes.ts';
import { type DuplicateKey, ValueReader } from './value.ts';
import { syntaxError } from './yaml-error.ts';

const parser = new Parser();
export const maxDepth = 1000;

export function readValue(text: string, duplicates?: DuplicateKey[]): Json {
  const limit = text.search(forbidden);
  if (limit >= 0) throw syntaxError('control character', limit);
  const nodes = parser.parse(`${text}\0`, maxDepth);
  return new ValueReader(nodes, { maxDepth, duplicates }).read();
}
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
