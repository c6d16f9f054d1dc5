import { quoteGo } from '../value/text.ts';
import { parseAddress } from './address.ts';

/** A URL as Go's net/url reads it. */
export interface ParsedUrl {
  readonly scheme: string;
  /** Host and port, unescaped. */
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly escapedPath: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
}

class UrlError extends Error {}

/** Like Go's url.ParseRequestURI: an absolute URL or path, no fragment. The URL, or `parse "…": why not`. */
export function parseRequestUri(text: string): Parts | string {
  return attempt(text, () => parse(text, true));
}

/** Like Go's url.ParseRequestURI followed by url.Parse. */
export function parseUrl(text: string): ParsedUrl | string {
  const request = parseRequestUri(text);
  if (typeof request === 'string') return request;
  return attempt(text, () => {
    const [before, fragment] = cut(text, '#');
    const parts = parse(before, false);
    if (fragment !== undefined) unescape(fragment, 'fragment');
    return finish(parts, fragment ?? '');
  });
}

function attempt<Result>(text: string, run: () => Result): Result | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof UrlError) return `parse ${quoteGo(text)}: ${error.message}`;
    throw error;
  }
}

interface Parts {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: string | null;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly forceQuery: boolean;
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function parse(text: string, request: boolean): Parts {
  if (hasControl(text)) throw new UrlError('net/url: invalid control character in URL');
  if (text === '' && request) throw new UrlError('empty url');
  const nothing = { scheme: '', opaque: '', user: null, host: '', query: '', forceQuery: false };
  if (text === '*') return { ...nothing, path: '*' };
  const { scheme, rest } = readScheme(text);
  const forceQuery = rest.endsWith('?') && rest.indexOf('?') === rest.length - 1;
  const [body, query = ''] = forceQuery ? [rest.slice(0, -1), ''] : cut(rest, '?');
  const common = { ...nothing, scheme, query, forceQuery };
  if (!body.startsWith('/')) {
    if (scheme !== '') return { ...common, opaque: body, path: '' };
    if (request) throw new UrlError('invalid URI for request');
    if ((cut(body, '/')[0] as string).includes(':'))
      throw new UrlError('first path segment in URL cannot contain colon');
  }
  const hasAuthority = (scheme !== '' || (!request && !body.startsWith('///'))) && body.startsWith('//');
  if (!hasAuthority) return { ...common, path: checkedPath(body) };
  const slash = body.indexOf('/', 2);
  const authority = slash < 0 ? body.slice(2) : body.slice(2, slash);
  const { user, host } = readAuthority(scheme, authority);
  return { ...common, user, host, path: checkedPath(slash < 0 ? '' : body.slice(slash)) };
}

function checkedPath(path: string): string {
  unescape(path, 'path');
  return path;
}

function readScheme(text: string): { scheme: string; rest: string } {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*)?:/.exec(text);
  if (match === null) return { scheme: '', rest: text };
  if (match[1] === undefined) throw new UrlError('missing protocol scheme');
  return { scheme: match[1].toLowerCase(), rest: text.slice(match[0].length) };
}

const USERINFO = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;

function readAuthority(scheme: string, authority: string): { user: string | null; host: string } {
  const at = authority.lastIndexOf('@');
  const host = readHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: null, host };
  const user = authority.slice(0, at);
  if (!USERINFO.test(user)) throw new UrlError('net/url: invalid userinfo');
  unescape(user, 'user');
  return { user, host };
}

function readHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) throw new UrlError('invalid IP-literal');
  if (open === 0) return readLiteral(host);
  const first = host.indexOf(':');
  const strict = scheme === 'http' || scheme === 'https';
  const colon = strict ? first : host.lastIndexOf(':');
  if (colon >= 0) checkPort(host.slice(colon));
  return unescape(host, 'host');
}

function readLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new UrlError("missing ']' in host");
  const port = host.slice(close + 1);
  checkPort(port);
  const literal = host.slice(1, close);
  const zone = literal.indexOf('%25');
  const name =
    zone < 0
      ? unescape(literal, 'host')
      : unescape(literal.slice(0, zone), 'host') + unescape(literal.slice(zone), 'zone');
  const address = parseAddress(name);
  if (typeof address === 'string') throw new UrlError(`invalid host: ${address}`);
  if (address.bytes.length === 4) throw new UrlError('invalid IP-literal');
  return `[${name}]${port}`;
}

function checkPort(port: string): void {
  if (!/^(?::\d*)?$/.test(port)) throw new UrlError(`invalid port ${quoteGo(port)} after host`);
}

type Mode = 'path' | 'query' | 'host' | 'zone' | 'user' | 'fragment';

/** Characters that may stand bare in a host. */
const HOST_BARE = /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/;

/** Undoes percent-encoding; the bytes are UTF-8. */
function unescape(text: string, mode: Mode): string {
  const bytes: number[] = [];
  const encoded = Buffer.from(text);
  for (let i = 0; i < encoded.length; i++) {
    const byte = encoded[i] as number;
    const char = String.fromCharCode(byte);
    if (char === '%') {
      bytes.push(unescapeByte(encoded, i, mode));
      i += 2;
    } else if ((mode === 'host' || mode === 'zone') && byte < 0x80 && !HOST_BARE.test(char)) {
      throw new UrlError(`invalid character ${quoteGo(char)} in host name`);
    } else {
      bytes.push(mode === 'query' && char === '+' ? 0x20 : byte);
    }
  }
  return Buffer.from(bytes).toString();
}

function unescapeByte(encoded: Buffer, at: number, mode: Mode): number {
  const escape = encoded.subarray(at, at + 3).toString();
  const digits = escape.slice(1);
  const bad = (): never => {
    throw new UrlError(`invalid URL escape ${quoteGo(escape)}`);
  };
  if (!/^[0-9a-fA-F]{2}$/.test(digits)) return bad();
  const byte = Number.parseInt(digits, 16);
  if (mode === 'host' && byte < 0x80 && escape !== '%25') return bad();
  const char = String.fromCharCode(byte);
  if (mode === 'zone' && escape !== '%25' && char !== ' ' && !HOST_BARE.test(char)) return bad();
  return byte;
}

const PATH_BARE = /[A-Za-z0-9\-_.~$&+,/:;=@]/;
const PATH_ALLOWED = /^(?:[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]]|%)*$/;

/** The path as it goes over the wire: as written when that is valid, else escaped anew. */
function escapePath(path: string): string {
  if (path === '*' || PATH_ALLOWED.test(path)) return path;
  return percentEncode(unescape(path, 'path'), PATH_BARE);
}

function percentEncode(text: string, bare: RegExp): string {
  let encoded = '';
  for (const byte of Buffer.from(text)) {
    const char = String.fromCharCode(byte);
    encoded += bare.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

function finish(parts: Parts, fragment: string): ParsedUrl {
  const { scheme, host } = parts;
  const [hostname, port] = splitPort(host);
  const escapedPath = parts.path === '' ? '' : escapePath(parts.path);
  return {
    scheme,
    host,
    hostname,
    port,
    escapedPath,
    query: readQuery(parts.query),
    text: print(parts, escapedPath, fragment),
  };
}

function splitPort(host: string): [string, string] {
  const colon = host.lastIndexOf(':');
  const hasPort = colon >= 0 && /^:\d*$/.test(host.slice(colon));
  const name = hasPort ? host.slice(0, colon) : host;
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return [bare, hasPort ? host.slice(colon + 1) : ''];
}

/** Keys and values; what cannot be unescaped, or holds a semicolon, is left out as upstream does. */
function readQuery(query: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const [key, value = ''] = cut(pair, '=');
    try {
      const name = unescape(key as string, 'query');
      const values = found.get(name) ?? [];
      values.push(unescape(value, 'query'));
      found.set(name, values);
    } catch (error) {
      if (!(error instanceof UrlError)) throw error;
    }
  }
  return found;
}

function print(parts: Parts, escapedPath: string, fragment: string): string {
  let text = parts.scheme === '' ? '' : `${parts.scheme}:`;
  if (parts.opaque !== '') {
    text += parts.opaque;
  } else {
    if (parts.host !== '' || parts.user !== null) {
      text += `//${parts.user === null ? '' : `${parts.user}@`}${parts.host}`;
    }
    text += escapedPath;
  }
  if (parts.forceQuery || parts.query !== '') text += `?${parts.query}`;
  return fragment === '' ? text : `${text}#${fragment}`;
}

function cut(text: string, at: string): [string, string | undefined] {
  const found = text.indexOf(at);
  return found < 0 ? [text, undefined] : [text.slice(0, found), text.slice(found + 1)];
}
