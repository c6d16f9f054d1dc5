import { expect, test } from 'vitest';
import { labelKeyProblem, labelValueProblem } from './labels.ts';

test.each(['a', 'A_b.c-9', 'example.com/a', 'x'.repeat(63), `${'a.'.repeat(126)}a/b`])(
  '%j may be a key',
  (key) => {
    expect(labelKeyProblem(key)).toBeNull();
  },
);

test.each([
  ['', /^name part must be non-empty; name part must consist of/],
  ['/a', /^prefix part must be non-empty$/],
  ['a/', /^name part must be non-empty; /],
  ['a/b/c', /^a valid label key must consist of .* with an optional DNS subdomain prefix/],
  ['A.com/a', /^prefix part a lowercase RFC 1123 subdomain/],
  ['a..b/a', /^prefix part a lowercase RFC 1123 subdomain/],
  [`${'a'.repeat(254)}/a`, /^prefix part must be no more than 253 bytes$/],
  ['x'.repeat(64), /^name part must be no more than 63 bytes$/],
  ['a-', /^name part must consist of/],
  ['ä', /^name part must consist of/],
])('%j may not', (key, problem) => {
  expect(labelKeyProblem(key)).toMatch(problem);
});

test.each([
  ['', true],
  ['A.b_c-9', true],
  ['x'.repeat(64), false],
  ['-a', false],
  ['a b', false],
])('%j as a value: %j', (value, valid) => {
  expect(labelValueProblem(value) === null).toBe(valid);
});
