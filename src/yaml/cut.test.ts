import { describe, expect, test } from 'vitest';
import { type BadSeparator, cutDocuments, type DocumentText } from './cut.ts';

function cut(text: string, size = text.length + 1): (DocumentText | BadSeparator)[] {
  return [...cutDocuments(chunksOf(Buffer.from(text), size))];
}

function* chunksOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function textsOf(text: string): (string | null)[] {
  return cut(text).map((part) => (part.format === 'separator' ? null : part.text));
}

describe('YAML', () => {
  test.each<[string, string, (string | null)[]]>([
    ['one document', 'a: b\n', ['a: b\n']],
    ['a missing last line break', 'a: b', ['a: b\n']],
    ['two documents', 'a: b\n---\nc: d\n', ['a: b\n', 'c: d\n']],
    ['a separator at the start belongs to the document', '---\na: b\n', ['---\na: b\n']],
    ['separators in a row', 'a: b\n---\n---\nc: d\n', ['a: b\n', '---\nc: d\n']],
    [
      'blanks and comments behind a separator',
      'a: b\n---  # c\nc: d\n---\t\ne: f\n',
      ['a: b\n', 'c: d\n', 'e: f\n'],
    ],
    ['CR LF', 'a: b\r\n---\r\nc: d\r\n', ['a: b\r\n', 'c: d\r\n']],
    ['an indented separator is none', 'a: |\n  ---\n', ['a: |\n  ---\n']],
    ['one inside of a block text is one', 'a: |\n---\nb: c\n', ['a: |\n', 'b: c\n']],
    ['more dashes spoil the document', 'a: |\n-----BEGIN\n---\nb: c\n', [null, 'b: c\n']],
    ['so does a value', 'a: b\n---\nc: d\n--- {e: f}\n---\ng: h\n', ['a: b\n', null, 'g: h\n']],
    ['nothing', '', []],
  ])('%s', (_name, text, expected) => {
    expect(textsOf(text)).toEqual(expected);
  });

  test('tells where each document begins', () => {
    const parts = cut('# é\na: b\n---\nc: d\n---x\n---\ne: f\n');
    expect(parts).toEqual([
      { format: 'yaml', text: '# é\na: b\n', line: 1, byte: 0 },
      { format: 'separator', line: 5, found: 'x' },
      { format: 'yaml', text: 'e: f\n', line: 7, byte: 28 },
    ]);
  });

  test('the size of the pieces does not matter', () => {
    const text = '---\na: |\n  ---\n  é\n---\n\n---x\n---\n# c\n--- # d\nb: c';
    for (let size = 1; size < 20; size++) expect(cut(text, size)).toEqual(cut(text));
  });

  test('what is not wanted is left out, and lines are counted all the same', () => {
    const wanted = (bytes: Buffer): boolean => bytes.includes('Namespace');
    const parts = [...cutDocuments([Buffer.from('kind: A\n---\nkind: Namespace\n')], wanted)];
    expect(parts).toEqual([{ format: 'yaml', text: 'kind: Namespace\n', line: 3, byte: 12 }]);
  });

  test('a byte order mark is no part of the text', () => {
    expect(cut('\uFEFFa: b\n')).toEqual([{ format: 'yaml', text: 'a: b\n', line: 1, byte: 3 }]);
  });
});

describe('JSON', () => {
  test.each<[string, string, [string, string][]]>([
    ['one value', ' {"a": 1}\n', [['json', '{"a": 1}']]],
    [
      'several values',
      '{}{"a": "}"}\n\n[1]',
      [
        ['json', '{}'],
        ['json', '{"a": "}"}'],
        ['json', '[1]'],
      ],
    ],
    ['YAML in braces', '{a: b}\n', [['yaml', '{a: b}\n']]],
    ['a comma too many is YAML', '{"a": 1,}\n', [['yaml', '{"a": 1,}\n']]],
    [
      'YAML after one value',
      '{"a": 1}\n---\n{"b": 2}\n',
      [
        ['json', '{"a": 1}'],
        ['yaml', '---\n{"b": 2}\n'],
      ],
    ],
    [
      'indentation after one value',
      '{}\n  a: b\n',
      [
        ['json', '{}'],
        ['yaml', '  a: b\n'],
      ],
    ],
    [
      'no YAML after two values',
      '{}{}a: b\n',
      [
        ['json', '{}'],
        ['json', '{}'],
        ['json', 'a: b\n'],
      ],
    ],
    ['a brace far down is not looked for', `${'\n'.repeat(5000)}{}`, [['yaml', `${'\n'.repeat(5000)}{}\n`]]],
  ])('%s', (_name, text, expected) => {
    expect(cut(text).map((part) => [part.format, 'text' in part ? part.text : ''])).toEqual(expected);
  });

  test('tells where each value begins', () => {
    const places = cut('{\n}\n{}\n').map((part) => [part.line, 'byte' in part && part.byte]);
    expect(places).toEqual([
      [1, 0],
      [3, 4],
    ]);
  });
});
