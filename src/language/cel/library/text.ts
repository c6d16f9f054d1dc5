import { type FunctionDecl, global, member } from '../check/declaration.ts';
import { boolType, stringType } from '../check/type.ts';
import { CelError, noSuchOverload } from '../value/error.ts';
import { regexTest } from '../value/regex.ts';
import type { Value } from '../value/value.ts';

function test(name: string, id: string, run: (text: string, part: string) => boolean): FunctionDecl {
  const both = (a: Value, b: Value): Value =>
    typeof a === 'string' && typeof b === 'string' ? run(a, b) : noSuchOverload();
  return {
    name,
    unguarded: true,
    overloads: [member(id, [stringType, stringType], boolType, both as (...args: Value[]) => Value)],
  };
}

function matches(text: Value, pattern: Value): Value | undefined {
  if (typeof text !== 'string') return undefined;
  if (typeof pattern !== 'string') return noSuchOverload();
  const test = regexTest(pattern);
  return test instanceof CelError ? test : test(text);
}

/** The string functions of the language itself. */
export const textFunctions: readonly FunctionDecl[] = [
  test('contains', 'contains_string', (text, part) => text.includes(part)),
  test('endsWith', 'ends_with_string', (text, part) => text.endsWith(part)),
  test('startsWith', 'starts_with_string', (text, part) => text.startsWith(part)),
  {
    name: 'matches',
    overloads: [
      global('matches', [stringType, stringType], boolType),
      member('matches_string', [stringType, stringType], boolType),
    ],
    singleton: (text, pattern) => matches(text as Value, pattern as Value),
  },
];
