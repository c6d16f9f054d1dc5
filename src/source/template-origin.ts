import type { Path } from '../kube/json.ts';
import type { Origin, Position } from '../kube/resource.ts';
import { positionAt } from '../yaml/position.ts';

/**
 * Where a rendered resource comes from. A template has other lines than what it renders to, so a field is looked for: its
 * keys one behind the other, from the line with the kind on. Where the template does not write a key, the last one before holds.
 */
export class TemplateOrigin implements Origin {
  readonly file: string;
  readonly #kind: string;
  readonly #template: () => string | undefined;

  /** `template` gives the text of the file, when there is one. */
  constructor(file: string, kind: string, template: () => string | undefined) {
    this.file = file;
    this.#kind = kind;
    this.#template = template;
  }

  get start(): Position {
    return this.locate([]);
  }

  locate(path: Path): Position {
    const text = this.#template();
    if (text === undefined) return { line: 1, column: 1 };
    let at = documentOf(text, this.#kind);
    let found = at;
    for (const step of path) {
      if (typeof step === 'number') continue;
      const next = keyBehind(text, step, at);
      if (next < 0) break;
      found = next;
      at = next + step.length;
    }
    return positionAt(text, found);
  }
}

/** The start of the first document of this kind. */
function documentOf(text: string, kind: string): number {
  let offset = 0;
  let document = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith('---')) document = offset + line.length + 1;
    if (line.startsWith('kind:') && line.includes(kind)) return document;
    offset += line.length + 1;
  }
  return 0;
}

/** The next line that begins with `key:`, as a mapping's key or a list item's first. */
function keyBehind(text: string, key: string, from: number): number {
  for (let at = text.indexOf(key, from); at >= 0; at = text.indexOf(key, at + 1)) {
    const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
    if (text.charAt(at + key.length) === ':' && /^[ \t]*(?:- +)?$/.test(before)) return at;
  }
  return -1;
}
