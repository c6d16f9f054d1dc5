/**
 * The elements of a layout, Go's way of writing a time format: a sample of the reference time Mon Jan 2 15:04:05 -0700
 * 2006 (Go 1.26 time/format.go).
 */
export type LayoutElement =
  | 'January'
  | 'Jan'
  | '1'
  | '01'
  | 'Monday'
  | 'Mon'
  | '2'
  | '_2'
  | '02'
  | '__2'
  | '002'
  | '15'
  | '3'
  | '03'
  | '4'
  | '04'
  | '5'
  | '05'
  | '2006'
  | '06'
  | 'PM'
  | 'pm'
  | 'MST'
  | 'Z0700'
  | 'Z070000'
  | 'Z07'
  | 'Z07:00'
  | 'Z07:00:00'
  | '-0700'
  | '-070000'
  | '-07'
  | '-07:00'
  | '-07:00:00'
  | 'fraction0'
  | 'fraction9';

export interface LayoutChunk {
  /** What stands before the element, or all that is left when there is none. */
  readonly prefix: string;
  readonly element: LayoutElement | null;
  /** The element as it is written. */
  readonly text: string;
}

/** Longer ones first where one begins another. */
const fixed: readonly LayoutElement[] = [
  'January',
  'Monday',
  'MST',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '002',
  '15',
  '1',
  '2006',
  '2',
  '__2',
  '_2',
  '3',
  '4',
  '5',
  'PM',
  'pm',
  '-070000',
  '-07:00:00',
  '-0700',
  '-07:00',
  '-07',
  'Z070000',
  'Z07:00:00',
  'Z0700',
  'Z07:00',
  'Z07',
];

export function splitLayout(layout: string): LayoutChunk[] {
  const chunks: LayoutChunk[] = [];
  let start = 0;
  for (let at = 0; at < layout.length; ) {
    const found = elementAt(layout, at);
    if (found === null) {
      at++;
      continue;
    }
    chunks.push({ prefix: layout.slice(start, at), ...found });
    at += found.text.length;
    start = at;
  }
  chunks.push({ prefix: layout.slice(start), element: null, text: '' });
  return chunks;
}

function elementAt(layout: string, at: number): Omit<LayoutChunk, 'prefix'> | null {
  const fraction = /^[.,](0+|9+)(?![0-9])/.exec(layout.slice(at, at + 64));
  if (fraction !== null) {
    return { element: fraction[1]?.startsWith('0') === true ? 'fraction0' : 'fraction9', text: fraction[0] };
  }
  // "_2006" is an underscore and a year.
  if (layout.startsWith('_2006', at)) return null;
  const element = fixed.find((candidate) => layout.startsWith(candidate, at)) ?? shortName(layout, at);
  return element === null ? null : { element, text: element };
}

/** "Month" holds no "Mon". */
function shortName(layout: string, at: number): 'Jan' | 'Mon' | null {
  for (const name of ['Jan', 'Mon'] as const) {
    if (layout.startsWith(name, at) && !/[a-z]/.test(layout.charAt(at + 3))) return name;
  }
  return null;
}
