import type { RE2JS } from 're2js';
import { type FunctionDecl, global } from '../check/declaration.ts';
import { intType, listType, optionalType, stringType } from '../check/type.ts';
import type { Library } from '../environment.ts';
import { CelError } from '../value/error.ts';
import { OptionalValue } from '../value/optional.ts';
import { compileRegex } from '../value/regex.ts';
import { quoteGo } from '../value/text.ts';
import type { Value } from '../value/value.ts';

/** A pattern with at most one group, for extraction. */
function compileForExtract(pattern: string): RE2JS | CelError {
  const regex = compileRegex(pattern);
  if (regex instanceof CelError) return new CelError(`given regex is invalid: ${regex.message}`);
  return regex.groupCount() > 1
    ? new CelError(`regular expression has more than one capturing group: ${quoteGo(pattern)}`)
    : regex;
}

function extract(text: string, pattern: string): Value {
  const regex = compileForExtract(pattern);
  if (regex instanceof CelError) return regex;
  const matcher = regex.matcher(text);
  if (!matcher.find()) return OptionalValue.none;
  if (regex.groupCount() === 0) return OptionalValue.of(matcher.group() ?? '');
  const captured = matcher.group(1) ?? '';
  return captured === '' ? OptionalValue.none : OptionalValue.of(captured);
}

function extractAll(text: string, pattern: string): Value {
  const regex = compileForExtract(pattern);
  if (regex instanceof CelError) return regex;
  const found: Value[] = [];
  const matcher = regex.matcher(text);
  while (matcher.find()) {
    const captured = regex.groupCount() === 0 ? matcher.group() : matcher.group(1);
    if (regex.groupCount() === 0 || (captured ?? '') !== '') found.push(captured ?? '');
  }
  return found;
}

function replace(text: string, pattern: string, replacement: string, limit: number | bigint = -1): Value {
  if (limit === 0) return text;
  if (limit > 2 ** 31 - 1) return new CelError('integer overflow');
  const regex = compileRegex(pattern);
  if (regex instanceof CelError) return regex;
  const matcher = regex.matcher(text);
  let replaced = '';
  let from = 0;
  const most = limit < 0 ? Number.POSITIVE_INFINITY : Number(limit);
  for (let count = 0; count < most && matcher.find(); count++) {
    const by = fill(replacement, (group) => matcher.group(group) ?? '', regex.groupCount());
    if (by instanceof CelError) return by;
    replaced += text.slice(from, matcher.start()) + by;
    from = matcher.end();
  }
  return replaced + text.slice(from);
}

/** Puts the groups into a replacement: `\1`, `\0` for all, `\\` for a backslash. */
function fill(replacement: string, group: (index: number) => string, groups: number): string | CelError {
  let filled = '';
  for (let i = 0; i < replacement.length; i++) {
    if (replacement[i] !== '\\') {
      filled += replacement[i];
      continue;
    }
    const next = replacement[++i];
    if (next === undefined)
      return new CelError(`invalid replacement string: '${replacement}' \\ not allowed at end`);
    if (next === '\\') {
      filled += '\\';
    } else if (!/\d/.test(next)) {
      return new CelError(
        `invalid replacement string: '${replacement}' \\ must be followed by a digit or \\`,
      );
    } else if (Number(next) > groups) {
      return new CelError(
        `replacement string references group ${next} but regex has only ${groups} group(s)`,
      );
    } else {
      filled += group(Number(next));
    }
  }
  return filled;
}

type Run = (...args: Value[]) => Value;

const functions: readonly FunctionDecl[] = [
  {
    name: 'regex.extract',
    overloads: [
      global(
        'regex_extract_string_string',
        [stringType, stringType],
        optionalType(stringType),
        extract as Run,
      ),
    ],
  },
  {
    name: 'regex.extractAll',
    overloads: [
      global(
        'regex_extractAll_string_string',
        [stringType, stringType],
        listType(stringType),
        extractAll as Run,
      ),
    ],
  },
  {
    name: 'regex.replace',
    overloads: [
      global(
        'regex_replace_string_string_string',
        [stringType, stringType, stringType],
        stringType,
        replace as Run,
      ),
      global(
        'regex_replace_string_string_string_int',
        [stringType, stringType, stringType, intType],
        stringType,
        replace as Run,
      ),
    ],
  },
];

/** cel-go's regex library (ext/regex.go); it is not Kubernetes' `find` and `findAll`. */
export const regexLibrary: Library = { functions };
