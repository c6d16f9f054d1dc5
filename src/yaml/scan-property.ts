import { hexValue, isBlank, isBlankOrEnd, isDigit, isWord } from './character.ts';
import type { Scanner } from './scanner.ts';
import { TOKEN } from './token.ts';
import { syntaxError } from './yaml-error.ts';

/** `&name` or `*name`. */
export function scanAnchor(scanner: Scanner, kind: number): void {
  const { source } = scanner;
  const start = scanner.position++;
  skipWord(scanner);
  const c = source.charCodeAt(scanner.position);
  if (scanner.position === start + 1 || !(isBlankOrEnd(c) || mayFollowAnchor.has(c))) {
    throw syntaxError(
      `expected a name of letters, digits, "-" and "_" after "${source.charAt(start)}"`,
      start,
    );
  }
  const text = scanner.tokens.texts.push(source.slice(start + 1, scanner.position)) - 1;
  scanner.tokens.push(kind, start, scanner.position, text);
}

const mayFollowAnchor = new Set(Array.from('?:,]}%@`', (c) => c.charCodeAt(0)));

/** `!<uri>`, `!suffix`, `!!suffix` or `!handle!suffix`. Leaves two texts: the handle and the suffix. */
export function scanTag(scanner: Scanner): void {
  const { source } = scanner;
  const start = scanner.position;
  let handle = '';
  let suffix = '';
  if (source.charCodeAt(start + 1) === 60) {
    scanner.position += 2;
    suffix = readUri(scanner, start, '');
    if (source.charCodeAt(scanner.position) !== 62)
      throw syntaxError('expected ">" at the end of the tag', start);
    scanner.position++;
  } else {
    handle = readHandle(scanner);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = readUri(scanner, start, '');
    } else {
      suffix = readUri(scanner, start, handle);
      handle = '!';
      if (suffix === '') [handle, suffix] = ['', '!'];
    }
  }
  if (!isBlankOrEnd(source.charCodeAt(scanner.position))) {
    throw syntaxError('expected a blank or the end of the line after the tag', start);
  }
  pushPair(scanner, TOKEN.tag, start, handle, suffix);
}

/** `%TAG handle prefix` or `%YAML 1.1`. Leaves two texts: the handle and the prefix, or '' and the version. */
export function scanDirective(scanner: Scanner): void {
  const { source } = scanner;
  const start = scanner.position++;
  skipWord(scanner);
  const name = source.slice(start + 1, scanner.position);
  if (!isBlankOrEnd(source.charCodeAt(scanner.position)) || (name !== 'YAML' && name !== 'TAG')) {
    throw syntaxError(`expected the directive %YAML or %TAG, found %${name}`, start);
  }
  scanner.skipBlanks();
  if (name === 'YAML') {
    const version = readVersion(scanner, start);
    scanner.skipRestOfLine(start, 'the directive');
    return pushPair(scanner, TOKEN.directive, start, '', version);
  }
  const handle = readHandle(scanner);
  if (handle === '' || (handle.length > 1 && !handle.endsWith('!'))) {
    throw syntaxError('expected a handle such as !name! after %TAG', start);
  }
  if (!isBlank(source.charCodeAt(scanner.position)))
    throw syntaxError('expected a blank after the handle', start);
  scanner.skipBlanks();
  const prefix = readUri(scanner, start, '');
  if (!isBlankOrEnd(source.charCodeAt(scanner.position))) {
    throw syntaxError('expected a blank or the end of the line after the prefix', start);
  }
  scanner.skipRestOfLine(start, 'the directive');
  pushPair(scanner, TOKEN.directive, start, handle, prefix);
}

function pushPair(scanner: Scanner, kind: number, start: number, first: string, second: string): void {
  const text = scanner.tokens.texts.push(first, second) - 2;
  scanner.tokens.push(kind, start, scanner.position, text);
}

function skipWord(scanner: Scanner): void {
  while (isWord(scanner.source.charCodeAt(scanner.position))) scanner.position++;
}

/** `!`, `!!`, `!name!`, or `!name`, which is then no handle but the beginning of a tag. '' when there is no `!`. */
function readHandle(scanner: Scanner): string {
  const { source } = scanner;
  const start = scanner.position;
  if (source.charCodeAt(start) !== 33) return '';
  scanner.position++;
  skipWord(scanner);
  if (source.charCodeAt(scanner.position) === 33) scanner.position++;
  return source.slice(start, scanner.position);
}

/** `head` is what was taken for a handle before; its `!` does not belong to the URI. */
function readUri(scanner: Scanner, start: number, head: string): string {
  const { source } = scanner;
  let uri = head.slice(1);
  let any = head !== '';
  for (;;) {
    const c = source.charCodeAt(scanner.position);
    if (c === 37) {
      uri += readPercentEncoded(scanner, start);
    } else if (isWord(c) || uriPunctuation.has(c)) {
      uri += source.charAt(scanner.position++);
    } else {
      break;
    }
    any = true;
  }
  if (!any) throw syntaxError('expected a tag name', start);
  return uri;
}

const uriPunctuation = new Set(Array.from(";/?:@&=+$,.!~*'()[]", (c) => c.charCodeAt(0)));

/** One character as `%C3%A9`. */
function readPercentEncoded(scanner: Scanner, start: number): string {
  const bytes: number[] = [];
  let length = 1;
  while (bytes.length < length) {
    const octet = readOctet(scanner);
    if (octet < 0) throw syntaxError('expected two hexadecimal digits after "%" in the tag', start);
    if (bytes.length === 0) length = utf8Length(octet);
    if (length === 0 || (bytes.length > 0 && (octet & 0xc0) !== 0x80)) {
      throw syntaxError('expected percent-encoded UTF-8 in the tag', start);
    }
    bytes.push(octet);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

function readOctet(scanner: Scanner): number {
  const { source, position } = scanner;
  const high = hexValue(source.charCodeAt(position + 1));
  const low = hexValue(source.charCodeAt(position + 2));
  if (source.charCodeAt(position) !== 37 || high < 0 || low < 0) return -1;
  scanner.position += 3;
  return high * 16 + low;
}

function utf8Length(octet: number): number {
  if (octet < 0x80) return 1;
  if (octet >= 0xc0 && octet < 0xe0) return 2;
  if (octet >= 0xe0 && octet < 0xf0) return 3;
  return octet >= 0xf0 && octet < 0xf8 ? 4 : 0;
}

function readVersion(scanner: Scanner, start: number): string {
  const { source } = scanner;
  const from = scanner.position;
  const major = skipDigits(scanner);
  if (source.charCodeAt(scanner.position) === 46) scanner.position++;
  const minor = skipDigits(scanner);
  const version = source.slice(from, scanner.position);
  if (major < 1 || major > 2 || minor < 1 || minor > 2 || !version.includes('.')) {
    throw syntaxError('expected a version such as 1.1 after %YAML', start);
  }
  return version;
}

function skipDigits(scanner: Scanner): number {
  const from = scanner.position;
  while (isDigit(scanner.source.charCodeAt(scanner.position))) scanner.position++;
  return scanner.position - from;
}
