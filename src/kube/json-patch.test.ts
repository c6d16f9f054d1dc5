import { describe, expect, test } from 'vitest';
import type { JsonObject } from './json.ts';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from './json-patch.ts';

const document: JsonObject = { a: { b: [1, 2, 3], 'x/y': 1, '~': 2 }, n: null };

describe('applies', () => {
  test.each<[JsonPatchOperation, JsonObject]>([
    [
      { op: 'add', path: '/c', value: 1 },
      { ...document, c: 1 },
    ],
    [
      { op: 'add', path: '/a/b/-', value: 4 },
      { a: { b: [1, 2, 3, 4], 'x/y': 1, '~': 2 }, n: null },
    ],
    [
      { op: 'add', path: '/a/b/0', value: 0 },
      { a: { b: [0, 1, 2, 3], 'x/y': 1, '~': 2 }, n: null },
    ],
    [
      { op: 'add', path: '/a/b/-1', value: 4 },
      { a: { b: [1, 2, 3, 4], 'x/y': 1, '~': 2 }, n: null },
    ],
    [
      { op: 'remove', path: '/a/b/1' },
      { a: { b: [1, 3], 'x/y': 1, '~': 2 }, n: null },
    ],
    [
      { op: 'remove', path: '/a/x~1y' },
      { a: { b: [1, 2, 3], '~': 2 }, n: null },
    ],
    [
      { op: 'replace', path: '/a/~0', value: 9 },
      { a: { b: [1, 2, 3], 'x/y': 1, '~': 9 }, n: null },
    ],
    [
      { op: 'replace', path: '/n', value: {} },
      { ...document, n: {} },
    ],
    [
      { op: 'move', from: '/a/b', path: '/b' },
      { a: { 'x/y': 1, '~': 2 }, n: null, b: [1, 2, 3] },
    ],
    [
      { op: 'copy', from: '/a/b/0', path: '/b' },
      { ...document, b: 1 },
    ],
    [{ op: 'test', path: '/a/b', value: [1, 2, 3] }, document],
    [{ op: 'test', path: '/missing', value: null }, document],
    [{ op: 'add', path: '/__proto__', value: 1 }, JSON.parse('{"__proto__":1}') as JsonObject],
  ])('%j', (operation, expected) => {
    const before = JSON.stringify(document);
    expect(applyJsonPatch(document, [operation])).toEqual(
      operation.path === '/__proto__' ? { ...document, ...expected } : expected,
    );
    expect(JSON.stringify(document)).toBe(before);
  });

  test('one operation after the other', () => {
    expect(
      applyJsonPatch({}, [
        { op: 'add', path: '/a', value: {} },
        { op: 'add', path: '/a/b', value: 1 },
      ]),
    ).toEqual({ a: { b: 1 } });
  });
});

describe('does not apply', () => {
  test.each<[JsonPatchOperation, string]>([
    [
      { op: 'add', path: '/c/d', value: 1 },
      'add operation does not apply: doc is missing path: "/c/d": missing value',
    ],
    [
      { op: 'add', path: '/a/b/9', value: 1 },
      "error in add for path: '/a/b/9': Unable to access invalid index: 9: invalid index referenced",
    ],
    [
      { op: 'add', path: '/a/b/x', value: 1 },
      `error in add for path: '/a/b/x': value was not a proper array index: 'x': strconv.Atoi: parsing "x": invalid syntax`,
    ],
    [
      { op: 'remove', path: '/c' },
      "error in remove for path: '/c': Unable to remove nonexistent key: c: missing value",
    ],
    [
      { op: 'replace', path: '/c', value: 1 },
      'replace operation does not apply: doc is missing key: /c: missing value',
    ],
    [
      { op: 'move', from: '/c', path: '/d' },
      "error in move for path: 'c': Unable to remove nonexistent key: c: missing value",
    ],
    [{ op: 'test', path: '/n', value: 1 }, 'testing value /n failed: test failed'],
    [{ op: 'frob', path: '/n' }, 'Unexpected kind: frob'],
  ])('%j', (operation, message) => {
    const result = applyJsonPatch(document, [operation]);
    expect(result).toBeInstanceOf(JsonPatchError);
    expect(result).toMatchObject({ message, testFailed: operation.op === 'test' });
  });
});

test('copies that double the document end at the size of a request', () => {
  const doubling = Array.from({ length: 60 }, (_, index) => ({
    op: 'copy',
    from: '/data',
    path: `/data/d${index}`,
  }));
  const result = applyJsonPatch({ data: { text: 'x'.repeat(100) } }, doubling);
  expect(result).toBeInstanceOf(JsonPatchError);
  expect((result as JsonPatchError).message).toContain('Unable to complete the copy');
});
