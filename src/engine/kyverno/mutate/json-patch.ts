import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { encodeJson, setOwn } from '../../../language/jmespath/go-json.ts';
import { textAt } from '../read.ts';
import { copyJson, sameJson } from './copy.ts';
import { PatchError } from './patch-error.ts';

/**
 * RFC 6902 as Kyverno applies it (evanphx/json-patch v5.9.11): negative indexes count from the end, what is to be removed
 * may be missing, and `add` makes the objects and lists on its way. Throws PatchError.
 */
export function applyJsonPatch(document: JsonObject, patch: readonly JsonObject[]): Json {
  const root: Holder = { value: copyJson(document), copied: 0 };
  for (const operation of patch) apply(root, operation);
  return root.value;
}

/** The operations of a patch text's value, each known to be whole. */
export function readJsonPatch(value: Json): readonly JsonObject[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw new PatchError(`failed to decode patches: ${unreadable(value, 'Patch')}`);
  return value.map((operation) => {
    if (!isObject(operation))
      throw new PatchError(`failed to decode patches: ${unreadable(operation, 'Operation')}`);
    const problem = operationProblem(operation);
    if (problem === null) return operation;
    throw new PatchError(`failed to decode patches: invalid operation ${encodeJson(operation)}: ${problem}`);
  });
}

function unreadable(value: Json, type: string): string {
  const found = Array.isArray(value) ? 'array' : jsonType(value);
  const wanted = type === 'lazyNode' ? 'map[string]*jsonpatch.lazyNode' : `jsonpatch.${type}`;
  return `json: cannot unmarshal ${found} into Go value of type ${wanted}`;
}

function jsonType(value: Json): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return typeof value;
}

function operationProblem(operation: JsonObject): string | null {
  const kind = own(operation, 'op');
  if (kind === 'add' || kind === 'replace') {
    if (!Object.hasOwn(operation, 'value')) {
      return "failed to decode 'value': operation, missing value field: missing value";
    }
  } else if (kind === 'move' || kind === 'copy') {
    if (typeof own(operation, 'from') !== 'string') {
      return "failed to decode 'from': operation, missing from field: missing value";
    }
  } else if (kind !== 'remove' && kind !== 'test') {
    return 'unsupported operation';
  }
  return typeof own(operation, 'path') === 'string'
    ? null
    : "failed to decode 'path': operation missing path field: missing value";
}

/** The document; `add` and `replace` at the empty path put another one in its place. */
interface Holder {
  value: Json;
  /** How much `copy` has added: every one may double the document. */
  copied: number;
}

/** The API server's limit for its own patches. */
const MAX_COPIED = 3 * 1024 * 1024;

type Container = Json[] | JsonObject;

function apply(root: Holder, operation: JsonObject): void {
  const path = textAt(operation, 'path');
  const value = copyJson(own(operation, 'value') ?? null);
  switch (operation['op']) {
    case 'add':
      return add(root, path, value);
    case 'remove':
      return remove(root, path);
    case 'replace':
      return replace(root, path, value);
    case 'move':
      return move(root, textAt(operation, 'from'), path);
    case 'copy':
      return copy(root, textAt(operation, 'from'), path);
    default:
      return test(root, path, own(operation, 'value') ?? null);
  }
}

function add(root: Holder, path: string, value: Json): void {
  if (path === '') {
    if (!isContainer(value)) throw new PatchError(unreadable(value, 'lazyNode'));
    root.value = value;
    return;
  }
  ensurePath(root, path);
  const [container, key] = find(root, path);
  if (container === null) {
    throw new PatchError(`add operation does not apply: doc is missing path: "${path}": missing value`);
  }
  guarded(`error in add for path: '${path}'`, () => insert(container, key, value));
}

function remove(root: Holder, path: string): void {
  const [container, key] = find(root, path);
  if (container === null) return;
  guarded(`error in remove for path: '${path}'`, () => removeFrom(container, key));
}

function replace(root: Holder, path: string, value: Json): void {
  if (path === '') {
    if (typeof value !== 'object' || value === null) {
      throw new PatchError('replace operation value must be object or array: %!w(<nil>)');
    }
    root.value = value;
    return;
  }
  const [container, key] = find(root, path);
  if (container === null) {
    throw new PatchError(`replace operation does not apply: doc is missing path: ${path}: missing value`);
  }
  if (!has(container, key)) {
    throw new PatchError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  }
  if (Array.isArray(container)) container[indexIn(key, container.length)] = value;
  else setOwn(container, key, value);
}

function move(root: Holder, from: string, path: string): void {
  if (from === '') {
    throw new PatchError('unable to move entire document to another path: invalid state detected');
  }
  const [container, key] = find(root, from);
  if (container === null) {
    throw new PatchError(`move operation does not apply: doc is missing from path: ${from}: missing value`);
  }
  const value = guarded(`error in move for path: '${key}'`, () => copyJson(get(container, key)));
  removeFrom(container, key);
  const [target, targetKey] = find(root, path);
  if (target === null) {
    throw new PatchError(
      `move operation does not apply: doc is missing destination path: ${path}: missing value`,
    );
  }
  guarded(`error in move for path: '${path}'`, () => insert(target, targetKey, value));
}

function copy(root: Holder, from: string, path: string): void {
  const [container, key] = find(root, from);
  if (container === null) {
    throw new PatchError(`copy operation does not apply: doc is missing from path: "${from}": missing value`);
  }
  const value = guarded(`error in copy for from: '${from}'`, () => get(container, key));
  root.copied += encodeJson(value ?? null).length;
  if (root.copied > MAX_COPIED) {
    throw new PatchError(
      `Unable to complete the copy, the accumulated size increase of copy is ${root.copied}, exceeding the limit ${MAX_COPIED}`,
    );
  }
  const [target, targetKey] = find(root, path);
  if (target === null) {
    throw new PatchError(
      `copy operation does not apply: doc is missing destination path: ${path}: missing value`,
    );
  }
  guarded('error while adding value during copy', () => insert(target, targetKey, copyJson(value)));
}

function test(root: Holder, path: string, expected: Json): void {
  const failed = new PatchError(`testing value ${path} failed: test failed`);
  if (path === '') {
    if (!sameJson(root.value, expected)) throw failed;
    return;
  }
  const [container, key] = find(root, path);
  if (container === null) {
    throw new PatchError(`test operation does not apply: is missing path: ${path}: missing value`);
  }
  const found = Array.isArray(container)
    ? guarded(`error in test for path: '${path}'`, () => get(container, key))
    : (own(container, key) ?? null);
  if (!sameJson(found, expected)) throw failed;
}

/** The container that holds the last part of the path, and that part; null where the way there is missing. */
function find(root: Holder, path: string): [Container | null, string] {
  const parts = path.split('/').slice(1).map(decodeKey);
  const key = parts.pop();
  if (key === undefined) return [path === '' && isContainer(root.value) ? root.value : null, ''];
  let current = root.value;
  for (const part of parts) {
    if (!isContainer(current)) return [null, ''];
    const next = part !== '' && has(current, part) ? get(current, part) : null;
    if (next === null) return [null, ''];
    current = next;
  }
  return [isContainer(current) ? current : null, key];
}

function isContainer(value: Json): value is Container {
  return Array.isArray(value) || isObject(value);
}

function decodeKey(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Makes what is missing on the way: a list where the next part is an index or `-`, else an object. */
function ensurePath(root: Holder, path: string): void {
  const parts = path.split('/').slice(1);
  let current: Json = root.value;
  for (const [i, part] of parts.slice(0, -1).entries()) {
    if (!isContainer(current)) throw new PatchError(INVALID);
    const key = decodeKey(part);
    if (key === '') return;
    const next = has(current, key) ? get(current, key) : null;
    current = next ?? makeStep(current, part, parts[i + 1] ?? '');
  }
  if (!isContainer(current)) throw new PatchError(INVALID);
}

const INVALID = 'invalid state detected';

/** Lists are filled up with nulls, but not without end. */
const MAX_PADDING = 10_000;

function makeStep(container: Container, part: string, next: string): Json {
  const at = atoi(part);
  if (Array.isArray(container) && at !== null) pad(container, at);
  const index = next === '-' ? 0 : atoi(next);
  if (index === null) return inserted(container, part, {});
  if (index < -1) {
    throw new PatchError(
      `Unable to ensure path for negative index other than -1: ${index}: invalid index referenced`,
    );
  }
  const list: Json[] = [];
  pad(list, Math.max(index, 0));
  return inserted(container, part, list);
}

/** Upstream does not look at whether the part could be added. */
function inserted(container: Container, part: string, value: Json): Json {
  try {
    insert(container, part, value);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
  }
  return value;
}

function pad(list: Json[], length: number): void {
  if (length > MAX_PADDING)
    throw new PatchError(`Unable to create array of size ${length}, limit is ${MAX_PADDING}`);
  while (list.length < length) list.push(null);
}

function has(container: Container, key: string): boolean {
  if (key === '') return true;
  if (!Array.isArray(container)) return Object.hasOwn(container, key);
  const index = atoi(key);
  return index !== null && index < container.length && index >= -container.length;
}

function get(container: Container, key: string): Json {
  if (key === '') return container;
  if (Array.isArray(container)) return container[indexIn(key, container.length)] ?? null;
  const value = own(container, key);
  if (value !== undefined) return value;
  throw new PatchError(`unable to get nonexistent key: ${key}: missing value`);
}

function insert(container: Container, key: string, value: Json): void {
  if (!Array.isArray(container)) {
    setOwn(container, key, value);
  } else if (key === '-') {
    container.push(value);
  } else {
    const index = atoi(key);
    if (index === null) {
      throw new PatchError(`value was not a proper array index: '${key}': ${atoiError(key)}`);
    }
    container.splice(indexIn(key, container.length + 1), 0, value);
  }
}

function removeFrom(container: Container, key: string): void {
  if (!Array.isArray(container)) {
    delete container[key];
    return;
  }
  const index = atoi(key);
  if (index === null) throw new PatchError(atoiError(key));
  if (index < container.length && index >= -container.length) container.splice(index, 1);
}

/** The index a part means in a list of that length. */
function indexIn(key: string, length: number): number {
  const index = atoi(key);
  if (index === null) throw new PatchError(atoiError(key));
  if (index >= length || index < -length) {
    throw new PatchError(`Unable to access invalid index: ${index}: invalid index referenced`);
  }
  return index < 0 ? index + length : index;
}

function atoi(text: string): number | null {
  return /^[+-]?[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

function atoiError(text: string): string {
  return `strconv.Atoi: parsing "${text}": invalid syntax`;
}

function guarded<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PatchError) throw new PatchError(`${prefix}: ${error.message}`);
    throw error;
  }
}
