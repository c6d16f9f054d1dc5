import { own } from '../../../../kube/json.ts';
import {
  anyType,
  dynType,
  type Library,
  member,
  stringType,
  type Type,
  type Value,
} from '../../../../language/cel/index.ts';
import { type Lookup, LookupError } from '../../../engine.ts';
import {
  asking,
  contextFunctions,
  contextType,
  failure,
  jsonObject,
  stringMap,
  text,
} from './context-value.ts';

export const globalContextType: Type = contextType('globalcontext.Context');
export const httpContext: Type = contextType('http.Context');
export const imageDataContext: Type = contextType('imagedata.Context');

/** `globalContext.get(name[, projection])` (kyverno/sdk extensions/cel/libs/globalcontext). */
export const globalContextLibrary: Library = {
  variables: { globalContext: globalContextType },
  functions: contextFunctions('get', [
    member('globalcontext_get_string', [globalContextType, stringType], dynType, asking(globalReference)),
    member(
      'globalcontext_get_string_string',
      [globalContextType, stringType, stringType],
      dynType,
      asking(globalReference),
    ),
  ]),
};

function globalReference(lookup: Lookup, name?: Value, projection?: Value): Value {
  if (lookup.globalContext === undefined) {
    return failure(`failed to get global reference: global context entry ${text(name)} cannot be asked here`);
  }
  const data = lookup.globalContext(text(name));
  if (data === undefined) return null;
  if (text(projection) === '') return data as Value;
  const found = own(data, text(projection));
  return found === undefined
    ? failure(
        `failed to get global reference: projection ${JSON.stringify(text(projection))} not found in global context entry ${JSON.stringify(text(name))}`,
      )
    : (found as Value);
}

/** `http.get`, `http.post` and `http.client` (kyverno/sdk extensions/cel/libs/http); none in a namespaced policy. */
export function httpLibrary(namespace: string): Library {
  const call = namespace === '' ? request : forbidden;
  return {
    variables: { http: httpContext },
    functions: [
      ...contextFunctions('get', [
        member('http_get_string', [httpContext, stringType], anyType, asking(call('GET'))),
        member('http_get_string_headers', [httpContext, stringType, stringMap], anyType, asking(call('GET'))),
      ]),
      ...contextFunctions('post', [
        member('http_post_string_any', [httpContext, stringType, anyType], anyType, asking(call('POST'))),
        member(
          'http_post_string_any_headers',
          [httpContext, stringType, anyType, stringMap],
          anyType,
          asking(call('POST')),
        ),
      ]),
      ...contextFunctions('client', [
        member('http_client_string', [httpContext, stringType], httpContext, (context) => context as Value),
      ]),
    ],
  };
}

function forbidden(): () => Value {
  return () =>
    failure(
      'http calls are not allowed in namespaced policies: set --allowHTTPInNamespacedPolicies to enable',
    );
}

function request(method: 'GET' | 'POST'): (lookup: Lookup, url?: Value, data?: Value) => Value {
  return (lookup, url, data) => {
    const answer = lookup.call?.({
      method,
      urlPath: '',
      url: text(url),
      data: method === 'POST' ? jsonObject(data) : {},
    });
    return answer === undefined
      ? failure(`request failed: ${method} ${text(url)} cannot be asked here`)
      : (answer as Value);
  };
}

/** `image.getMetadata(reference)` (kyverno/sdk extensions/cel/libs/imagedata). */
export const imageDataLibrary: Library = {
  variables: { image: imageDataContext },
  functions: contextFunctions('getMetadata', [
    member('imagedata_get_string', [imageDataContext, stringType], dynType, asking(imageData)),
  ]),
};

function imageData(lookup: Lookup, reference?: Value): Value {
  try {
    if (lookup.imageData) return lookup.imageData(text(reference)) as Value;
  } catch (error) {
    if (!(error instanceof LookupError)) throw error;
    return failure(`failed to get image data: ${error.message}`);
  }
  return failure(`failed to get image data: ${text(reference)} cannot be asked here`);
}
