import { array, assert, constantFrom, property, tuple } from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { nativeRegex } from './native-regex.ts';

describe('a native RegExp', () => {
  test.each([
    '^[a-z0-9.]+/[a-z0-9/_-]+:v[0-9]+$',
    '^registry\\.k8s\\.io/',
    '^v[0-9]{1,3}\\.[0-9]+$',
    '^[A-Z]?[a-z]*-x$',
    '^$',
  ])('takes %s', (pattern) => {
    expect(nativeRegex(pattern)).not.toBeNull();
  });

  test.each([
    ['a', 'it may begin anywhere'],
    ['^a*a', 'a repeated part may take what follows'],
    ['^[a-z]+[0-9]?[a-z]$', 'also past an optional part'],
    ['^(a|b)$', 'it has groups'],
    ['^a+?$', 'its quantifiers are lazy'],
    ['^a++', 'it means something else in each language'],
    ['^.$', 'a dot is not the same in both'],
    ['^\\d$', 'classes by letter are left to RE2'],
    ['^[^a]$', 'a negated class is more than ASCII'],
    ['^ä$', 'it is more than ASCII'],
    ['^a{2', 'it is not finished'],
    ['^a$b', 'its end is in the middle'],
  ])('leaves %s: %s', (pattern) => {
    expect(nativeRegex(pattern)).toBeNull();
  });

  test('agrees with RE2 whenever it is used', () => {
    const part = tuple(
      constantFrom('a', 'b', '-', '[ab]', '[a-c]', '[0-9]', '[.-]', '\\.', ':', '[b-z-]'),
      constantFrom('', '', '+', '*', '?', '{2}', '{1,2}', '{0,1}', '{2,}'),
    ).map((pair) => pair.join(''));
    const pattern = tuple(array(part, { maxLength: 5 }), constantFrom('', '$')).map(
      ([parts, end]) => `^${parts.join('')}${end}`,
    );
    const text = array(constantFrom('a', 'b', 'c', '-', '.', ':', '7', '\n', 'ä'), { maxLength: 9 }).map(
      (chars) => chars.join(''),
    );
    assert(
      property(pattern, text, (source, sample) => {
        const native = nativeRegex(source);
        if (native)
          expect(native.test(sample), `${source} on ${sample}`).toBe(RE2JS.compile(source).test(sample));
      }),
      { numRuns: 3000, seed: 20_260_731 },
    );
  });
});
