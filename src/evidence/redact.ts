import { hash } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../kube/json.ts';

/** Hides values that may be secrets behind salted hashes, so that a change still shows and a value never does. */
export class Redactor {
  readonly #salt: string;
  readonly #known: Map<string, string> = new Map();

  constructor(salt: string) {
    this.#salt = salt;
  }

  hide(value: string): string {
    if (value === '' || value.startsWith(mark)) return value;
    let hidden = this.#known.get(value);
    if (hidden === undefined) {
      hidden = `${mark}${hash('sha256', `${this.#salt}${value}`, 'hex').slice(0, 16)}`;
      if (this.#known.size < 100_000) this.#known.set(value, hidden);
    }
    return hidden;
  }

  /** A copy without status, values of the environment, arguments, headers, unknown annotations and the like. */
  object(object: JsonObject): JsonObject {
    const copy: JsonObject = {};
    for (const [key, value] of Object.entries(object)) {
      if (key === 'status') continue;
      // Of what a ConfigMap or a Secret holds, only that it is there.
      copy[key] = isObject(value) && dataMaps.has(key) ? this.#hideAll(value) : this.#walk(value, key);
    }
    return copy;
  }

  #metadata(metadata: JsonObject): JsonObject {
    const kept: JsonObject = {};
    for (const key of ['name', 'generateName', 'namespace', 'labels', 'finalizers', 'ownerReferences'])
      if (metadata[key] !== undefined) kept[key] = metadata[key];
    const annotations = metadata.annotations;
    if (isObject(annotations)) {
      const hidden: JsonObject = {};
      for (const [key, value] of Object.entries(annotations)) {
        // It repeats the whole object, and changes with every word of it.
        if (key === 'kubectl.kubernetes.io/last-applied-configuration') hidden[key] = mark;
        else
          hidden[key] = typeof value === 'string' && !judged.test(key) ? this.hide(value) : (value ?? null);
      }
      kept.annotations = hidden;
    }
    return kept;
  }

  /** `field` is the key under which the value stands. */
  #walk(value: Json | undefined, field: string | null): Json {
    if (Array.isArray(value)) {
      if (field === 'args' || field === 'command')
        return value.map((item) => (typeof item === 'string' ? this.hide(item) : item));
      if (field === 'env' || field === 'httpHeaders') return value.map((item) => this.#withHiddenValue(item));
      return value.map((item) => this.#walk(item, null));
    }
    if (!isObject(value)) return value ?? null;
    if (field === 'metadata') return this.#metadata(value);
    const copy: JsonObject = {};
    for (const [key, item] of Object.entries(value))
      copy[key] = secretMaps.has(key) && isObject(item) ? this.#hideAll(item) : this.#walk(item, key);
    return copy;
  }

  #withHiddenValue(item: Json): Json {
    return isObject(item) && typeof item.value === 'string'
      ? { ...item, value: this.hide(item.value) }
      : item;
  }

  #hideAll(map: JsonObject): JsonObject {
    const hidden: JsonObject = {};
    for (const [key, value] of Object.entries(map))
      hidden[key] = typeof value === 'string' ? this.hide(value) : this.#walk(value, key);
    return hidden;
  }
}

/** What every hidden value begins with. */
export const mark = 'sha256~';

/** Annotations that Pod Security and the common policies judge by. */
const judged =
  /^(?:container\.apparmor\.security\.beta|seccomp\.security\.alpha|container\.seccomp\.security\.alpha)\.kubernetes\.io\//;

const dataMaps: ReadonlySet<string> = new Set(['data', 'stringData', 'binaryData']);

/** Maps of free text in volumes: drivers take passwords there. */
const secretMaps: ReadonlySet<string> = new Set(['volumeAttributes', 'options']);

/** The values that `Redactor` would hide in a pod: a message of a policy may repeat them. */
export function secretsOf(spec: JsonObject): string[] {
  const found: string[] = [];
  collect(spec, null, found);
  return found;
}

function collect(value: Json | undefined, field: string | null, found: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      if ((field === 'args' || field === 'command') && typeof item === 'string') found.push(item);
      else if (
        (field === 'env' || field === 'httpHeaders') &&
        isObject(item) &&
        typeof item.value === 'string'
      )
        found.push(item.value);
      else collect(item, null, found);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (secretMaps.has(key) && isObject(item))
        found.push(...Object.values(item).filter((one) => typeof one === 'string'));
      else collect(item, key, found);
    }
  }
}
