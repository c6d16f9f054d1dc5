import { isObject, type Json, type JsonObject } from './json.ts';
import { sameJson } from './same-json.ts';

/** One operation of a JSON Patch. `value` undefined is a missing one, which reads as null. */
export interface JsonPatchOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Json | undefined;
}

/** Why a patch does not apply. A `test` that fails is told apart: it leaves the document as it was. */
export class JsonPatchError {
  readonly message: string;
  readonly testFailed: boolean;

  constructor(message: string, testFailed = false) {
    this.message = message;
    this.testFailed = testFailed;
  }
}

/**
 * Applies a patch as the API server does (RFC 6902 by gopkg.in/evanphx/json-patch.v4 v4.13): nothing is made on the way,
 * what is removed must be there, and negative indexes count from the end. The document itself stays as it is.
 */
export function applyJsonPatch(
  document: JsonObject,
  operations: readonly JsonPatchOperation[],
): JsonObject | JsonPatchError {
  try {
    const meter = { copied: 0 };
    return operations.reduce((before, operation) => apply(before, operation, meter), document);
  } catch (error) {
    if (error instanceof PatchFailure) return new JsonPatchError(error.message, error.testFailed);
    throw error;
  }
}

/** How much `copy` has added: every one may double the document. */
interface Meter {
  copied: number;
}

/** What an API server lets `copy` add, the size of the largest request it takes. */
const mostCopied = 3 * 1024 * 1024;

class PatchFailure extends Error {
  readonly testFailed: boolean;

  constructor(message: string, testFailed = false) {
    super(message);
    this.testFailed = testFailed;
  }
}

function apply(document: JsonObject, operation: JsonPatchOperation, meter: Meter): JsonObject {
  const { op, path } = operation;
  const value = operation.value ?? null;
  switch (op) {
    case 'add':
      return add(document, path, value, 'add operation does not apply: doc is missing path: "PATH"', 'add');
    case 'remove':
      return remove(
        document,
        path,
        'remove operation does not apply: doc is missing path: "PATH"',
        'remove',
        path,
      );
    case 'replace':
      return replace(document, path, value);
    case 'move':
      return move(document, operation.from ?? '', path);
    case 'copy':
      return copy(document, operation.from ?? '', path, meter);
    case 'test':
      return test(document, path, value);
    default:
      throw new PatchFailure(`Unexpected kind: ${op}`);
  }
}

function add(document: JsonObject, path: string, value: Json, missing: string, verb: string): JsonObject {
  return edit(document, path, missing, (container, key) =>
    prefixed(`error in ${verb} for path: '${path}'`, () => {
      if (!Array.isArray(container)) return { ...container, [key]: value };
      const list = [...container];
      list.splice(key === '-' ? list.length : indexIn(key, list.length + 1, true), 0, value);
      return list;
    }),
  );
}

function remove(
  document: JsonObject,
  path: string,
  missing: string,
  verb: string,
  named: string,
): JsonObject {
  return edit(document, path, missing, (container, key) =>
    prefixed(`error in ${verb} for path: '${named}'`, () => {
      if (Array.isArray(container)) return container.toSpliced(indexIn(key, container.length, false), 1);
      if (!Object.hasOwn(container, key)) {
        throw new PatchFailure(`Unable to remove nonexistent key: ${key}: missing value`);
      }
      const rest = { ...container };
      delete rest[key];
      return rest;
    }),
  );
}

function replace(document: JsonObject, path: string, value: Json): JsonObject {
  const missing = 'replace operation does not apply: doc is missing path: PATH';
  return edit(document, path, missing, (container, key) => {
    if (get(container, key) === undefined) {
      throw new PatchFailure(`replace operation does not apply: doc is missing key: ${path}: missing value`);
    }
    return Array.isArray(container)
      ? container.with(indexIn(key, container.length, false), value)
      : { ...container, [key]: value };
  });
}

function move(document: JsonObject, from: string, path: string): JsonObject {
  const [container, key] = find(
    document,
    from,
    'move operation does not apply: doc is missing from path: PATH',
  );
  const value = prefixed(`error in move for path: '${key}'`, () => read(container, key));
  const missing = 'move operation does not apply: doc is missing destination path: PATH';
  return add(remove(document, from, missing, 'move', key), path, value, missing, 'move');
}

function copy(document: JsonObject, from: string, path: string, meter: Meter): JsonObject {
  const [container, key] = find(
    document,
    from,
    'copy operation does not apply: doc is missing from path: PATH',
  );
  const value = prefixed(`error in copy for from: '${from}'`, () => read(container, key));
  meter.copied += sizeOf(value);
  if (meter.copied > mostCopied) {
    throw new PatchFailure(
      `Unable to complete the copy, the accumulated size increase of copy is ${meter.copied}, exceeding the limit ${mostCopied}`,
    );
  }
  return add(
    document,
    path,
    value,
    'copy operation does not apply: doc is missing destination path: PATH',
    'copy',
  );
}

/** Its length as JSON, nearly. */
function sizeOf(value: Json): number {
  if (typeof value !== 'object' || value === null) return String(value).length + 2;
  if (Array.isArray(value)) return value.reduce((size: number, item) => size + sizeOf(item) + 1, 2);
  return Object.entries(value).reduce((size, [key, item]) => size + key.length + 4 + sizeOf(item ?? null), 2);
}

function test(document: JsonObject, path: string, expected: Json): JsonObject {
  const [container, key] = find(document, path, 'test operation does not apply: is missing path: PATH');
  const found = prefixed(`error in test for path: '${path}'`, () => get(container, key)) ?? null;
  if (sameJson(found, expected)) return document;
  throw new PatchFailure(`testing value ${path} failed: test failed`, true);
}

type Container = Json[] | JsonObject;

/** Replaces the container that holds the last step of the path, and copies what lies above it. */
function edit(
  document: JsonObject,
  path: string,
  missing: string,
  change: (container: Container, key: string) => Container,
): JsonObject {
  const steps = stepsOf(path);
  const key = steps?.pop();
  if (steps === undefined || key === undefined) throw missingPath(missing, path);
  const descend = (current: Container, at: number): Container => {
    const step = steps[at];
    if (step === undefined) return change(current, key);
    const next = get(current, step);
    if (!isContainer(next)) throw missingPath(missing, path);
    const changed = descend(next, at + 1);
    return Array.isArray(current)
      ? current.with(indexIn(step, current.length, false), changed)
      : { ...current, [step]: changed };
  };
  return descend(document, 0) as JsonObject;
}

function find(document: JsonObject, path: string, missing: string): readonly [Container, string] {
  const steps = stepsOf(path);
  const key = steps?.pop();
  if (steps === undefined || key === undefined) throw missingPath(missing, path);
  let current: Container = document;
  for (const step of steps) {
    const next = get(current, step);
    if (!isContainer(next)) throw missingPath(missing, path);
    current = next;
  }
  return [current, key];
}

function missingPath(text: string, path: string): PatchFailure {
  return new PatchFailure(`${text.replace('PATH', () => path)}: missing value`);
}

function stepsOf(path: string): string[] | undefined {
  const steps = path.split('/').slice(1);
  return steps.length === 0
    ? undefined
    : steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isContainer(value: Json | undefined): value is Container {
  return Array.isArray(value) || isObject(value);
}

function get(container: Container, key: string): Json | undefined {
  if (!Array.isArray(container)) return Object.hasOwn(container, key) ? container[key] : undefined;
  const index = integer(key);
  return index === null ? undefined : container.at(index);
}

/** What an object does not have reads as null; a list wants an index that it has. */
function read(container: Container, key: string): Json {
  if (!Array.isArray(container)) return get(container, key) ?? null;
  return container[indexIn(key, container.length, false)] ?? null;
}

function indexIn(key: string, length: number, named: boolean): number {
  const index = integer(key);
  if (index === null) {
    const problem = `strconv.Atoi: parsing "${key}": invalid syntax`;
    throw new PatchFailure(named ? `value was not a proper array index: '${key}': ${problem}` : problem);
  }
  if (index >= length || index < -length) {
    throw new PatchFailure(`Unable to access invalid index: ${index}: invalid index referenced`);
  }
  return index < 0 ? index + length : index;
}

function integer(key: string): number | null {
  return /^[+-]?[0-9]{1,15}$/.test(key) ? Number(key) : null;
}

function prefixed<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PatchFailure) throw new PatchFailure(`${prefix}: ${error.message}`);
    throw error;
  }
}
