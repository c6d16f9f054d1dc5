import { GrowingBuffer } from './growing-buffer.ts';
import { endOfJson, skipJsonSpace } from './json-end.ts';

/** One document of a stream, as text. */
export interface DocumentText {
  readonly format: 'yaml' | 'json';
  readonly text: string;
  /** The line of the stream that the text begins on, from 1. */
  readonly line: number;
  /** The byte of the stream that the text begins at. */
  readonly byte: number;
}

/** A line that looks like a separator of documents and is none, because of what follows `---`. */
export interface BadSeparator {
  readonly format: 'separator';
  readonly line: number;
  readonly found: string;
}

/** Says by its bytes whether a document is wanted at all. */
export type Wanted = (bytes: Buffer) => boolean;

/**
 * Cuts a stream into documents where kubectl does, before anything is parsed (YAMLOrJSONDecoder and YAMLReader in
 * apimachinery's util/yaml/decoder.go, v0.37): at every line that begins with `---`, even inside of a block text. A stream
 * that begins with `{` is read as JSON values first, one behind the other, as long as that goes well.
 */
export function* cutDocuments(
  chunks: Iterable<Uint8Array>,
  wanted: Wanted = () => true,
): Generator<DocumentText | BadSeparator> {
  const buffer = new GrowingBuffer();
  const input = chunks[Symbol.iterator]();
  let chunk = input.next();
  while (!chunk.done && buffer.bytes.length < jsonLookahead) {
    buffer.append(chunk.value);
    chunk = input.next();
  }
  dropByteOrderMark(buffer);
  let line = 1;
  if (beginsWithBrace.test(buffer.bytes.subarray(0, jsonLookahead).toString())) {
    for (; !chunk.done; chunk = input.next()) buffer.append(chunk.value);
    line = yield* cutJson(buffer, wanted);
  }
  const cutter = new YamlCutter(buffer, line, wanted);
  yield* cutter.cut(chunk.done === true);
  while (!chunk.done) {
    buffer.append(chunk.value);
    chunk = input.next();
    yield* cutter.cut(chunk.done === true);
  }
}

/** How far kubectl looks for the brace. */
const jsonLookahead = 4096;
const beginsWithBrace = /^[\s\x85]*\{/;

function dropByteOrderMark(buffer: GrowingBuffer): void {
  const [a, b, c] = buffer.bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) buffer.drop(3);
}

/** Cuts JSON values off until there is something else, and gives the line of that. */
function* cutJson(buffer: GrowingBuffer, wanted: Wanted): Generator<DocumentText, number> {
  const { bytes } = buffer;
  let at = 0;
  let line = 1;
  for (let values = 0; ; values++) {
    const start = skipJsonSpace(bytes, at);
    const end = start < bytes.length ? endOfJson(bytes, start) : start;
    const broken = end < 0;
    if (start === bytes.length || (broken && values <= 1)) break;
    // Behind a second value there is no way back to YAML: the rest is broken JSON, which its reader will say.
    const behind = broken ? bytes.length : end;
    const document = bytes.subarray(start, behind);
    line += countBreaks(bytes.subarray(at, start));
    if (wanted(document))
      yield { format: 'json', text: document.toString(), line, byte: buffer.dropped + start };
    line += countBreaks(document);
    at = behind;
  }
  const rest = behindFirstLine(bytes, at);
  line += countBreaks(bytes.subarray(at, rest));
  buffer.drop(rest);
  return line;
}

/** kubectl leaves out the space behind the last JSON value, but no more than the rest of its line. */
function behindFirstLine(bytes: Buffer, from: number): number {
  const next = skipJsonSpace(bytes, from);
  const lineEnd = bytes.indexOf(10, from);
  return lineEnd >= 0 && lineEnd < next ? lineEnd + 1 : next;
}

function countBreaks(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

class YamlCutter {
  readonly #buffer: GrowingBuffer;
  readonly #wanted: Wanted;
  /** The line of the first byte in the buffer. */
  #line: number;
  /** Up to where the buffer was searched for separators. */
  #searched = 0;
  /** The document at hand has a bad separator in it, so it is no document. */
  #spoilt = false;

  constructor(buffer: GrowingBuffer, line: number, wanted: Wanted) {
    this.#buffer = buffer;
    this.#line = line;
    this.#wanted = wanted;
  }

  /** Cuts off what is complete; with `atEnd` the rest too. */
  *cut(atEnd: boolean): Generator<DocumentText | BadSeparator> {
    const { bytes } = this.#buffer;
    let start = 0;
    for (;;) {
      const separator = nextSeparator(bytes, this.#searched);
      let lineEnd = separator < 0 ? -1 : bytes.indexOf(10, separator);
      if (separator < 0 || (lineEnd < 0 && !atEnd)) {
        // A separator may be half there.
        this.#searched =
          separator < 0 ? Math.max(this.#searched, bytes.length - separatorLength) : separator - 1;
        break;
      }
      if (lineEnd < 0) lineEnd = bytes.length - 1;
      const rest = bytes.toString('utf8', separator + 3, lineEnd + 1).trim();
      this.#searched = lineEnd;
      if (rest !== '' && !rest.startsWith('#')) {
        // The end of a certificate is as bad as its beginning, and the same mistake.
        if (!this.#spoilt) {
          yield {
            format: 'separator',
            line: this.#line + countBreaks(bytes.subarray(start, separator)),
            found: rest,
          };
        }
        this.#spoilt = true;
      } else if (separator > start) {
        yield* this.#document(bytes, start, separator);
        this.#line++;
        start = lineEnd + 1;
      }
      // With nothing before it, the separator is the first line of the document.
    }
    if (atEnd) {
      yield* this.#document(bytes, start, bytes.length);
    } else {
      this.#searched -= start;
      this.#buffer.drop(start);
    }
  }

  *#document(bytes: Buffer, start: number, end: number): Generator<DocumentText> {
    const document = bytes.subarray(start, end);
    const line = this.#line;
    this.#line += countBreaks(document);
    if (start === end || this.#spoilt || !this.#wanted(document)) {
      this.#spoilt = false;
      return;
    }
    const text = document.toString();
    yield {
      format: 'yaml',
      text: text.endsWith('\n') ? text : `${text}\n`,
      line,
      byte: this.#buffer.dropped + start,
    };
  }
}

const separatorLength = 4;

/** The start of the next line that begins with `---`. A line begins where the buffer does. */
function nextSeparator(bytes: Buffer, from: number): number {
  if (from <= 0 && bytes[0] === 45 && bytes[1] === 45 && bytes[2] === 45) return 0;
  const found = bytes.indexOf('\n---', Math.max(from, 0));
  return found < 0 ? -1 : found + 1;
}
