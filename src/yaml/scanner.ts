import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from './character.ts';
import { scanBlockScalar } from './scan-block-scalar.ts';
import { scanPlain } from './scan-plain.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-property.ts';
import { scanQuoted } from './scan-quoted.ts';
import { TOKEN, Tokens } from './token.ts';
import { syntaxError } from './yaml-error.ts';

/**
 * Cuts the text of a document into tokens by the rules of go-yaml v2 (scannerc.go, v2.4.4), which are those of YAML 1.1
 * with some freedoms of its own. A general YAML library is no help: it refuses texts that kubectl reads (a closing bracket at
 * the start of a line) and reads others differently (U+2028 ends a line there, and with it a comment).
 *
 * A key is known to be one only at its `:`. So wherever a key might begin, two gaps are kept for the tokens that then have
 * to stand before it. Tokens are scanned when they are asked for, since kubectl looks at nothing behind the first document.
 */
export class Scanner {
  /** The text with a NUL behind it, so that looking ahead needs no bounds. */
  source = '';
  position = 0;
  line = 0;
  lineStart = 0;
  /** The column of the innermost block collection, -1 outside of all. */
  indent = -1;
  flowLevel = 0;
  simpleKeyAllowed = true;
  readonly tokens: Tokens = new Tokens();
  #indents: number[] = [];
  /** For each flow level the place where a key may have begun. */
  #keys: PossibleKey[] = [];

  start(source: string): void {
    this.source = source;
    // A byte order mark at the very start is no part of the text.
    this.position = source.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.lineStart = this.position;
    this.line = 0;
    this.indent = -1;
    this.flowLevel = 0;
    this.simpleKeyAllowed = true;
    this.tokens.clear();
    this.#indents.length = 0;
    this.#keys = [noKey()];
  }

  /** True while the gap at `index` may still become a key, so that more has to be scanned first. */
  mayBecomeKey(index: number): boolean {
    for (const key of this.#keys) {
      if (key.possible && (key.gap === index || key.gap + 1 === index)) return this.#keyIsValid(key);
    }
    return false;
  }

  get column(): number {
    return this.position - this.lineStart;
  }

  /** Steps over one line break. CR LF is one; so is CR CR LF, since kubectl makes CR LF of it before it reads YAML. */
  skipBreak(): void {
    const { source } = this;
    if (source.charCodeAt(this.position++) === 13) {
      const twice = source.charCodeAt(this.position) === 13 && source.charCodeAt(this.position + 1) === 10;
      if (twice) this.position += 2;
      else if (source.charCodeAt(this.position) === 10) this.position++;
    }
    this.line++;
    this.lineStart = this.position;
  }

  /** Steps over one line break and gives its text: U+2028 and U+2029 stand for themselves, all others become LF. */
  readBreak(): string {
    const c = this.source.charCodeAt(this.position);
    this.skipBreak();
    if (c === 0x2028) return '\u2028';
    return c === 0x2029 ? '\u2029' : '\n';
  }

  /** True at `---` or `...` in the first column. */
  atDocumentIndicator(): boolean {
    if (this.position !== this.lineStart) return false;
    const c = this.source.charCodeAt(this.position);
    return (
      (c === 45 || c === 46) &&
      this.source.charCodeAt(this.position + 1) === c &&
      this.source.charCodeAt(this.position + 2) === c &&
      isBlankOrEnd(this.source.charCodeAt(this.position + 3))
    );
  }

  skipBlanks(): void {
    while (isBlank(this.source.charCodeAt(this.position))) this.position++;
  }

  skipComment(): void {
    if (this.source.charCodeAt(this.position) !== 35) return;
    while (!isBreakOrEnd(this.source.charCodeAt(this.position))) this.position++;
  }

  /** What may follow a directive or the header of a block scalar: blanks, a comment, the end of the line. */
  skipRestOfLine(start: number, what: string): void {
    this.skipBlanks();
    this.skipComment();
    const c = this.source.charCodeAt(this.position);
    if (!isBreakOrEnd(c)) throw syntaxError(`expected a comment or the end of the line after ${what}`, start);
    if (isBreak(c)) this.skipBreak();
  }

  /** Scans one more token. */
  next(): void {
    this.#skipToToken();
    this.#unroll(this.column);
    const { source, position } = this;
    const c = source.charCodeAt(position);
    if (c === 0) return this.#streamEnd();
    if (position === this.lineStart) {
      if (c === 37) return this.#directive();
      if ((c === 45 || c === 46) && this.atDocumentIndicator()) {
        return this.#endBlocks(c === 46 ? TOKEN.documentEnd : TOKEN.documentStart, 3);
      }
    }
    switch (c) {
      case 91: // [
        return this.#openFlow(TOKEN.flowSequence);
      case 123: // {
        return this.#openFlow(TOKEN.flowMapping);
      case 93: // ]
        return this.#closeFlow(TOKEN.flowSequenceEnd);
      case 125: // }
        return this.#closeFlow(TOKEN.flowMappingEnd);
      case 44: // ,
        this.#dropKey();
        this.simpleKeyAllowed = true;
        return this.#single(TOKEN.flowEntry);
      case 45: // -
        if (isBlankOrEnd(source.charCodeAt(position + 1))) return this.#blockEntry();
        break;
      case 63: // ?
        if (this.flowLevel > 0 || isBlankOrEnd(source.charCodeAt(position + 1))) return this.#explicitKey();
        break;
      case 58: // :
        if (this.flowLevel > 0 || isBlankOrEnd(source.charCodeAt(position + 1))) return this.#value();
        break;
      case 42: // *
      case 38: // &
        this.#begin();
        return scanAnchor(this, c === 42 ? TOKEN.alias : TOKEN.anchor);
      case 33: // !
        this.#begin();
        return scanTag(this);
      case 124: // |
      case 62: // >
        if (this.flowLevel > 0) break;
        this.#dropKey();
        this.simpleKeyAllowed = true;
        return scanBlockScalar(this, c === 124);
      case 39: // '
      case 34: // "
        this.#begin();
        return scanQuoted(this, c);
      default:
        break;
    }
    if (startsNothing.has(c)) throw syntaxError(cannotStart(c), position);
    this.#begin();
    scanPlain(this);
  }

  #skipToToken(): void {
    const { source } = this;
    for (;;) {
      let c = source.charCodeAt(this.position);
      // A tab is a blank wherever it cannot be taken for indentation.
      while (c === 32 || (c === 9 && (this.flowLevel > 0 || !this.simpleKeyAllowed))) {
        c = source.charCodeAt(++this.position);
      }
      if (c === 35) {
        this.skipComment();
        c = source.charCodeAt(this.position);
      }
      if (!isBreak(c)) return;
      this.skipBreak();
      if (this.flowLevel === 0) this.simpleKeyAllowed = true;
    }
  }

  /** Before a token that may be, or begin, a key. No key follows it directly. */
  #begin(): void {
    if (this.simpleKeyAllowed) {
      this.#dropKey();
      const key = this.#keys[this.flowLevel] as PossibleKey;
      key.possible = true;
      key.required = this.flowLevel === 0 && this.indent === this.column;
      key.gap = this.tokens.count;
      key.offset = this.position;
      key.line = this.line;
      this.tokens.push(TOKEN.gap, 0, 0, -1);
      this.tokens.push(TOKEN.gap, 0, 0, -1);
    }
    this.simpleKeyAllowed = false;
  }

  /** No key began at this flow level after all. */
  #dropKey(): void {
    const key = this.#keys[this.flowLevel] as PossibleKey;
    if (key.possible && key.required) throw missingColon(key);
    key.possible = false;
  }

  /** True when what began at this flow level is a key, now that `:` has come. */
  #keyIsValid(key: PossibleKey): boolean {
    if (!key.possible) return false;
    if (key.line === this.line && !this.#tooFar(key)) return true;
    if (key.required) throw missingColon(key);
    key.possible = false;
    return false;
  }

  /** A key has at most 1,024 characters. Only text beyond the BMP makes characters and code units differ. */
  #tooFar(key: PossibleKey): boolean {
    const units = this.position - key.offset;
    if (units <= 1024) return false;
    return units > 2048 || Array.from(this.source.slice(key.offset, this.position)).length > 1024;
  }

  #roll(kind: number, gap: number, column: number, offset: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.#indents.push(this.indent);
    this.indent = column;
    if (gap < 0) this.tokens.push(kind, offset, offset, -1);
    else this.tokens.fill(gap, kind, offset);
  }

  #unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.tokens.push(TOKEN.blockEnd, this.position, this.position, -1);
      this.indent = this.#indents.pop() as number;
    }
  }

  #single(kind: number): void {
    const start = this.position++;
    this.tokens.push(kind, start, this.position, -1);
  }

  #streamEnd(): void {
    // The end is a new line, so nothing on the last one can become a key any more.
    if (this.column > 0) {
      this.line++;
      this.lineStart = this.position;
    }
    this.#endBlocks(TOKEN.streamEnd, 0);
  }

  /** What ends all collections: a document separator, the end of the text. */
  #endBlocks(kind: number, length: number): void {
    this.#unroll(-1);
    this.#dropKey();
    this.simpleKeyAllowed = false;
    const start = this.position;
    this.position += length;
    this.tokens.push(kind, start, this.position, -1);
  }

  #directive(): void {
    this.#unroll(-1);
    this.#dropKey();
    this.simpleKeyAllowed = false;
    scanDirective(this);
  }

  #openFlow(kind: number): void {
    this.#begin();
    this.flowLevel++;
    this.#keys[this.flowLevel] = noKey();
    this.simpleKeyAllowed = true;
    this.#single(kind);
  }

  #closeFlow(kind: number): void {
    this.#dropKey();
    if (this.flowLevel > 0) {
      this.#keys.pop();
      this.flowLevel--;
    }
    this.simpleKeyAllowed = false;
    this.#single(kind);
  }

  #blockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw syntaxError('found "-" where no list item may begin', this.position);
      this.#roll(TOKEN.blockSequence, -1, this.column, this.position);
    }
    this.#dropKey();
    this.simpleKeyAllowed = true;
    this.#single(TOKEN.blockEntry);
  }

  #explicitKey(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw syntaxError('found "?" where no key may begin', this.position);
      this.#roll(TOKEN.blockMapping, -1, this.column, this.position);
    }
    this.#dropKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.#single(TOKEN.key);
  }

  #value(): void {
    const key = this.#keys[this.flowLevel] as PossibleKey;
    if (this.#keyIsValid(key)) {
      this.tokens.fill(key.gap + 1, TOKEN.key, key.offset);
      this.#roll(TOKEN.blockMapping, key.gap, key.offset - this.lineStart, key.offset);
      key.possible = false;
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) throw syntaxError('found ": " where no value may begin', this.position);
        this.#roll(TOKEN.blockMapping, -1, this.column, this.position);
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.#single(TOKEN.value);
  }
}

interface PossibleKey {
  possible: boolean;
  /** It stands where the block mapping's keys stand, so it can be nothing else. */
  required: boolean;
  /** The first of the two tokens kept free for it. */
  gap: number;
  offset: number;
  line: number;
}

function noKey(): PossibleKey {
  return { possible: false, required: false, gap: 0, offset: 0, line: 0 };
}

function missingColon(key: PossibleKey): Error {
  return syntaxError('expected ":" after the key that begins here, on the same line', key.offset);
}

const startsNothing = new Set(Array.from('\t,]}#&*!|>\'"%@`', (c) => c.charCodeAt(0)));

function cannotStart(c: number): string {
  if (c === 9) return 'found a tab where spaces are expected: YAML is indented with spaces';
  return `found ${JSON.stringify(String.fromCharCode(c))}, which nothing can begin with; put the text in quotes`;
}
