import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { goText } from '../go/text.ts';
import { textAt } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import { applyQuery, type Expressions } from '../variable/expression.ts';
import type { JsonContext } from '../variable/json-context.ts';
import { compileTemplate } from '../variable/template.ts';
import { type EntryScope, type EntrySource } from './source.ts';

/** A value, a query, or a query on a value, with a default (kyverno v1.19 pkg/engine/context/loaders/variable.go). */
export function compileVariable(
  variable: JsonObject,
  name: string,
  { expressions }: EntryScope,
): EntrySource {
  const path = compilePart(variable, 'jmesPath', name, expressions);
  const fallback = compilePart(variable, 'default', name, expressions);
  const value = compilePart(variable, 'value', name, expressions);
  return {
    asks: null,
    replaces: true,
    fetch: (context) => {
      const query = path === null ? '' : queryText(path(context), name, textAt(variable, 'jmesPath'));
      const defaultValue = fallback?.(context) ?? null;
      const output =
        value === null
          ? ofContext(query, defaultValue, context)
          : ofValue(value(context), query, defaultValue, context);
      if (output !== null) return output;
      throw new SubstitutionError(
        `failed to add context entry for variable ${name} since it evaluated to nil`,
      );
    },
  };
}

type Part = (context: JsonContext) => Json;

/** null for a part that is not given. */
function compilePart(variable: JsonObject, key: string, name: string, expressions: Expressions): Part | null {
  const written = own(variable, key);
  if (written === undefined || written === null || written === '') return null;
  const template = compileTemplate(written, expressions);
  return (context) => {
    try {
      return template.evaluate(context);
    } catch (error) {
      if (!(error instanceof SubstitutionError)) throw error;
      throw new SubstitutionError(
        `failed to substitute variables in context entry ${name} ${goText(written)}: ${error.message}`,
      );
    }
  };
}

function queryText(query: Json, name: string, written: string): string {
  if (typeof query === 'string') return query;
  throw new SubstitutionError(`jmespath value must be a string ${name} ${written}: <nil>`);
}

/** The default stands in for an error, but not for a null. */
function ofValue(value: Json, query: string, fallback: Json, context: JsonContext): Json {
  return query === ''
    ? value
    : attempt(query, fallback, () => applyQuery(query, value, context.searchOptions));
}

function ofContext(query: string, fallback: Json, context: JsonContext): Json {
  if (query === '') return fallback;
  return attempt(query, fallback, () => context.queryText(query)) ?? fallback;
}

function attempt(query: string, fallback: Json, ask: () => Json): Json {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof SubstitutionError)) throw error;
    if (fallback !== null) return fallback;
    throw new SubstitutionError(`failed to apply jmespath ${query} to variable <nil>: ${error.message}`);
  }
}
