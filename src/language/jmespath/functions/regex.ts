import { JMESPathError } from '../error.ts';
import { compileRegexp, expandTemplate, type Match, type Regexp } from '../go-regexp.ts';
import { randomText } from '../random-text.ts';
import type { Run } from '../run.ts';
import { type FunctionEntry, functionError, textArg } from './entry.ts';
import { scalarText } from './text.ts';

export const regexFunctions: readonly FunctionEntry[] = [
  {
    name: 'regex_match',
    args: [['string'], ['string', 'number']],
    returns: 'bool',
    note: 'Whether a regular expression (RE2) matches somewhere in a text or number.',
    call: (args, run) => {
      const text = scalarText(args[1] ?? null) ?? '';
      charge(textArg(args, 0), text, run);
      return compileRegexp(textArg(args, 0)).test(text);
    },
  },
  replacing('regex_replace_all', 'Replaces each match; $1 and ${name} stand for groups.', expandTemplate),
  replacing(
    'regex_replace_all_literal',
    'Replaces each match by the third argument as it is.',
    (text) => text,
  ),
  {
    name: 'random',
    args: [['string']],
    returns: 'string',
    note: 'A random text that a regular expression matches.',
    call: (args, run) => randomText(textArg(args, 0), run),
  },
];

function replacing(
  name: string,
  note: string,
  expand: (template: string, match: Match) => string,
): FunctionEntry {
  return {
    name,
    args: [['string'], ['string', 'number'], ['string', 'number']],
    returns: 'string',
    note,
    call: (args, run) => {
      const [text, template] = [scalarText(args[1] ?? null) ?? '', scalarText(args[2] ?? null) ?? ''];
      charge(textArg(args, 0), text, run);
      let size = text.length;
      return prefixed(name, textArg(args, 0)).replaceAll(text, (match) => {
        const next = expand(template, match);
        size += next.length;
        run.spendText(size);
        return next;
      });
    },
  };
}

/** Of the functions here only these two put their name before what is wrong with the expression. */
function prefixed(name: string, pattern: string): Regexp {
  try {
    return compileRegexp(pattern);
  } catch (error) {
    throw error instanceof JMESPathError ? functionError(name, error.message) : error;
  }
}

/** RE2 is linear in the text, and in the size of the expression. */
function charge(pattern: string, text: string, run: Run): void {
  run.spend(1 + ((pattern.length * text.length) >> 6));
}
