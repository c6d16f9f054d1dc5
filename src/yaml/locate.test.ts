import { describe, expect, test } from 'vitest';
import type { Path } from '../kube/json.ts';
import { locateField } from './locate.ts';

/** What stands at a field: its key and value as they are written, and how much of the path is. */
function textAt(
  text: string,
  path: Path,
  format: 'yaml' | 'json' = 'yaml',
): [string | null, string, number] | undefined {
  const found = locateField(text, format, path);
  if (found === undefined) return undefined;
  const { key, value, depth } = found;
  return [key && text.slice(key.start, key.end), text.slice(value.start, value.end), depth];
}

const pod = `# a pod
metadata:
  "name": 'p'   # quoted
spec:
  containers:
  - name: a
    args: [x, "y", {z: 1}]
    securityContext:
      privileged: true
  - &b
    name: b
    command: |
      run
      this
    empty:
  - <<: *b
    name: c
`;

describe('YAML', () => {
  test.each<[Path, [string | null, string, number]]>([
    [
      ['metadata', 'name'],
      ['"name"', "'p'", 2],
    ],
    [
      ['spec', 'containers', 0, 'name'],
      ['name', 'a', 4],
    ],
    [
      ['spec', 'containers', 0, 'args', 1],
      [null, '"y"', 5],
    ],
    [
      ['spec', 'containers', 0, 'args', 2, 'z'],
      ['z', '1', 6],
    ],
    [
      ['spec', 'containers', 0, 'securityContext'],
      ['securityContext', 'privileged: true', 4],
    ],
    [
      ['spec', 'containers', 0, 'securityContext', 'capabilities', 'drop'],
      ['securityContext', 'privileged: true', 4],
    ],
    [
      ['spec', 'containers', 0, 'args', 9],
      ['args', '[x, "y", {z: 1}]', 4],
    ],
    [
      ['spec', 'containers', 1, 'command'],
      ['command', '|\n      run\n      this', 4],
    ],
    [
      ['spec', 'containers', 1, 'empty'],
      ['empty', '', 4],
    ],
    [
      ['spec', 'containers', 2, 'command'],
      ['command', '|\n      run\n      this', 4],
    ],
    [
      ['spec', 'containers', 2, 'name'],
      ['name', 'c', 4],
    ],
  ])('%j', (path, expected) => {
    expect(textAt(pod, path)).toEqual(expected);
  });

  test('what an alias or a merge leads to is shared', () => {
    const shared = (path: Path): boolean | undefined => locateField(pod, 'yaml', path)?.shared;
    expect(shared(['spec', 'containers', 1, 'command'])).toBe(false);
    expect(shared(['spec', 'containers', 2, 'command'])).toBe(true);
    expect(shared(['spec', 'containers', 2, 'name'])).toBe(false);
    expect(locateField('a: &x {b: c}\nd: *x\n', 'yaml', ['d', 'b'])?.shared).toBe(true);
  });

  test('the last of equal keys is meant, and a merge after a key', () => {
    expect(textAt('a: 1\na: 2\n', ['a'])).toEqual(['a', '2', 1]);
    expect(textAt('x: &x {a: 1}\nz: {a: 2, <<: *x}\n', ['z', 'a'])).toEqual(['a', '1', 2]);
    expect(textAt('z: {<<: [{a: 1}, {a: 2, b: 3}], c: 4}\n', ['z', 'a'])).toEqual(['a', '1', 2]);
  });

  test('keys are what they mean, not how they are written', () => {
    expect(textAt('0x10: a\n', ['16'])).toEqual(['0x10', 'a', 1]);
    expect(textAt('"\\x61": b\n', ['a'])).toEqual(['"\\x61"', 'b', 1]);
  });

  test('a text without nodes has no fields', () => {
    expect(textAt('# nothing\n', ['a'])).toBeUndefined();
  });
});

test('JSON', () => {
  const text = '{"a": {"\\u0062": [1, true, {"c\\"": "x\\\\"}, []]}, "d": null}';
  expect(textAt(text, ['a', 'b', 0], 'json')).toEqual([null, '1', 3]);
  expect(textAt(text, ['a', 'b', 2, 'c"'], 'json')).toEqual(['"c\\""', '"x\\\\"', 4]);
  expect(textAt(text, ['a', 'b', 3, 'e'], 'json')).toEqual([null, '[]', 3]);
  expect(textAt(text, ['d'], 'json')).toEqual(['"d"', 'null', 1]);
  expect(textAt(text, [], 'json')).toEqual([null, text, 0]);
});
