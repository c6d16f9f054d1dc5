import { describe, expect, test } from 'vitest';
import { yamlText } from './yaml-text.ts';

describe('a text as go-yaml prints it', () => {
  test.each([
    [
      'validation error: no. rule r failed at path /spec/',
      "'validation error: no. rule r failed at path /spec/'",
    ],
    ['plain words', 'plain words'],
    ['trailing colon:', "'trailing colon:'"],
    ['a:b', 'a:b'],
    ['a #b', "'a #b'"],
    ["it's", "it's"],
    ['"quoted"', `'"quoted"'`],
    ["'single' too", `'''single'' too'`],
    ['- item', "'- item'"],
    ['-item', '-item'],
    ['tab\there', '"tab\\there"'],
    ['', '""'],
    ['true', '"true"'],
    ['no', '"no"'],
    ['12', '"12"'],
    ['1_000', '"1_000"'],
    ['_1', '_1'],
    ['1e400', '1e400'],
    ['2024-02-29', '"2024-02-29"'],
    ['2023-02-29', '2023-02-29'],
    ['10:20', '"10:20"'],
    ['<<', '<<'],
    ['smile 😀', '"smile \\U0001F600"'],
    ['two\nlines', '|-\n    two\n    lines'],
    ['ends\n', '|\n    ends'],
    ['ends twice\n\n', '|+\n    ends twice\n'],
    [' first\nis indented', '|2-\n     first\n    is indented'],
    ['space before break \nx', '"space before break \\nx"'],
  ])('%j', (text, printed) => {
    expect(yamlText(new Map([['p', new Map([['r', text]])]]))).toBe(`p:\n  r: ${printed}\n`);
  });

  test('keys are sorted as people count', () => {
    const keys = ['check-10', 'check-9', 'a02', 'a2', 'a', 'Check', 'é', '10', '9', 'a1'];
    const printed = yamlText(new Map(keys.map((key) => [key, 'm'])));
    expect(printed.split('\n').map((line) => line.split(':')[0])).toEqual([
      '"9"',
      '"10"',
      'Check',
      'a',
      'a1',
      'a2',
      'a02',
      'check-9',
      'check-10',
      'é',
      '',
    ]);
  });
});
