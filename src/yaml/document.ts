import type { Json } from '../kube/json.ts';
import { treacherousMark } from './byte-order-mark.ts';
import { defaultMaxDepth } from './nesting.ts';
import { Parser } from './parser.ts';
import { type DuplicateKey, ValueReader } from './value.ts';
import { syntaxError, YamlError } from './yaml-error.ts';

export interface YamlOptions {
  /** How many levels of collections may lie in each other. */
  readonly maxDepth?: number;
  /** Refuses keys that stand twice in one mapping. Manifests may have them (the last one holds), strict files may not. */
  readonly strict?: boolean;
}

export interface YamlDocument {
  /** Null for a text without a node. */
  readonly value: Json;
  /** Keys that stand twice in one mapping; the last one holds. */
  readonly duplicates: readonly DuplicateKey[];
  /** Where text begins that kubectl does not look at, because the document ended before it; else -1. */
  readonly ignoredFrom: number;
}

const parser = new Parser();

/**
 * Reads the first document of `text` as kubectl does: by the rules of go-yaml v2 and then as JSON (sigs.k8s.io/yaml 1.6).
 * Throws `YamlError`.
 */
export function readYaml(text: string, options: YamlOptions = {}): YamlDocument {
  const maxDepth = options.maxDepth ?? defaultMaxDepth;
  const limit = firstForbidden(text);
  const mark = treacherousMark(text);
  if (mark >= 0) {
    throw syntaxError(
      'found a byte order mark where it would make kubectl misread the lines after it; remove it',
      mark,
    );
  }
  const duplicates: DuplicateKey[] = [];
  try {
    const nodes = parser.parse(`${limit < 0 ? text : text.slice(0, limit)}\0`, maxDepth);
    const value = new ValueReader(nodes, maxDepth, duplicates).read();
    const [duplicate] = duplicates;
    if (options.strict && duplicate) {
      throw syntaxError(
        `expected each key once, found ${JSON.stringify(duplicate.key)} again`,
        duplicate.offset,
      );
    }
    if (limit < 0 || nodes.ignoredFrom >= 0) return { value, duplicates, ignoredFrom: nodes.ignoredFrom };
  } catch (error) {
    if (limit < 0 || !(error instanceof YamlError)) throw error;
  }
  throw syntaxError(`expected text, found the control character ${codePoint(text, limit)}; remove it`, limit);
}

/** What YAML allows in no text, not even in quotes. */
const forbidden = /[^\t\n\r -~\x85\xa0-\ufffd]/;

function firstForbidden(text: string): number {
  const at = text.search(forbidden);
  if (at >= 0 || text.isWellFormed()) return at;
  return text.search(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
}

function codePoint(text: string, offset: number): string {
  return `U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')}`;
}
