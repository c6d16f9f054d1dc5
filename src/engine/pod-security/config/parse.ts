import { compareBytes } from '../../../kube/bytes-order.ts';
import { isObject, type Json } from '../../../kube/json.ts';
import { readYaml } from '../../../yaml/document.ts';
import { readJson } from '../../../yaml/json-value.ts';
import { locateField } from '../../../yaml/locate.ts';
import { positionAt } from '../../../yaml/position.ts';
import { YamlError } from '../../../yaml/yaml-error.ts';
import { notParsed } from '../type-meta.ts';
import { goYamlMessage } from './go-yaml-message.ts';

export interface ParsedConfiguration {
  readonly value: Json;
  /** Keys given twice, in the words of Kubernetes' strict readers. */
  readonly strict: readonly string[];
}

/** Reads JSON when the text begins with a brace, else YAML, whose keys Kubernetes sorts on the way to JSON. */
export function parseConfiguration(text: string): ParsedConfiguration | string {
  const json = /^\s*\{/.test(text);
  try {
    return json ? parseJson(text) : parseYaml(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (json) return notParsed(error instanceof Error ? error.message : String(error));
    if (error instanceof YamlError) return goYamlMessage(text, error);
    throw error;
  }
}

function parseYaml(text: string): ParsedConfiguration {
  const { value, duplicates } = readYaml(text);
  const repeated = duplicates.filter(({ merged }) => !merged);
  const lines = repeated.map(({ key, offset }) => {
    return `\n  line ${positionAt(text, valueAfter(text, offset)).line}: key ${JSON.stringify(key)} already set in map`;
  });
  return {
    value: sorted(value),
    strict: lines.length === 0 ? [] : [`yaml: unmarshal errors:${lines.join('')}`],
  };
}

/** Where the value of the key at `offset` begins, which is the line that go-yaml names. */
function valueAfter(text: string, offset: number): number {
  const behindKey = /:(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*/g;
  behindKey.lastIndex = offset;
  behindKey.exec(text);
  return behindKey.lastIndex;
}

function parseJson(text: string): ParsedConfiguration {
  const value = readJson(text);
  const repeated = readYaml(text).duplicates.map(({ key, offset }) => {
    const around = ['defaults', 'exemptions'].find((name) => {
      const field = locateField(text, 'json', [name]);
      return field?.depth === 1 && field.value.start < offset && offset < field.value.end;
    });
    return `duplicate field ${JSON.stringify(around === undefined ? key : `${around}.${key}`)}`;
  });
  return { value, strict: repeated };
}

function sorted(value: Json): Json {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => compareBytes(a, b));
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field ?? null)]));
}
