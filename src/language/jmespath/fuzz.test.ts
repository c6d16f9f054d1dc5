import {
  type Arbitrary,
  array,
  assert,
  constantFrom,
  jsonValue,
  letrec,
  oneof,
  property,
  string,
  tuple,
} from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../kube/json.ts';
import { JMESPathError } from './error.ts';
import { functionTable } from './functions/table.ts';
import { encodeJson } from './go-json.ts';
import { compile } from './program.ts';
import { now } from './testing.ts';

const names = [...functionTable.keys()];

const literal = oneof(
  constantFrom(
    "'a'",
    "''",
    "'10Mi'",
    "'1h'",
    "'[a-z]+'",
    "'1.2.3'",
    '\'{"a": 1}\'',
    "'2024-02-28T23:30:00Z'",
  ),
  constantFrom('`1`', '`-2.5`', '`null`', '`true`', '`[1, "a", [2]]`', '`{"a": {"b": 1}}`', '`1e300`'),
);

const { expression } = letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  return {
    expression: oneof(
      { depthSize: 'small', withCrossShrink: true },
      oneof(constantFrom('a', 'b', '@', 'constructor', '"__proto__"'), literal),
      tuple(inner, constantFrom('.a', '[0]', '[-1]', '[*]', '[]', '.*', '[::2]', '.[a, b]', '.{x: a}')).map(
        (p) => p.join(''),
      ),
      tuple(inner, constantFrom(' | ', ' || ', ' && ', ' == ', ' != ', ' < ', ' >= '), inner).map((p) =>
        p.join(''),
      ),
      tuple(inner, inner).map(([list, condition]) => `${list}[?${condition}]`),
      inner.map((e) => `!${e}`),
      inner.map((e) => `(${e})`),
      tuple(
        constantFrom(...names),
        array(
          oneof(
            inner,
            inner.map((e) => `&${e}`),
          ),
          { maxLength: 4 },
        ),
      ).map(([name, args]) => `${name}(${args.join(', ')})`),
    ),
  };
});

const data = jsonValue({ maxDepth: 4 }) as Arbitrary<Json>;

function outcome(text: string, value: Json): string {
  try {
    const result = compile(text).search(value, { now, random: () => 0.5 });
    try {
      return encodeJson(result);
    } catch (error) {
      // Only not-a-number and the infinities cannot be written.
      expect(error).toBeInstanceOf(TypeError);
      return 'unwritable';
    }
  } catch (error) {
    expect(error).toBeInstanceOf(JMESPathError);
    return `error: ${(error as JMESPathError).message}`;
  }
}

describe('10,000 random expressions', () => {
  test('answer or tell what is wrong, the same each time, and leave the data alone', () => {
    assert(
      property(expression, data, (text, value) => {
        const before = encodeJson(value);
        expect(outcome(text, value)).toBe(outcome(text, value));
        expect(encodeJson(value)).toBe(before);
      }),
      { numRuns: 8000 },
    );
  });

  test('also when they are no expressions at all', () => {
    const noise = string({ unit: constantFrom(...Array.from('ab.[]{}()|&!=<>?*:,@`\'"\\-01 é\u{1f600}\n')) });
    assert(
      property(noise, data, (text, value) => {
        outcome(text, value);
      }),
      { numRuns: 2000 },
    );
  });
});
