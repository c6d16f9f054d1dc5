import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../kube/json.ts';
import { readYaml } from './document.ts';
import { writeText, writeYaml } from './write.ts';

describe('texts', () => {
  test.each([
    ['Deployment', 'Deployment'],
    ['root mount is read-only', 'root mount is read-only'],
    ['one, two', '"one, two"'],
    ['yes', '"yes"'],
    ['2026-12-15T09:00:00Z', '"2026-12-15T09:00:00Z"'],
    ['#ops', '"#ops"'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['ghcr.io/acme/api:9', 'ghcr.io/acme/api:9'],
    ['a ', '"a "'],
    ['- a', '"- a"'],
    ['', '""'],
    ['null', '"null"'],
    ['1', '"1"'],
    ['api*', 'api*'],
    ['*api', '"*api"'],
  ])('%j is written %s', (text, written) => {
    expect(writeText(text)).toBe(written);
  });
});

test('maps, lists and block texts', () => {
  const value = {
    kind: 'A',
    list: [{ kind: 'Deployment', name: 'api', images: ['a:1', 'b:2'] }, 'x', []],
    none: {},
    text: 'one\n  two\n\nthree',
    values: [null, false, 1],
  };
  expect(writeYaml(value)).toBe(`kind: A
list:
- kind: Deployment
  name: api
  images: [a:1, b:2]
- x
- []
none: {}
text: |-
  one
    two

  three
values: [null, false, 1]
`);
});

test('what is written reads back as the same', () => {
  const key = fc.oneof(fc.string(), fc.constantFrom('yes', 'a b', '<<', '1', 'null', 'name'));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.constantFrom('a: b', 'x\ny', 'x\n', '\n', ' x\ny', '#', '- a', 'a\n#b', 'é\nü', 'no', '0x1', '~'),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4 }), (value) => {
      const text = writeYaml(value as JsonObject);
      expect(JSON.stringify(readYaml(text).value)).toBe(JSON.stringify(value));
    }),
    { numRuns: 500 },
  );
});
