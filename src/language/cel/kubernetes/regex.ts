import { type FunctionDecl, member } from '../check/declaration.ts';
import { intType, listType, stringType } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { compileRegex, findAll, findFirst } from '../value/regex.ts';
import type { Value } from '../value/value.ts';

function find(text: Value | undefined, pattern: Value | undefined): Value {
  const regex = compileRegex(pattern as string);
  if (regex instanceof CelError) return new CelError(`Illegal regex: ${regex.message}`);
  return findFirst(regex, text as string) ?? '';
}

function all(text: Value | undefined, pattern: Value | undefined, limit: Value | undefined): Value {
  const regex = compileRegex(pattern as string);
  if (regex instanceof CelError) return new CelError(`Illegal regex: ${regex.message}`);
  return findAll(regex, text as string, Number(limit ?? -1));
}

const functions: readonly FunctionDecl[] = [
  { name: 'find', overloads: [member('string_find_string', [stringType, stringType], stringType, find)] },
  {
    name: 'findAll',
    overloads: [
      member('string_find_all_string', [stringType, stringType], listType(stringType), all),
      member('string_find_all_string_int', [stringType, stringType, intType], listType(stringType), all),
    ],
  },
];

/** apiserver pkg/cel/library/regex.go. */
export const findLibrary: Library = { functions };
