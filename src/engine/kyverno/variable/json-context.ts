import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import type { SearchOptions } from '../../../language/jmespath/index.ts';
import type { Lookup } from '../../engine.ts';
import { SubstitutionError } from './error.ts';
import type { Expression, Expressions } from './expression.ts';

/** Something that is put into the context the first time a query mentions its name. */
export interface Loader {
  readonly name: string;
  /** True for a query that mentions the name. */
  mentionedBy(query: string): boolean;
  /** True once data was put into some context; such an entry is put there again after a reset. */
  readonly loaded: boolean;
  load(context: JsonContext): void;
}

interface Levelled {
  readonly level: number;
  readonly loader: Loader;
  matched: boolean;
}

/**
 * What variables can see while a rule is judged (kyverno v1.19 pkg/engine/context). The data is never changed in place:
 * every addition makes a new root that shares the rest, so a checkpoint costs nothing.
 */
export class JsonContext {
  root: JsonObject;
  readonly expressions: Expressions;
  readonly lookup: Lookup;
  readonly searchOptions: SearchOptions;
  /** True to go on without an entry whose data cannot be asked for here, as upstream's command line does. */
  readonly ignoreUnavailable: boolean;
  readonly #checkpoints: JsonObject[] = [];
  #loaders: Levelled[] = [];
  /** While an entry is being loaded it sees only the entries before it. */
  #level = -1;
  #index = -1;
  #size = 0;

  constructor(root: JsonObject, expressions: Expressions, lookup: Lookup, ignoreUnavailable: boolean) {
    this.root = root;
    this.expressions = expressions;
    this.lookup = lookup;
    this.searchOptions = { now: lookup.now };
    this.ignoreUnavailable = ignoreUnavailable;
  }

  /** Throws SubstitutionError. */
  query(expression: Expression): Json {
    if (this.#loaders.length > 0) this.#loadMentioned(expression.text);
    return expression.search(this.root, this.searchOptions);
  }

  queryText(text: string): Json {
    return this.query(this.expressions.of(text));
  }

  get operation(): string {
    const operation = own(own(this.root, 'request'), 'operation');
    return typeof operation === 'string' ? operation : '';
  }

  /** Merges `value` in at `path`: objects are merged key by key, anything else replaces what was there. */
  add(path: readonly string[], value: Json): void {
    let nested = value;
    for (let at = path.length - 1; at >= 0; at--) nested = objectWith(path[at] as string, nested);
    if (isObject(nested)) this.root = merged(this.root, nested);
  }

  /** Replaces top-level keys. */
  set(entries: JsonObject): void {
    this.root = { ...this.root, ...entries };
  }

  /** The data of a context entry. Upstream allows 2 MiB of it for one rule. */
  addEntry(name: string, value: Json, text: string): void {
    this.#size += text.length;
    if (this.#size > MAX_SIZE) {
      throw new SubstitutionError(
        `context size limit exceeded: ${this.#size} bytes exceeds limit of ${MAX_SIZE} bytes`,
      );
    }
    this.add([name], value);
  }

  replaceEntry(name: string, value: Json, text: string): void {
    this.set(objectWith(name, null));
    this.addEntry(name, value, text);
  }

  checkpoint(): void {
    this.#checkpoints.push(this.root);
  }

  /** Back to the last checkpoint, which is dropped. */
  restore(): void {
    const root = this.#checkpoints.pop();
    if (root === undefined) return;
    this.root = root;
    this.#resetLoaders(true);
  }

  /** Back to the last checkpoint, which stays. */
  reset(): void {
    const root = this.#checkpoints.at(-1);
    if (root === undefined) return;
    this.root = root;
    this.#resetLoaders(false);
  }

  addLoader(loader: Loader): void {
    this.#loaders.push({ level: this.#checkpoints.length, loader, matched: false });
  }

  #loadMentioned(query: string): void {
    const level = this.#level >= 0 ? this.#level : this.#checkpoints.length;
    const limit = this.#index >= 0 ? this.#index : this.#loaders.length;
    for (;;) {
      const index = this.#nextMentioned(query, level, limit);
      if (index < 0) return;
      this.#load(index);
    }
  }

  #nextMentioned(query: string, level: number, limit: number): number {
    const end = Math.min(limit, this.#loaders.length);
    for (let index = 0; index < end; index++) {
      const one = this.#loaders[index] as Levelled;
      if (one.matched || one.loader.loaded || one.level > level || !one.loader.mentionedBy(query)) continue;
      one.matched = true;
      return index;
    }
    return -1;
  }

  #load(index: number): void {
    const { level, loader } = this.#loaders[index] as Levelled;
    this.#level = level;
    this.#index = index;
    try {
      loader.load(this);
    } finally {
      this.#level = -1;
      this.#index = -1;
    }
  }

  /** Drops the entries of the level that was left and puts those of the levels below in again. */
  #resetLoaders(restored: boolean): void {
    if (this.#loaders.length === 0) return;
    const level = this.#checkpoints.length;
    for (const one of this.#loaders) one.matched = false;
    const before = this.#loaders.filter((one) => one.level <= level);
    this.#loaders = before;
    for (const [index, one] of before.entries()) {
      if (one.loader.loaded && (restored || one.level < level)) this.#reload(index);
    }
    this.#loaders = before.filter((one) => one.level < level || (restored && !one.loader.loaded));
  }

  /** Upstream only logs it when an entry cannot be loaded again. */
  #reload(index: number): void {
    try {
      this.#load(index);
    } catch (error) {
      if (!(error instanceof SubstitutionError)) throw error;
    }
  }
}

const MAX_SIZE = 2 * 1024 * 1024;

function objectWith(key: string, value: Json): JsonObject {
  const object: JsonObject = {};
  setOwn(object, key, value);
  return object;
}

/** `base` with `more` merged in; neither is changed. */
function merged(base: JsonObject, more: JsonObject): JsonObject {
  const result = { ...base };
  for (const key of Object.keys(more)) {
    const value = more[key];
    const old = own(base, key);
    setOwn(result, key, isObject(value) && isObject(old) ? merged(old, value) : (value ?? null));
  }
  return result;
}
