import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../src/kube/json.ts';
import { readYaml } from '../../src/yaml/document.ts';
import { YamlError } from '../../src/yaml/yaml-error.ts';

/** A manifest, and what kubectl's reader of YAML makes of it: nothing when it refuses the text. */
export interface Spelling {
  readonly id: string;
  readonly text: string;
  readonly json?: unknown;
  readonly error?: string;
}

export function readSpellings(corpora: string): Spelling[] {
  const lines = readFileSync(join(corpora, 'psa', 'yaml-spellings.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Spelling);
}

/** Null when we read the text as kubectl does, else one line that says expected and found. */
export function checkSpelling({ text, json, error }: Spelling): string | null {
  const expected = json === undefined ? (error === undefined ? 'null' : 'refused') : canonical(json as Json);
  const found = readOrRefuse(text);
  return found === expected ? null : `expected ${expected}, found ${found}`;
}

function readOrRefuse(text: string): string {
  try {
    return canonical(readYaml(text).value);
  } catch (error) {
    if (error instanceof YamlError) return 'refused';
    throw error;
  }
}

/** JSON with sorted keys. Integers beyond 2^53 are compared as the floats that the recorded JSON was read to. */
export function canonical(value: Json | undefined): string {
  if (typeof value === 'bigint') return String(Number(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(',')}}`;
}
