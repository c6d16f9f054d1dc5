import { objectAt, textAt } from '../../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own, type Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { SuiteError } from './documents.ts';

/** How an object misses what a suite expects of it. */
export interface Mismatch {
  /** Upstream's word for it. */
  readonly reason: 'Resource error' | 'Resource diff';
  readonly message: string;
  /** The file has no such object at all. */
  readonly missing: boolean;
}

/** What the entries of a suite say that objects become (kyverno v1.19 cmd/cli commands/test/command.go). */
export class ExpectedObjects {
  readonly #read: (file: string) => readonly Resource[];

  constructor(read: (file: string) => readonly Resource[]) {
    this.#read = read;
  }

  /** Null when the file holds `actual` as it is. */
  patched(file: string, actual: JsonObject): Mismatch | null {
    const found = this.#difference(file, actual, 'PatchedResources');
    if (found === null || typeof found !== 'string') return found;
    return {
      reason: 'Resource diff',
      message: `Patched resource didn't match the patched resource in the test result: ${found}`,
      missing: false,
    };
  }

  /** Null when one of the files holds `actual` as it is. */
  generated(files: readonly string[], actual: JsonObject): Mismatch | null {
    const kind = files.length > 1 ? 'GeneratedResources' : 'GeneratedResource';
    const found = files.map((file) => this.#difference(file, actual, kind));
    if (found.length === 0 || found.includes(null)) return null;
    const difference = found.find((one) => typeof one === 'string');
    const error = found.find((one) => isMismatch(one));
    if (difference === undefined && error !== undefined) return error;
    return {
      reason: 'Resource diff',
      message: `Generated resource didn't match the generated resource in the test result: ${difference ?? ''}`,
      missing: false,
    };
  }

  /** Where the two differ; null when they do not. */
  #difference(file: string, actual: JsonObject, type: string): Mismatch | string | null {
    let expected: Resource | undefined;
    const metadata = own(actual, 'metadata');
    const name = textAt(metadata, 'name');
    try {
      expected = this.#read(file).find(
        (one) =>
          one.apiVersion === textAt(actual, 'apiVersion') &&
          one.kind === textAt(actual, 'kind') &&
          one.namespace === textAt(metadata, 'namespace') &&
          one.name === name,
      );
    } catch (error) {
      if (error instanceof SuiteError) return failure(type, error.message, false);
      throw error;
    }
    if (expected === undefined) {
      return failure(type, `resource with name ${name} not found in manifest`, true);
    }
    const path = firstDifference(comparable(expected.object), comparable(actual), []);
    return path === null ? null : pathText(path);
  }
}

function isMismatch(found: Mismatch | string | null): found is Mismatch {
  return found !== null && typeof found !== 'string';
}

function failure(type: string, cause: string, missing: boolean): Mismatch {
  return {
    reason: 'Resource error',
    message: `error: failed to load ${type} resource (${cause})`,
    missing,
  };
}

/** Without what Kyverno notes on the objects that it makes, and without what is empty. */
function comparable(object: JsonObject): Json {
  const metadata = objectAt(object, 'metadata') ?? {};
  const written = Object.entries(objectAt(metadata, 'labels') ?? {});
  const labels = Object.fromEntries(written.filter(([key]) => !key.startsWith('generate.kyverno.io/')));
  return tidy({
    ...object,
    metadata: { ...metadata, labels: { 'app.kubernetes.io/managed-by': 'kyverno', ...labels } },
  });
}

function tidy(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(tidy).filter((item) => item !== null);
    return items.length === 0 ? null : items;
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value)
    .map(([key, field]): [string, Json] => [key, tidy(field ?? null)])
    .filter(([, field]) => field !== null);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function firstDifference(a: Json, b: Json, path: Path): Path | null {
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
      const found = firstDifference(a[index] ?? null, b[index] ?? null, [...path, index]);
      if (found !== null) return found;
    }
    return null;
  }
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = firstDifference(own(a, key) ?? null, own(b, key) ?? null, [...path, key]);
      if (found !== null) return found;
    }
    return null;
  }
  return a === b || (isNumber(a) && isNumber(b) && Number(a) === Number(b)) ? null : path;
}

function isNumber(value: Json): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function pathText(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
}
