/** What fills the clauses of a format string. */
export interface Clauses<Argument> {
  readonly args: readonly Argument[];
  /** When running, a missing argument is noticed before an unfinished clause; when checking ahead, after it. */
  readonly running: boolean;
  format(verb: Verb, precision: number | null, argument: Argument): string | FormatProblem;
}

export type Verb = 's' | 'd' | 'f' | 'e' | 'b' | 'x' | 'X' | 'o';

/** What is wrong, and (for the check ahead) at which node. */
export interface FormatProblem {
  readonly message: string;
  readonly at?: number;
}

const VERBS = new Set<string>(['s', 'd', 'f', 'e', 'b', 'x', 'X', 'o']);

/**
 * Walks a format string of `string.format` (cel-go ext/formatting.go): text, `%%`, and `%[.precision]verb`. Gives the text
 * or the first problem.
 */
export function fillTemplate<Argument>(template: string, clauses: Clauses<Argument>): string | FormatProblem {
  let filled = '';
  let used = 0;
  for (let at = 0; at < template.length; ) {
    if (template[at] !== '%') {
      filled += template[at++];
      continue;
    }
    if (template[at + 1] === '%') {
      filled += '%';
      at += 2;
      continue;
    }
    const missing = used >= clauses.args.length;
    const unfinished = at + 1 >= template.length;
    if (missing && (clauses.running || !unfinished)) return { message: `index ${used} out of range` };
    if (unfinished) return { message: 'unexpected end of string' };
    const argument = clauses.args[used++] as Argument;
    const clause = readClause(template, at + 1);
    if ('message' in clause) return clause;
    const text = clauses.format(clause.verb, clause.precision, argument);
    if (typeof text !== 'string') return { ...text, message: `error during formatting: ${text.message}` };
    filled += text;
    at = clause.end;
  }
  return filled;
}

interface Clause {
  readonly verb: Verb;
  readonly precision: number | null;
  readonly end: number;
}

function readClause(template: string, start: number): Clause | FormatProblem {
  let at = start;
  let precision: number | null = null;
  if (template[at] === '.') {
    const digits = /^\d*/.exec(template.slice(at + 1))?.[0] ?? '';
    at += 1 + digits.length;
    const problem = precisionProblem(digits, at >= template.length);
    if (problem)
      return { message: `could not parse formatting clause: error while parsing precision: ${problem}` };
    precision = Number(digits);
  }
  const verb = template[at] ?? '';
  if (!VERBS.has(verb)) {
    return { message: `could not parse formatting clause: unrecognized formatting clause "${verb}"` };
  }
  return { verb: verb as Verb, precision, end: at + 1 };
}

function precisionProblem(digits: string, atEnd: boolean): string | null {
  if (atEnd) return 'could not find end of precision specifier';
  if (digits === '')
    return 'error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax';
  return digits.length > 18
    ? `error while converting precision to integer: strconv.Atoi: parsing "${digits}": value out of range`
    : null;
}
