import { isObject, type Json, own } from '../../../kube/json.ts';
import { encodeJson } from '../../../language/jmespath/go-json.ts';
import { type ContextSource, LookupError } from '../../engine.ts';
import { textAt } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { JsonContext, Loader } from '../variable/json-context.ts';
import { compileApiCall } from './api-call.ts';
import { compileConfigMap } from './config-map.ts';
import { compileGlobalReference } from './global-reference.ts';
import { compileImageRegistry } from './image-registry.ts';
import { mentions } from './mention.ts';
import { type EntryScope, type EntrySource } from './source.ts';
import { compileVariable } from './variable.ts';

/** A context entry of a policy, compiled. */
export interface ContextEntry {
  readonly name: string;
  /** A loader for one evaluation; `recorded` where values were given under its name. */
  loader(recorded: boolean): Loader;
}

export function compileContext(entries: Json | undefined, scope: EntryScope): ContextEntry[] {
  return Array.isArray(entries) ? entries.map((entry) => compileEntry(entry, scope)) : [];
}

function compileEntry(entry: Json, scope: EntryScope): ContextEntry {
  const name = textAt(entry, 'name');
  const source = compileSource(entry, name, scope);
  return { name, loader: (recorded) => new EntryLoader(name, source, recorded) };
}

function compileSource(entry: Json, name: string, scope: EntryScope): EntrySource {
  const configMap = own(entry, 'configMap');
  if (isObject(configMap)) return compileConfigMap(configMap, name, scope);
  const apiCall = own(entry, 'apiCall');
  if (isObject(apiCall)) return compileApiCall(apiCall, name, scope);
  const globalReference = own(entry, 'globalReference');
  if (isObject(globalReference)) return compileGlobalReference(globalReference, name, scope);
  const imageRegistry = own(entry, 'imageRegistry');
  if (isObject(imageRegistry)) return compileImageRegistry(imageRegistry, name, scope);
  const variable = own(entry, 'variable');
  return compileVariable(isObject(variable) ? variable : {}, name, scope);
}

class EntryLoader implements Loader {
  readonly name: string;
  readonly #source: EntrySource;
  readonly #recorded: boolean;
  #value: Json | undefined;

  constructor(name: string, source: EntrySource, recorded: boolean) {
    this.name = name;
    this.#recorded = recorded;
    this.#source = source;
  }

  get loaded(): boolean {
    return this.#value !== undefined;
  }

  mentionedBy(query: string): boolean {
    return mentions(query, this.name);
  }

  load(context: JsonContext): void {
    const { asks, replaces } = this.#source;
    if (asks !== null && !this.#isAsked(asks, context)) return;
    if (asks === null || this.#value === undefined) {
      const value = this.#fetch(context);
      if (value === undefined) return;
      this.#value = value;
    }
    const text = sizeText(this.#value);
    if (replaces) context.replaceEntry(this.name, this.#value, text);
    else context.addEntry(this.name, this.#value, text);
  }

  #isAsked(source: ContextSource, { ignoreUnavailable, lookup }: JsonContext): boolean {
    return ignoreUnavailable ? lookup.answers?.(source) !== false : !this.#recorded;
  }

  /** undefined where nothing can be asked and the run is told to go on without. */
  #fetch(context: JsonContext): Json | undefined {
    try {
      return this.#source.fetch(context);
    } catch (error) {
      if (!(error instanceof LookupError)) throw error;
      if (context.ignoreUnavailable) return undefined;
      throw new SubstitutionError(`failed to load context entry ${this.name}: ${error.message}`);
    }
  }
}

function sizeText(value: Json): string {
  try {
    return encodeJson(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SubstitutionError(error.message);
  }
}
