import type { Json } from '../../../kube/json.ts';
import type { ContextSource } from '../../engine.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { Expressions } from '../variable/expression.ts';
import type { JsonContext } from '../variable/json-context.ts';
import type { Template } from '../variable/template.ts';

/** What an entry is compiled for. */
export interface EntryScope {
  readonly expressions: Expressions;
  /** '' for a cluster-wide policy. */
  readonly policyNamespace: string;
}

/** Where the data of a context entry comes from, compiled. */
export interface EntrySource {
  /** What has to be asked, once; null for what is computed from the context. */
  readonly asks: ContextSource | null;
  /** True when the entry takes the place of what bears its name, instead of being merged in. */
  readonly replaces: boolean;
  /** Throws SubstitutionError, or LookupError where there is nobody to ask. */
  fetch(context: JsonContext): Json;
}

/** Evaluates a template, with `prefix` before the text of an error. */
export function substituted(template: Template, prefix: string, context: JsonContext): Json {
  return prefixed(prefix, () => template.evaluate(context));
}

/** Runs `work`, with `prefix` before the text of an error. */
export function prefixed<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error;
    throw new SubstitutionError(`${prefix}: ${error.message}`);
  }
}
