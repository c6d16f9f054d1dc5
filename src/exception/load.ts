import { isObject, type Json, own, type Path } from '../kube/json.ts';
import type { Origin } from '../kube/resource.ts';
import { DocumentOrigin } from '../source/document-origin.ts';
import { type BadSeparator, cutDocuments, type DocumentText } from '../yaml/cut.ts';
import { readYaml, type YamlDocument } from '../yaml/document.ts';
import { readJson } from '../yaml/json-value.ts';
import { positionAt } from '../yaml/position.ts';
import { YamlError } from '../yaml/yaml-error.ts';
import type { ExceptionContract } from './contract.ts';
import { contractProblems } from './problems.ts';

/** A contract with where it is written. */
export interface LoadedContract {
  readonly contract: ExceptionContract;
  readonly origin: Origin;
}

/** Why something in a file of contracts is none. */
export interface LoadProblem {
  readonly code: 'BAD_CONTRACT' | 'SYNTAX';
  /** The lint rule that has a page about it. */
  readonly rule?: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface LoadedContracts {
  readonly contracts: readonly LoadedContract[];
  readonly problems: readonly LoadProblem[];
}

/**
 * The contracts of one file. A file with a problem gives none at all: half of a set of exceptions may be a wider set
 * than the whole.
 */
export function loadContracts(bytes: Uint8Array, file: string): LoadedContracts {
  const contracts: LoadedContract[] = [];
  const problems: LoadProblem[] = [];
  for (const document of cutDocuments([bytes])) {
    if (document.format === 'separator') {
      problems.push(badSeparator(document, file));
      continue;
    }
    try {
      collect(document, file, contracts, problems);
    } catch (error) {
      if (!(error instanceof YamlError)) throw error;
      problems.push({ code: 'SYNTAX', message: error.message, file, ...placeOf(document, error.offset) });
    }
  }
  return problems.length === 0 ? { contracts, problems } : { contracts: [], problems };
}

function collect(
  document: DocumentText,
  file: string,
  contracts: LoadedContract[],
  problems: LoadProblem[],
): void {
  const { value, duplicates, ignoredFrom } = read(document);
  if (value === null) return;
  for (const { key, offset } of duplicates) {
    const message = `the key ${JSON.stringify(key)} is given twice`;
    problems.push({ code: 'BAD_CONTRACT', message, file, ...placeOf(document, offset) });
  }
  if (ignoredFrom >= 0) {
    const message = 'the document has ended before this text; put --- before it';
    problems.push({ code: 'BAD_CONTRACT', message, file, ...placeOf(document, ignoredFrom) });
  }
  if (duplicates.length > 0 || ignoredFrom >= 0) return;
  const items = own(value, 'items');
  const objects: [Json, Path][] = Array.isArray(items)
    ? items.map((item, index) => [item, ['items', index]])
    : [[value, []]];
  for (const [object, base] of objects) {
    const origin = new DocumentOrigin(file, document, base);
    const found = contractProblems(object);
    for (const { path, ...problem } of found)
      problems.push({ code: 'BAD_CONTRACT', ...problem, file, ...origin.locate(path) });
    if (found.length === 0 && isObject(object))
      contracts.push({ contract: object as unknown as ExceptionContract, origin });
  }
}

function read(document: DocumentText): YamlDocument {
  if (document.format === 'yaml') return readYaml(document.text);
  return { value: readJson(document.text), duplicates: [], ignoredFrom: -1 };
}

function badSeparator({ line, found }: BadSeparator, file: string): LoadProblem {
  return {
    code: 'SYNTAX',
    message: `expected nothing but a comment after ---, found ${JSON.stringify(found)}`,
    file,
    line,
    column: 1,
  };
}

function placeOf(
  { text, line }: DocumentText,
  offset: number,
): { readonly line: number; readonly column: number } {
  const place = positionAt(text, offset);
  return { line: place.line + line - 1, column: place.column };
}
