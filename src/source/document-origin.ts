import type { Path } from '../kube/json.ts';
import type { FieldPlace, Origin, Position, TextSpan } from '../kube/resource.ts';
import type { DocumentText } from '../yaml/cut.ts';
import type { TextRange } from '../yaml/find-field.ts';
import { lineIndexOf } from '../yaml/line-index.ts';
import { locateField } from '../yaml/locate.ts';

/** Where a resource stands that is written in a file. It holds on to the document's text and nothing else. */
export class DocumentOrigin implements Origin {
  readonly file: string;
  readonly #document: DocumentText;
  /** Where the resource lies in the document: an item of a list, or all of it. */
  readonly #base: Path;

  constructor(file: string, document: DocumentText, base: Path = []) {
    this.file = file;
    this.#document = document;
    this.#base = base;
  }

  get start(): Position {
    const { text } = this.#document;
    if (this.#base.length > 0) return this.locate([]);
    return this.#position(firstLine.exec(text)?.[0].length ?? 0);
  }

  locate(path: Path): Position {
    const found = locateField(this.#document.text, this.#document.format, [...this.#base, ...path]);
    return this.#position((found?.key ?? found?.value)?.start ?? 0);
  }

  place(path: Path): FieldPlace | undefined {
    const found = locateField(this.#document.text, this.#document.format, [...this.#base, ...path]);
    if (found === undefined) return undefined;
    const depth = Math.max(found.depth - this.#base.length, 0);
    return {
      key: found.key && this.#span(found.key),
      value: this.#span(found.value),
      written: depth === path.length,
      depth,
      shared: found.shared,
    };
  }

  #position(offset: number): Position {
    const { line, column } = lineIndexOf(this.#document.text).positionAt(offset);
    return { line: line + this.#document.line - 1, column };
  }

  #span({ start, end }: TextRange): TextSpan {
    const { text, byte } = this.#document;
    const lines = lineIndexOf(text);
    return {
      start: this.#position(start),
      end: this.#position(end),
      startByte: byte + lines.byteAt(start),
      endByte: byte + lines.byteAt(end),
    };
  }
}

/** Separator, comments and empty lines before the first that says something. */
const firstLine = /^(?:(?:---[^\n]*|[ \t\r]*(?:#[^\n]*)?)\n)*/;
