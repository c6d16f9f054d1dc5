import { describe, expect, test } from 'vitest';
import type { Json } from '../../../kube/json.ts';
import { compileCheck } from './compile.ts';
import { matchPattern } from './match.ts';

function judge(pattern: Json, resource: Json, integers = false): string {
  const mismatch = matchPattern(compileCheck(pattern, integers), resource);
  if (mismatch === null) return 'pass';
  return mismatch.type === 'fail' ? `fail ${mismatch.path}` : `${mismatch.type} ${mismatch.text()}`;
}

describe('values', () => {
  test.each<[Json, Json, boolean]>([
    [true, true, true],
    [true, 'true', false],
    [5, 5, true],
    [5, '5', true],
    [5, '5.0', false],
    [5.5, '5.5', true],
    [5, 5.5, false],
    [null, 0, true],
    [null, '', true],
    [null, {}, false],
    ['*', 'x', true],
    ['?*', 'x', true],
    ['?*', '', false],
    ['a|b', 'b', true],
    ['a | b', 'c', false],
    ['a|b', 'a|b', true],
    ['>=1 & <=5', 3, true],
    ['>=1 & <=5', 6, false],
    ['>1Gi', '2Gi', true],
    ['>1Gi', '100Mi', false],
    ['<=1h', '3600s', true],
    ['!nginx', 'httpd', true],
    ['!nginx', 'nginx', false],
    ['!*:latest', 'nginx:latest', false],
    ['10-20', 15, true],
    ['10-20', 21, false],
    ['10!-20', 21, true],
    ['10!-20', 15, false],
    ['1Mi-2Mi', '1500Ki', true],
    ['1-a', '1-a', true],
    ['>a', 'b', false],
    ['0', null, true],
    ['<1', null, true],
    ['!x', null, false],
    ['80*', 8080, false],
    ['8*', 8080, true],
    ['true', true, true],
    ['a', ['a', 'a'], true],
    ['a', ['a', 'b'], false],
    ['a', [], true],
  ])('%j on %j: %j', (pattern, value, met) => {
    expect(judge({ k: pattern }, { k: value })).toBe(met ? 'pass' : 'fail /k/');
  });

  test('an int64 is read by its digits', () => {
    expect(judge({ k: '80*' }, { k: 8080 }, true)).toBe('pass');
  });
});

describe('structure', () => {
  test.each<[Json, Json, string]>([
    [{ a: { b: 1 } }, { a: { b: 2 } }, 'fail /a/b/'],
    [{ a: { b: '*' } }, { a: {} }, 'fail /a/'],
    [{ a: { b: '?*' } }, { a: {} }, 'fail /a/b/'],
    [{ a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, 'fail /a/1/b/'],
    [{ a: [{ b: 1 }] }, { a: [] }, 'pass'],
    [{ a: [{ b: 1 }] }, { a: {} }, 'fail /a/'],
    [{ a: ['x'] }, { a: ['x', 'y'] }, 'fail /a/'],
    [{ a: [] }, { a: [] }, 'fail /a/'],
    [{ a: { b: 1 } }, { a: 'x' }, 'fail /a/'],
    [
      { a: [[1], [2]] },
      { a: [[1]] },
      'error validate Array failed, array length mismatch, resource Array len is 1 and pattern Array len is 2',
    ],
    [{ constructor: '*' }, {}, 'fail /'],
  ])('%j on %j', (pattern, resource, result) => {
    expect(judge(pattern, resource)).toBe(result);
  });

  test('keys of labels may hold wildcards', () => {
    const pattern = { metadata: { labels: { 'app*': 'x?' } } };
    expect(judge(pattern, { metadata: { labels: { application: 'xy' } } })).toBe('pass');
    expect(judge(pattern, { metadata: { labels: { application: 'x' } } })).toBe(
      'fail /metadata/labels/application/',
    );
    expect(judge(pattern, { metadata: { labels: {} } })).toBe('fail /metadata/labels/app*/');
  });

  test('a label without a text falls away where the resource has labels', () => {
    const pattern = { metadata: { labels: { 'X(foo)': null } } };
    expect(judge(pattern, { metadata: { labels: { foo: 'bar' } } })).toBe('pass');
  });
});

describe('anchors', () => {
  test.each<[Json, Json, string]>([
    [{ '=(a)': { b: 1 } }, {}, 'pass'],
    [{ '=(a)': { b: 1 } }, { a: { b: 2 } }, 'fail /a/b/'],
    [{ 'X(a)': 'null' }, { a: 1 }, 'fail /a/'],
    [{ 'X(a)': 'null' }, {}, 'pass'],
    [{ '(a)': 1, b: 2 }, { a: 1, b: 2 }, 'pass'],
    [{ '(a)': 1, b: 2 }, { a: 1, b: 3 }, 'fail /b/'],
    [
      { '(a)': 1, b: 2 },
      { a: 2, b: 3 },
      "skip conditional anchor mismatch: resource value '2' does not match '1' at path /a/",
    ],
    [
      { '(a)': 1, b: 2 },
      { b: 3 },
      "skip conditional anchor mismatch: conditional anchor key doesn't exist in the resource",
    ],
    [{ '<(a)': 1, b: 2 }, { b: 2 }, 'pass'],
    [
      { '<(a)': 1, b: 2 },
      { a: 3, b: 3 },
      "skip global anchor mismatch: resource value '3' does not match '1' at path /a/",
    ],
    [{ '^(a)': [{ b: 1 }] }, { a: [{ b: 2 }, { b: 1 }] }, 'pass'],
    [{ '^(a)': [{ b: 1 }] }, { a: [{ b: 2 }] }, 'fail /a/'],
    [{ '^(a)': [{ b: 1 }] }, {}, 'pass'],
    [{ '^(a)': [{ b: 1 }] }, { a: 'x' }, 'fail /a/'],
    [
      { l: [{ '(n)': 'x', v: 1 }] },
      {
        l: [
          { n: 'y', v: 2 },
          { n: 'x', v: 1 },
        ],
      },
      'pass',
    ],
    [
      { l: [{ '(n)': 'x', v: 1 }] },
      {
        l: [
          { n: 'y', v: 2 },
          { n: 'x', v: 2 },
        ],
      },
      'fail /l/1/v/',
    ],
    [
      { l: [{ '(n)': 'x', v: 1 }] },
      { l: [{ n: 'y' }, { n: 'z' }] },
      "skip conditional anchor mismatch: resource value 'y' does not match 'x' at path /l/0/n/; conditional anchor mismatch: resource value 'z' does not match 'x' at path /l/1/n/",
    ],
  ])('%j on %j', (pattern, resource, result) => {
    expect(judge(pattern, resource)).toBe(result);
  });

  test('a failure whose anchored key is nowhere is an error', () => {
    const pattern = { '^(a)': [{ b: 1 }], c: 2 };
    expect(judge(pattern, { c: 3 })).toBe("error resource value '3' does not match '2' at path /c/");
  });

  test('an error text that holds the words of an anchor is a skip', () => {
    expect(judge({ a: 'x' }, { a: 'conditional anchor mismatch' })).toMatch(/^skip /);
  });
});
