import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../kube/json.ts';
import { readYaml } from '../yaml/document.ts';
import { applyEdits, type Edit } from './edit.ts';
import { editText } from './edit-text.ts';

const set = (path: string, value: Json): Edit => ({ op: 'set', path: steps(path), value });
const append = (path: string, value: string): Edit => ({ op: 'append', path: steps(path), value });
const remove = (path: string): Edit => ({ op: 'remove', path: steps(path) });

function steps(path: string): (string | number)[] {
  return path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** Edits `text` and holds the result against the same edits of its value. */
function edited(text: string, edits: readonly Edit[]): string | undefined {
  const format = text.startsWith('{') ? 'json' : 'yaml';
  const object = readYaml(text).value as JsonObject;
  const result = editText(text, format, object, edits);
  if (result !== undefined) expect(readYaml(result).value).toEqual(applyEdits(object, edits));
  return result;
}

describe('additions', () => {
  test.each<[string, string, Edit[], string]>([
    [
      'a new map below the last entry',
      'a:\n  b: 1 # one\n',
      [set('a.c.d', true)],
      'a:\n  b: 1 # one\n  c:\n    d: true\n',
    ],
    [
      'several at once',
      'a:\n  b: 1\n',
      [set('a.c.d', true), set('a.c.e', ['ALL'])],
      'a:\n  b: 1\n  c:\n    d: true\n    e: ["ALL"]\n',
    ],
    [
      'four spaces',
      'a:\n    b:\n        x: 1\n',
      [set('a.b.c.d', 1)],
      'a:\n    b:\n        x: 1\n        c:\n            d: 1\n',
    ],
    ['no line break at the end', 'a:\n  b: 1', [set('a.c', false)], 'a:\n  b: 1\n  c: false'],
    ['CRLF', 'a:\r\n  b: 1\r\n', [set('a.c.d', false)], 'a:\r\n  b: 1\r\n  c:\r\n    d: false\r\n'],
    [
      'an item of a list',
      'l:\n- name: a\n  x: 1\n- name: b\n',
      [set('l.0.s.p', false), set('l.1.s.p', false)],
      'l:\n- name: a\n  x: 1\n  s:\n    p: false\n- name: b\n  s:\n    p: false\n',
    ],
    [
      'a map and the map around it',
      'a:\n  l:\n  - n: x\nz: 1\n',
      [set('a.l.0.s', 1), set('a.t', 2)],
      'a:\n  l:\n  - n: x\n    s: 1\n  t: 2\nz: 1\n',
    ],
    [
      'comments and blank lines stay',
      'a:\n  b: 1\n\n  # about nothing\nz: 2\n',
      [set('a.c', 3)],
      'a:\n  b: 1\n  c: 3\n\n  # about nothing\nz: 2\n',
    ],
    [
      'behind a block text',
      'a:\n  b: |\n    text\n    more\nz: 1\n',
      [set('a.c', 3)],
      'a:\n  b: |\n    text\n    more\n  c: 3\nz: 1\n',
    ],
    [
      'behind a block text that keeps its end',
      'a:\n  b: |+\n    text\n\nz: 1\n',
      [set('a.c', 3)],
      'a:\n  b: |+\n    text\n\n  c: 3\nz: 1\n',
    ],
    ['where nothing is', 'a:\nz: 1\n', [set('a.c', 3)], 'a:\n  c: 3\nz: 1\n'],
    ['where nothing is, with a comment', 'a: # none\nz: 1\n', [set('a.c', 3)], 'a: # none\n  c: 3\nz: 1\n'],
    ['where null is', 'a: null # none\nz: 1\n', [set('a.c.d', 3)], 'a: # none\n  c:\n    d: 3\nz: 1\n'],
    ['where {} is', 'l:\n- a: {}\n  b: 1\n', [set('l.0.a.c.d', 3)], 'l:\n- a:\n    c:\n      d: 3\n  b: 1\n'],
    ['into a flow map', 'a: {b: 1}\n', [set('a.c.d', 3)], 'a: {b: 1, c: {d: 3}}\n'],
    ['into a flow map with spaces', 'a: { b: 1 }\n', [set('a.c.d', 3)], 'a: { b: 1, c: { d: 3 } }\n'],
    ['into a flow map with a comma at its end', 'a: {b: 1,}\n', [set('a.c', 3)], 'a: {b: 1, c: 3,}\n'],
    ['into an empty flow map in another', 'a: {b: {}}\n', [set('a.b.c', 3)], 'a: {b: {c: 3}}\n'],
    ['compact JSON', '{"a":{"b":1}}', [set('a.c.d', 'x')], '{"a":{"b":1,"c":{"d":"x"}}}'],
    [
      'JSON over several lines',
      '{\n  "a": {\n    "b": 1\n  }\n}\n',
      [set('a.c.d', ['ALL'])],
      '{\n  "a": {\n    "b": 1,\n    "c": {\n      "d": ["ALL"]\n    }\n  }\n}\n',
    ],
    [
      'JSON with tabs',
      '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n',
      [set('a.c', 'x')],
      '{\n\t"a": {\n\t\t"b": 1,\n\t\t"c": "x"\n\t}\n}\n',
    ],
    [
      'an empty map in JSON over lines',
      '{\n  "a": {}\n}\n',
      [set('a.c', 'x')],
      '{\n  "a": {\n    "c": "x"\n  }\n}\n',
    ],
    [
      'a text that could be read as something else',
      'a: 1\n',
      [set('b', 'yes'), set('c', '1')],
      'a: 1\nb: "yes"\nc: "1"\n',
    ],
  ])('%s', (_name, text, edits, expected) => {
    expect(edited(text, edits)).toBe(expected);
  });
});

describe('replacements', () => {
  test.each<[string, string, Edit[], string]>([
    ['a plain value', 'a: true # on\n', [set('a', false)], 'a: false # on\n'],
    ['another spelling', 'a: yes\n', [set('a', false)], 'a: false\n'],
    ['between single quotes', "a: 'Unconfined'\n", [set('a', 'RuntimeDefault')], "a: 'RuntimeDefault'\n"],
    ['between double quotes', '{"a":"Unconfined"}', [set('a', 'RuntimeDefault')], '{"a":"RuntimeDefault"}'],
    ['nothing', 'a:\nb: 1\n', [set('a', false)], 'a: false\nb: 1\n'],
    ['null', 'a: ~\n', [set('a', 'Default')], 'a: Default\n'],
    ['one more in a block list', 'd:\n- A # a\n', [append('d', 'ALL')], 'd:\n- A # a\n- ALL\n'],
    [
      'one more in a deeper block list',
      'd:\n    - A\nz: 1\n',
      [append('d', 'ALL')],
      'd:\n    - A\n    - ALL\nz: 1\n',
    ],
    ['one more in a flow list', 'd: [A, B]\n', [append('d', 'ALL')], 'd: [A, B, ALL]\n'],
    ['one more in a JSON list', '{"d":["A"]}', [append('d', 'ALL')], '{"d":["A","ALL"]}'],
    [
      'one more in a list over lines',
      'd: [\n  A,\n  B\n]\n',
      [append('d', 'ALL')],
      'd: [\n  A,\n  B,\n  ALL\n]\n',
    ],
  ])('%s', (_name, text, edits, expected) => {
    expect(edited(text, edits)).toBe(expected);
  });
});

describe('removals', () => {
  test.each<[string, string, Edit[], string]>([
    ['a line', 'a:\n  b: 1\n  c: 2 # two\n  d: 3\n', [remove('a.c')], 'a:\n  b: 1\n  d: 3\n'],
    ['the last line', 'a:\n  b: 1\n  c: 2', [remove('a.c')], 'a:\n  b: 1'],
    ['a map', 'a: 1\nb:\n  c:\n  - x\nd: 2\n', [remove('b')], 'a: 1\nd: 2\n'],
    ['behind the dash', 'l:\n- h: 1\n  c: 2\n', [remove('l.0.h')], 'l:\n- c: 2\n'],
    [
      'behind the dash, with a comment',
      'l:\n- h: 1\n  # c\n  c: 2\n',
      [remove('l.0.h')],
      'l:\n-\n  # c\n  c: 2\n',
    ],
    ['the only entry', 'l:\n- h: 1\n', [remove('l.0.h')], 'l:\n- {}\n'],
    ['a list item', 'add:\n- A\n- B # b\n- C\n', [remove('add.1')], 'add:\n- A\n- C\n'],
    ['two list items', 'add:\n- A\n- B\n- C\n', [remove('add.0'), remove('add.2')], 'add:\n- B\n'],
    [
      'all list items, and the list with them',
      'x: 1\nadd: [A, B]\n',
      [remove('add.0'), remove('add.1')],
      'x: 1\n',
    ],
    ['a flow item', 'add: [A, B, C]\n', [remove('add.1')], 'add: [A, C]\n'],
    ['the last flow item', 'add: [A, B]\n', [remove('add.1')], 'add: [A]\n'],
    ['a flow entry', 'a: {b: 1, c: 2}\n', [remove('a.b')], 'a: {c: 2}\n'],
    ['the only flow entry', 'a: {b: 1}\n', [remove('a.b')], 'a: {}\n'],
    ['a JSON entry with its line', '{\n  "a": 1,\n  "b": 2\n}\n', [remove('b')], '{\n  "a": 1\n}\n'],
    [
      'a removal and an addition in one place',
      'c:\n  add: [X]\nz: 1\n',
      [remove('c.add.0'), set('c.drop', ['ALL'])],
      'c:\n  drop: ["ALL"]\nz: 1\n',
    ],
  ])('%s', (_name, text, edits, expected) => {
    expect(edited(text, edits)).toBe(expected);
  });
});

describe('shared text', () => {
  test('an alias is replaced where it stands', () => {
    expect(edited('x: &v true\na: *v\n', [set('a', false)])).toBe('x: &v true\na: false\n');
  });

  test('two maps that are the same text are edited once', () => {
    const text = 'a: &s\n  p: 1\nb: *s\n';
    expect(edited(text, [set('a.q', 2), set('b.q', 2)])).toBe('a: &s\n  p: 1\n  q: 2\nb: *s\n');
  });

  test('a key that is given twice is edited where it counts', () => {
    expect(edited('a: 1\na: 2\n', [set('a', 3)])).toBe('a: 1\na: 3\n');
  });

  test('a merged field is edited where it is written', () => {
    const text = 'base: &b {p: true}\na:\n  <<: *b\n  x: 1\n';
    expect(editText(text, 'yaml', readYaml(text).value as JsonObject, [set('a.p', false)])).toBe(
      'base: &b {p: false}\na:\n  <<: *b\n  x: 1\n',
    );
  });
});
