import { readFileSync } from 'node:fs';
import type { Json } from '../../kube/json.ts';
import { cutDocuments, type DocumentText } from '../../yaml/cut.ts';
import { readYaml } from '../../yaml/document.ts';
import { readJson } from '../../yaml/json-value.ts';
import { YamlError } from '../../yaml/yaml-error.ts';

/** Something a suite names that cannot be read. */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
}

/** One document of a file, with the text it was read from. */
export interface Document {
  readonly file: string;
  readonly text: DocumentText;
  readonly value: Json;
}

/** The documents of a file, empty ones left out. Throws SuiteError. */
export function readDocuments(file: string): Document[] {
  const documents: Document[] = [];
  for (const text of cutDocuments([bytesOf(file)])) {
    if (text.format === 'separator')
      throw new SuiteError(`${file}:${text.line}: ${text.found} stands behind ---`);
    const value = valueOf(file, text);
    if (value !== null) documents.push({ file, text, value });
  }
  return documents;
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SuiteError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function valueOf(file: string, text: DocumentText): Json {
  try {
    return text.format === 'json' ? readJson(text.text) : readYaml(text.text).value;
  } catch (error) {
    if (error instanceof YamlError) throw new SuiteError(`${file}: ${error.message}`);
    throw error;
  }
}
