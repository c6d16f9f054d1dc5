import { expect, test } from 'vitest';
import { dynType, kubernetesEnvironment, listType, stringType } from '../index.ts';

const environment = kubernetesEnvironment({
  version: '1.36',
  variables: { object: dynType, names: listType(stringType), name: stringType },
});
const ENDLESS = Number.POSITIVE_INFINITY;

/** Ten names of at most twenty characters. */
function sizeOf(path: readonly string[]): { min: number; max: number } | undefined {
  if (path.join('.') === 'names') return { min: 0, max: 10 };
  return path.join('.') === 'names.@items' ? { min: 0, max: 20 } : undefined;
}

test.each([
  ['1 + 1', 1, 1],
  ["'abc' + 'defghijk'", 2, 2],
  ['true || 1 / 0 == 1', 0, 2],
  ['[1, 2, 3].all(x, x > 1)', 20, 26],
  ["name.startsWith('abc')", 2, 2],
  ["name.matches('a+b')", 2, ENDLESS],
  ['has(object.a)', 1, 1],
  ['object.a.b == 1', 2, 2],
  ['names.isSorted()', 1, 31],
  ['names.all(n, n.size() < 5)', 2, 62],
  ["names.join(',')", 1, 22],
  ['[1, 2, 3].sum()', 13, 13],
  ["quantity('1Gi').isGreaterThan(quantity('1'))", 3, 3],
  ['lists.range(5)', 16, 16],
])('%s costs %d to %d', (expression, min, max) => {
  const compiled = environment.compile(expression);
  if (!compiled.ok) throw new Error(compiled.text);
  expect(environment.estimate(compiled.program, sizeOf)).toEqual({ min, max });
});
