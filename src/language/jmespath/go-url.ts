import { goQuote } from '../../kube/go-quote.ts';
import { JMESPathError } from './error.ts';

/** The host name that Go's url.Parse finds in `text`, without port and brackets; '' where there is none. */
export function urlHost(text: string): string {
  const bare = text.split('#')[0] ?? '';
  if (Array.from(bare).some((char) => char < ' ' || char === '\u007f')) {
    throw invalid(bare, 'net/url: invalid control character in URL');
  }
  const [, scheme, rest = bare] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(bare) ?? [];
  if (bare.startsWith(':')) throw invalid(bare, 'missing protocol scheme');
  if (!rest.startsWith('//')) {
    const segment = /^[^/?]*/.exec(rest)?.[0] ?? '';
    if (scheme === undefined && segment.includes(':')) {
      throw invalid(bare, 'first path segment in URL cannot contain colon');
    }
    return '';
  }
  const authority = /^[^/?]*/.exec(rest.slice(2))?.[0] ?? '';
  return hostOf(authority.slice(authority.lastIndexOf('@') + 1), bare);
}

function hostOf(authority: string, url: string): string {
  if (authority.startsWith('[')) {
    const end = authority.lastIndexOf(']');
    if (end < 0) throw invalid(url, "missing ']' in host");
    checkPort(authority.slice(end + 1), url);
    return authority.slice(1, end);
  }
  const colon = authority.lastIndexOf(':');
  if (colon >= 0) checkPort(authority.slice(colon), url);
  const host = colon < 0 ? authority : authority.slice(0, colon);
  const wrong = Array.from(host).find((char) => ' "<>\\^`{|}'.includes(char));
  if (wrong !== undefined) throw invalid(url, `invalid character ${goQuote(wrong)} in host name`);
  return host;
}

function checkPort(port: string, url: string): void {
  if (!/^(?::[0-9]*)?$/.test(port)) throw invalid(url, `invalid port ${goQuote(port)} after host`);
}

function invalid(url: string, why: string): JMESPathError {
  return new JMESPathError(`parse ${goQuote(url)}: ${why}`);
}
