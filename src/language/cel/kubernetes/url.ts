import { type FunctionDecl, global, member } from '../check/declaration.ts';
import { boolType, listType, mapType, stringType, structType, type Type } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { MapValue } from '../value/map.ts';
import { OpaqueValue } from '../value/opaque.ts';
import type { Value } from '../value/value.ts';
import { type ParsedUrl, parseRequestUri, parseUrl } from './url-parse.ts';

const urlType: Type = structType('kubernetes.URL');

class UrlValue extends OpaqueValue {
  readonly type: Type = urlType;
  override readonly goType: string = 'cel.URL';
  readonly url: ParsedUrl;

  constructor(url: ParsedUrl) {
    super();
    this.url = url;
  }

  equals(other: Value): boolean {
    return other instanceof UrlValue && other.url.text === this.url.text;
  }

  toString(): string {
    return this.url.text;
  }

  override toJson(): string {
    return this.url.text;
  }
}

function read(text: Value | undefined): Value {
  const url = parseUrl(text as string);
  return typeof url === 'string'
    ? new CelError(`URL parse error during conversion from string: ${url}`)
    : new UrlValue(url);
}

function part(name: string, id: string, read: (url: ParsedUrl) => string): FunctionDecl {
  return { name, overloads: [member(id, [urlType], stringType, (url) => read((url as UrlValue).url))] };
}

function query(url: Value | undefined): Value {
  const map = new MapValue();
  for (const [key, values] of (url as UrlValue).url.query) map.set(key, values);
  return map;
}

const functions: readonly FunctionDecl[] = [
  { name: 'url', overloads: [global('string_to_url', [stringType], urlType, read)] },
  part('getScheme', 'url_get_scheme', (url) => url.scheme),
  part('getHost', 'url_get_host', (url) => url.host),
  part('getHostname', 'url_get_hostname', (url) => url.hostname),
  part('getPort', 'url_get_port', (url) => url.port),
  part('getEscapedPath', 'url_get_escaped_path', (url) => url.escapedPath),
  {
    name: 'getQuery',
    overloads: [member('url_get_query', [urlType], mapType(stringType, listType(stringType)), query)],
  },
  {
    name: 'isURL',
    overloads: [
      global(
        'is_url_string',
        [stringType],
        boolType,
        (text) => typeof parseRequestUri(text as string) !== 'string',
      ),
    ],
  },
];

/** apiserver pkg/cel/library/urls.go. */
export const urlLibrary: Library = { functions };
