/** One small change of an expression, with what it did. */
export interface Mutant {
  readonly text: string;
  readonly change: string;
}

const swaps: readonly (readonly [from: RegExp, to: string])[] = [
  [/ == /y, ' != '],
  [/ != /y, ' == '],
  [/ && /y, ' || '],
  [/ \|\| /y, ' && '],
  [/ <= /y, ' < '],
  [/ >= /y, ' > '],
  [/ < /y, ' <= '],
  [/ > /y, ' >= '],
  [/(?<!\])\.all\(/y, '.exists('],
  [/\.exists\(/y, '.all('],
  [/\.startsWith\(/y, '.endsWith('],
  [/\.endsWith\(/y, '.startsWith('],
  [/!(?=[a-z([])/y, ''],
  [/\btrue\b/y, 'false'],
  [/\bfalse\b/y, 'true'],
];

/** An error on purpose: another constant in it is an error as well. */
const onPurpose = /\[true\]\[1\]/y;

/**
 * Every expression that differs from this one by one operator or one constant. Left out is what could make no difference:
 * `all` over a list of one item.
 */
export function mutantsOf(expression: string): Mutant[] {
  const found: Mutant[] = [];
  const replace = (at: number, length: number, by: string): void => {
    const was = expression.slice(at, at + length);
    found.push({
      text: expression.slice(0, at) + by + expression.slice(at + length),
      change: `${was.trim()} to ${by.trim() || 'nothing'} at ${at}`,
    });
  };
  let at = 0;
  while (at < expression.length) {
    onPurpose.lastIndex = at;
    const [thrown] = onPurpose.exec(expression) ?? [];
    if (thrown !== undefined) {
      at += thrown.length;
      continue;
    }
    const quoted = /'(?:[^'\\]|\\.)*'/y;
    quoted.lastIndex = at;
    const [string] = quoted.exec(expression) ?? [];
    if (string !== undefined) {
      // What follows a dot or a bracket is a key; a longer one is another key, which is a change as well.
      replace(at, string.length, `${string.slice(0, -1)}x'`);
      at += string.length;
      continue;
    }
    const number = /(?<![\w.])[0-9]+(?![\w.])/y;
    number.lastIndex = at;
    const [digits] = number.exec(expression) ?? [];
    if (digits !== undefined) {
      replace(at, digits.length, `${Number(digits) + 1}`);
      at += digits.length;
      continue;
    }
    for (const [from, to] of swaps) {
      from.lastIndex = at;
      const [word] = from.exec(expression) ?? [];
      if (word !== undefined) {
        replace(at, word.length, to);
        break;
      }
    }
    at++;
  }
  return found;
}
