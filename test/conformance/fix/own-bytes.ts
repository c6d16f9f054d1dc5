import { at, type Json, type Path } from '../../../src/kube/json.ts';
import { cutDocuments, type DocumentText } from '../../../src/yaml/cut.ts';
import { readYaml } from '../../../src/yaml/document.ts';
import { readJson } from '../../../src/yaml/json-value.ts';
import { locateField } from '../../../src/yaml/locate.ts';

/**
 * Whether two texts are the same but for these fields: with the fields blotted out on both sides, and all white space and
 * punctuation left aside, the same characters must stand in the same order, comments among them. Null when they do.
 */
export function onlyTheirBytes(before: Buffer, after: Buffer, fields: readonly Path[]): string | null {
  const [old, now] = [documentsOf(before), documentsOf(after)];
  if (old.length !== now.length) return `${old.length} documents became ${now.length}`;
  for (const [index, was] of old.entries()) {
    const is = now[index];
    if (is === undefined || was.text === is.text) continue;
    const [oldValue, newValue] = [valueOf(was), valueOf(is)];
    const left = blotted(was, oldValue, newValue, fields);
    const right = blotted(is, newValue, oldValue, fields);
    if (left !== right) return `other bytes changed: ${difference(left, right)}`;
  }
  return null;
}

function documentsOf(bytes: Buffer): DocumentText[] {
  return [...cutDocuments([bytes])].filter((document) => document.format !== 'separator');
}

function valueOf({ text, format }: DocumentText): Json {
  return format === 'json' ? readJson(text) : readYaml(text).value;
}

function blotted({ text, format }: DocumentText, own: Json, other: Json, fields: readonly Path[]): string {
  const result = text.split('');
  for (const field of fields) {
    const range = extent(own, other, field);
    const found = range && locateField(text, format, range);
    if (range === undefined || found === undefined || found.depth !== range.length) continue;
    const start = found.key?.start ?? found.value.start;
    const gone = at(other, range) === undefined || shortLists.has(String(range.at(-1)));
    const end = gone ? behindComment(text, found.value.end) : found.value.end;
    for (const [from, to] of gone ? [[start, end]] : withoutComments(text, start, end))
      result.fill('', from, to);
  }
  return result.join('').replace(/[\s,:{}[\]-]/g, '');
}

/** The part of the field's path that only this side has: the field itself, or all that was made or went with it. */
function extent(own: Json, other: Json, field: Path): Path | undefined {
  const list = field.findIndex(
    (step, index) => typeof step === 'number' && shortLists.has(String(field[index - 1])),
  );
  const path = list < 0 ? field : field.slice(0, list);
  for (let length = 1; length <= path.length; length++) {
    const part = path.slice(0, length);
    if (at(own, part) === undefined) return undefined;
    const theirs = at(other, part);
    if (theirs === undefined || theirs === null || at(own, part) === null) return part;
    if (isEmptyMap(theirs) !== isEmptyMap(at(own, part)) && length < path.length) return part;
  }
  return path;
}

/** Lists whose items come and go: compared without them. */
const shortLists = new Set(['sysctls', 'drop', 'add']);

function isEmptyMap(value: Json | undefined): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

/** A field that stays keeps its comments, wherever they now stand. */
function withoutComments(text: string, start: number, end: number): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(/ #[^\n]*/g)) {
    ranges.push([from, start + match.index]);
    from = start + match.index + match[0].length;
  }
  return [...ranges, [from, end]];
}

function behindComment(text: string, offset: number): number {
  return offset + (/^[ \t,]*#[^\n]*/.exec(text.slice(offset, offset + 400))?.[0].length ?? 0);
}

function difference(a: string, b: string): string {
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  return `${JSON.stringify(a.slice(from, from + 60))} became ${JSON.stringify(b.slice(from, from + 60))}`;
}
