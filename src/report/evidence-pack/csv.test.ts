import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, csvLine, csvTime } from './csv.ts';

describe('a record', () => {
  test.each<[string, Cell[], string]>([
    ['plain', ['a', 1, true, null, -2.5], 'a,1,true,,-2.5'],
    ['quotes, commas and lines', ['say "x"', 'a,b', 'a\nb'], '"say ""x""","a,b","a\nb"'],
    ['blanks at the edge', [' a', 'b '], '" a","b "'],
    ['a formula', ['=1+1', '+1', '-1', '@SUM(A1)'], "'=1+1,'+1,'-1,'@SUM(A1)"],
    ['a formula behind blanks', [' =1', '\t=1', '\r=1', '\n=1'], `' =1,'\t=1,"'\r=1","'\n=1"`],
    ['a wide formula', ['\uff1dcmd', '\uff20x'], "'\uff1dcmd,'\uff20x"],
    [
      'a formula that would end its cell',
      ['=HYPERLINK("http://x","y")'],
      `"'=HYPERLINK(""http://x"",""y"")"`,
    ],
    ['no zero', ['a\0b'], 'a\ufffdb'],
  ])('%s', (_, cells, expected) => expect(csvLine(cells)).toBe(`${expected}\r\n`));

  test('whatever it holds, it reads back, and nothing begins as a formula', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (cells) => {
        const read = parsed(csvLine(cells));
        expect(read).toHaveLength(cells.length);
        read.forEach((cell, index) => {
          const text = (cells[index] ?? '').toWellFormed().replaceAll('\0', '\ufffd');
          expect([text, `'${text}`]).toContain(cell);
          expect(cell).not.toMatch(/^\s*[=+\-@]/);
        });
      }),
    ));

  test('times are those of RFC 3339', () =>
    expect([csvTime(0), csvTime(null)]).toEqual(['1970-01-01T00:00:00.000Z', '']));
});

/** One record as RFC 4180 reads it. */
function parsed(line: string): string[] {
  const cells: string[] = [];
  let rest = line.slice(0, -2);
  for (;;) {
    const match = /^(?:"((?:[^"]|"")*)"|([^,"]*))(,|$)/.exec(rest);
    if (match === null) throw new Error(`not a record: ${JSON.stringify(rest)}`);
    cells.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    rest = rest.slice(match[0].length);
    if (match[3] === '') return cells;
  }
}
