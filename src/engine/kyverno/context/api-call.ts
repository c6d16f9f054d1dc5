import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import { type ApiCall, type Lookup, LookupError } from '../../engine.ts';
import { textAt, textOf } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import { applyQuery } from '../variable/expression.ts';
import { compileTemplate } from '../variable/template.ts';
import { readApiPath } from './api-path.ts';
import { type EntryScope, type EntrySource, prefixed, substituted } from './source.ts';

/** The answer of the API server or of a web service (kyverno v1.19 pkg/engine/apicall). */
export function compileApiCall(written: JsonObject, name: string, scope: EntryScope): EntrySource {
  const template = compileTemplate(written, scope.expressions);
  const query = textAt(written, 'jmesPath');
  const path = query === '' ? null : compileTemplate(query, scope.expressions);
  const fallback = own(written, 'default');
  const described = `context entry ${name} ${textAt(written, 'urlPath')}`;
  return {
    asks: 'apiCall',
    replaces: false,
    fetch: (context) => {
      const answer = prefixed('failed to fetch data for APICall', () => {
        const call = callOf(substituted(template, `failed to substitute variables in ${described}`, context));
        if (scope.policyNamespace !== '') confine(call.urlPath, scope.policyNamespace);
        return execute(call, fallback, context.lookup);
      });
      if (path === null || answer === fallback) return answer;
      return prefixed('failed to store data for APICall', () => {
        const text = textOf(
          substituted(
            path,
            `failed to substitute variables in context entry ${name} JMESPath ${query}`,
            context,
          ),
        );
        return prefixed(`failed to apply JMESPath ${text} for context entry ${name}`, () =>
          applyQuery(text, answer, context.searchOptions),
        );
      });
    },
  };
}

function callOf(call: Json): ApiCall {
  const service = own(call, 'service');
  const data: JsonObject = {};
  const items = own(call, 'data');
  for (const item of Array.isArray(items) ? items : [])
    setOwn(data, textAt(item, 'key'), own(item, 'value') ?? null);
  return {
    method: textAt(call, 'method') === 'POST' ? 'POST' : 'GET',
    urlPath: textAt(call, 'urlPath'),
    url: isObject(service) ? textAt(service, 'url') : '',
    data,
  };
}

/** A namespaced policy sees its own namespace only. */
function confine(urlPath: string, namespace: string): void {
  const path = cleaned(urlPath);
  const found = /^\/api(?:s)?\/(?:.*?)\/namespaces\/([^/]+)\/?.*$/.exec(path)?.[1];
  if (found === undefined) {
    throw new SubstitutionError(
      `path ${path} does not contain a namespace segment, which is required for namespaced policies`,
    );
  }
  if (found !== namespace) {
    throw new SubstitutionError(
      `path ${path} refers to namespace ${found}, which is different from the policy namespace ${namespace}`,
    );
  }
}

/** Go's path.Clean. */
function cleaned(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/') || '.';
}

function execute(call: ApiCall, fallback: Json | undefined, lookup: Lookup): Json {
  try {
    return ask(call, lookup);
  } catch (error) {
    const failed = error instanceof SubstitutionError || error instanceof LookupError;
    if (!failed || fallback === undefined) throw error;
    return fallback;
  }
}

function ask(call: ApiCall, lookup: Lookup): Json {
  const recorded = lookup.call?.(call);
  if (recorded !== undefined) return recorded;
  if (call.urlPath === '' || call.method !== 'GET') {
    throw new LookupError(`${call.method} ${call.url || call.urlPath} cannot be asked here`);
  }
  return prefixed(`failed to ${call.method} resource with raw url: ${call.urlPath}`, () =>
    readApiPath(call.urlPath, lookup),
  );
}
