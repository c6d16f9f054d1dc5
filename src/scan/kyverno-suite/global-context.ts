import { listAt, textAt, textList } from '../../engine/kyverno/read.ts';
import type { Json, JsonObject } from '../../kube/json.ts';
import { own } from '../../kube/json.ts';
import { setOwn } from '../../language/jmespath/go-json.ts';
import { compile, JMESPathError } from '../../language/jmespath/index.ts';
import { SuiteError } from './documents.ts';

/** The data of the GlobalContextEntries that a suite records (kyverno v1.19 cmd/cli store/gctx_resolve.go). */
export function resolveGlobalContext(
  entries: readonly Json[],
  read: (path: string) => readonly Json[],
): ReadonlyMap<string, Json> {
  const data = new Map<string, Json>();
  for (const entry of entries) {
    const name = textAt(entry, 'name');
    if (name.trim() === '') throw new SuiteError('globalContextEntries: name is required');
    if (data.has(name)) throw new SuiteError(`globalContextEntries: duplicate name "${name}"`);
    data.set(name, dataOf(name, entry, read));
  }
  return data;
}

function dataOf(name: string, entry: Json, read: (path: string) => readonly Json[]): Json {
  const root = rootOf(name, entry, read);
  const fieldPath = textAt(entry, 'fieldPath');
  const start = fieldPath === '' ? root : search(name, fieldPath, root);
  const projections = listAt(entry, 'projections');
  if (projections.length === 0) return start;
  const projected: JsonObject = {};
  for (const projection of projections)
    setOwn(projected, textAt(projection, 'name'), search(name, textAt(projection, 'path'), start));
  return projected;
}

function rootOf(name: string, entry: Json, read: (path: string) => readonly Json[]): Json {
  const data = own(entry, 'data') ?? null;
  const resources = own(entry, 'resources');
  const files = own(entry, 'resourceFiles');
  const sources = [data !== null, Array.isArray(resources), Array.isArray(files)].filter(Boolean).length;
  if (sources !== 1)
    throw new SuiteError(
      `globalContextEntries entry "${name}": expected one of data, resources and resourceFiles, found ${sources}`,
    );
  if (data !== null) return data;
  return Array.isArray(resources) ? resources : textList(files).flatMap(read);
}

function search(name: string, path: string, root: Json): Json {
  try {
    return compile(path).search(root);
  } catch (error) {
    if (!(error instanceof JMESPathError)) throw error;
    throw new SuiteError(`globalContextEntries entry "${name}": ${path}: ${error.message}`);
  }
}
