import { expect, test } from 'vitest';
import type { JsonObject } from '../../../kube/json.ts';
import { applyJsonPatch } from './json-patch.ts';
import { readPatchText } from './json-patch-text.ts';

const document: JsonObject = { a: { b: [1, 2, 3], c: 'x' }, 'd/e': 1, n: null };

interface Case {
  readonly name: string;
  readonly text: string;
  readonly result?: JsonObject;
  readonly error?: string;
}

/** What Kyverno v1.19 makes of them. */
const cases: readonly Case[] = [
  {
    name: 'adds to a map',
    text: '[{"op":"add","path":"/a/d","value":1}]',
    result: {
      a: {
        b: [1, 2, 3],
        c: 'x',
        d: 1,
      },
      'd/e': 1,
      n: null,
    },
  },
  {
    name: 'inserts into a list',
    text: '[{"op":"add","path":"/a/b/1","value":9}]',
    result: {
      a: {
        b: [1, 9, 2, 3],
        c: 'x',
      },
      'd/e': 1,
      n: null,
    },
  },
  {
    name: 'appends',
    text: '[{"op":"add","path":"/a/b/-","value":9}]',
    result: {
      a: {
        b: [1, 2, 3, 9],
        c: 'x',
      },
      'd/e': 1,
      n: null,
    },
  },
  {
    name: 'counts from the end',
    text: '[{"op":"replace","path":"/a/b/-1","value":9}]',
    result: {
      a: {
        b: [1, 2, 9],
        c: 'x',
      },
      'd/e': 1,
      n: null,
    },
  },
  {
    name: 'makes the way',
    text: '[{"op":"add","path":"/x/y/z","value":true}]',
    result: {
      a: {
        b: [1, 2, 3],
        c: 'x',
      },
      'd/e': 1,
      n: null,
      x: {
        y: {
          z: true,
        },
      },
    },
  },
  {
    name: 'makes the way through lists',
    text: '[{"op":"add","path":"/x/0/z","value":true}]',
    result: {
      a: {
        b: [1, 2, 3],
        c: 'x',
      },
      'd/e': 1,
      n: null,
      x: [
        {
          z: true,
        },
      ],
    },
  },
  {
    name: 'removes',
    text: '[{"op":"remove","path":"/a/c"}]',
    result: {
      a: {
        b: [1, 2, 3],
      },
      'd/e': 1,
      n: null,
    },
  },
  {
    name: 'passes over what is not there to be removed',
    text: '[{"op":"remove","path":"/q/r"}]',
    result: {
      a: {
        b: [1, 2, 3],
        c: 'x',
      },
      'd/e': 1,
      n: null,
    },
  },
  {
    name: 'does not replace what is missing',
    text: '[{"op":"replace","path":"/q","value":1}]',
    error: 'replace operation does not apply: doc is missing key: /q: missing value',
  },
  {
    name: 'moves',
    text: '[{"op":"move","from":"/a/c","path":"/z"}]',
    result: {
      a: {
        b: [1, 2, 3],
      },
      'd/e': 1,
      n: null,
      z: 'x',
    },
  },
  {
    name: 'copies',
    text: '[{"op":"copy","from":"/a/b","path":"/z"}]',
    result: {
      a: {
        b: [1, 2, 3],
        c: 'x',
      },
      'd/e': 1,
      n: null,
      z: [1, 2, 3],
    },
  },
  {
    name: 'tests',
    text: '[{"op":"test","path":"/a/c","value":"x"},{"op":"remove","path":"/a/c"}]',
    result: {
      a: {
        b: [1, 2, 3],
      },
      'd/e': 1,
      n: null,
    },
  },
  {
    name: 'stops at a test that fails',
    text: '[{"op":"test","path":"/a/c","value":"y"},{"op":"remove","path":"/a/c"}]',
    error: 'testing value /a/c failed: test failed',
  },
  {
    name: 'reads escapes',
    text: '[{"op":"replace","path":"/d~1e","value":2}]',
    result: {
      a: {
        b: [1, 2, 3],
        c: 'x',
      },
      'd/e': 2,
      n: null,
    },
  },
  {
    name: 'reads YAML',
    text: '- op: add\n  path: /a/d\n  value:\n    e: 1\n',
    result: {
      a: {
        b: [1, 2, 3],
        c: 'x',
        d: {
          e: 1,
        },
      },
      'd/e': 1,
      n: null,
    },
  },
  {
    name: 'refuses an index beyond the end',
    text: '[{"op":"add","path":"/a/b/7","value":1}]',
    error: "error in add for path: '/a/b/7': Unable to access invalid index: 7: invalid index referenced",
  },
  {
    name: 'refuses an unknown operation',
    text: '[{"op":"merge","path":"/a","value":1}]',
    error:
      'failed to decode patches: invalid operation {"op":"merge","path":"/a","value":1}: unsupported operation',
  },
];

test.each(cases)('$name', ({ text, result, error }) => {
  const before = structuredClone(document);
  const apply = (): unknown => applyJsonPatch(document, readPatchText(text));
  if (error === undefined) expect(apply()).toEqual(result);
  else expect(apply).toThrow(error);
  expect(document).toEqual(before);
});

test('reads no prototype as a member', () => {
  const patched = applyJsonPatch({}, readPatchText('[{"op":"add","path":"/__proto__/x","value":1}]'));
  expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
  expect(JSON.stringify(patched)).toBe('{"__proto__":{"x":1}}');
});

test('copies no document into itself for ever', () => {
  const doubling = Array.from({ length: 60 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }));
  expect(() => applyJsonPatch({ a: ['x'] }, doubling)).toThrow('the accumulated size increase of copy is');
});
