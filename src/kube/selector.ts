import { compareBytes, sortedSet } from './bytes-order.ts';
import { goQuote } from './go-quote.ts';
import { isObject, type Json, own } from './json.ts';
import { labelKeyProblem, labelValueProblem } from './labels.ts';

/** A label selector, compiled. Its rules and words are those of apimachinery v0.36.3 (pkg/labels, pkg/apis/meta/v1). */
export interface Selector {
  /** True when it selects everything. */
  readonly everything: boolean;
  /** `labels` is a `metadata.labels` map; anything else counts as empty. */
  matches(labels: Json | undefined): boolean;
}

export type Operator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export const everything: Selector = { everything: true, matches: () => true };
export const nothing: Selector = { everything: false, matches: () => false };

/**
 * Compiles a `LabelSelector`. None given selects nothing, an empty one everything. Returns what is wrong as text when
 * it is invalid. The object must have been decoded already: what has the wrong type is read as missing.
 */
export function labelSelector(selector: Json | undefined): Selector | string {
  if (selector === undefined || selector === null) return nothing;
  const requirements: Requirement[] = [];
  const matchLabels = own(selector, 'matchLabels');
  if (isObject(matchLabels)) {
    for (const key of Object.keys(matchLabels).sort(compareBytes)) {
      requirements.push({ key, operator: 'In', values: [text(matchLabels[key])] });
    }
  }
  const expressions = own(selector, 'matchExpressions');
  for (const expression of Array.isArray(expressions) ? expressions : []) {
    const operator = text(own(expression, 'operator'));
    if (!isSetOperator(operator)) return `${goQuote(operator)} is not a valid label selector operator`;
    const values = own(expression, 'values');
    requirements.push({
      key: text(own(expression, 'key')),
      operator,
      values: Array.isArray(values) ? values.map(text) : [],
    });
  }
  return selectorOf(requirements);
}

/** Compiles requirements that must all hold, or says what is wrong with the first wrong one. */
export function selectorOf(requirements: readonly Requirement[]): Selector | string {
  if (requirements.length === 0) return everything;
  for (const requirement of requirements) {
    const problem = requirementProblem(requirement);
    if (problem !== null) return problem;
  }
  return { everything: false, matches: (labels) => requirements.every((one) => meets(one, labels)) };
}

function isSetOperator(operator: string): operator is Operator {
  return operator === 'In' || operator === 'NotIn' || operator === 'Exists' || operator === 'DoesNotExist';
}

/** By operator: whether the value of the label (undefined where it is missing) meets the requirement. */
const tests: Readonly<Record<Operator, (value: string | undefined, values: readonly string[]) => boolean>> = {
  In: (value, values) => value !== undefined && values.includes(value),
  NotIn: (value, values) => value === undefined || !values.includes(value),
  Exists: (value) => value !== undefined,
  DoesNotExist: (value) => value === undefined,
  Gt: (value, values) => compareIntegers(value, values[0]) > 0,
  Lt: (value, values) => compareIntegers(value, values[0]) < 0,
};

function meets({ key, operator, values }: Requirement, labels: Json | undefined): boolean {
  const value = own(labels, key);
  return tests[operator](value === undefined ? undefined : text(value), values);
}

/** NaN, which is neither less nor greater, when either is no integer. */
function compareIntegers(a: string | undefined, b: string | undefined): number {
  const [x, y] = [integer(a ?? ''), integer(b ?? '')];
  return x === null || y === null ? Number.NaN : x < y ? -1 : Number(x > y);
}

function requirementProblem({ key, operator, values }: Requirement): string | null {
  const problems: string[] = [];
  const keyProblem = labelKeyProblem(key);
  if (keyProblem !== null) problems.push(`key: Invalid value: ${goQuote(key)}: ${keyProblem}`);
  // Go has no empty list here, but none at all.
  const listed = values.length === 0 ? 'null' : JSON.stringify(values);
  const counted = `values: Invalid value: ${listed}: `;
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0) {
    problems.push(`${counted}for 'in', 'notin' operators, values set can't be empty`);
  } else if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length !== 0) {
    problems.push(`${counted}values set must be empty for exists and does not exist`);
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1)
      problems.push(`${counted}for 'Gt', 'Lt' operators, exactly one value is required`);
    values.forEach((value, i) => {
      if (integer(value) !== null) return;
      problems.push(
        `values[${i}]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    });
  }
  values.forEach((value, i) => {
    const problem = labelValueProblem(value);
    if (problem !== null) problems.push(`values[${i}][${key}]: Invalid value: ${goQuote(value)}: ${problem}`);
  });
  return aggregate(problems);
}

/** How apimachinery prints several errors: one as it is, more in brackets, no text twice. */
function aggregate(problems: readonly string[]): string | null {
  const distinct = [...new Set(problems)];
  return distinct.length > 1 ? `[${distinct.join(', ')}]` : (distinct[0] ?? null);
}

function integer(digits: string): bigint | null {
  if (!/^[+-]?[0-9]{1,40}$/.test(digits)) return null;
  const value = BigInt(digits.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : null;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The selector of a command line or URL, such as `app in (a, b), !canary, tier!=web`, or what is wrong with it. */
export function parseSelector(selector: string): Selector | string {
  const requirements = new SelectorParser(selector).parse();
  return typeof requirements === 'string' ? requirements : selectorOf(requirements);
}

/** A token that is no symbol. */
type Identifier = string & { readonly identifier?: never };

class SelectorParser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(selector: string) {
    this.#tokens = selector.match(/==|!=|[=!(),<>]|[^=!(),<>\s]+/g) ?? [];
  }

  parse(): Requirement[] | string {
    const requirements: Requirement[] = [];
    while (this.#peek() !== undefined) {
      const requirement = this.#requirement();
      if (typeof requirement === 'string') return `unable to parse requirement: ${requirement}`;
      requirements.push(requirement);
      const next = this.#next();
      if (next === undefined) break;
      if (next !== ',') return `found '${next}', expected: ',' or 'end of string'`;
      const after = this.#peek();
      if (after !== '!' && !isIdentifier(after)) {
        return `found '${after ?? ''}', expected: identifier after ','`;
      }
    }
    return requirements;
  }

  #requirement(): Requirement | string {
    const negated = this.#peek() === '!';
    if (negated) this.#at++;
    const key = this.#next();
    if (!isIdentifier(key)) return `found '${key ?? ''}', expected: identifier`;
    const problem = labelKeyProblem(key);
    if (problem !== null) return `<nil>: Invalid value: ${goQuote(key)}: ${problem}`;
    const after = this.#peek();
    if (negated) return { key, operator: 'DoesNotExist', values: [] };
    if (after === undefined || after === ',') return { key, operator: 'Exists', values: [] };
    return this.#binary(key);
  }

  #binary(key: string): Requirement | string {
    const operator = this.#next() ?? '';
    if (operator === 'in' || operator === 'notin') {
      const values = this.#list();
      if (typeof values === 'string') return values;
      return { key, operator: operator === 'in' ? 'In' : 'NotIn', values };
    }
    const known = (
      { '=': 'In', '==': 'In', '!=': 'NotIn', '>': 'Gt', '<': 'Lt' } as Readonly<Record<string, Operator>>
    )[operator];
    if (known === undefined) return `found '${operator}', expected: in, notin, =, ==, !=, gt, lt`;
    const after = this.#peek();
    if (after === undefined || after === ',') return { key, operator: known, values: [''] };
    this.#at++;
    if (!isIdentifier(after)) return `found '${after}', expected: identifier`;
    return { key, operator: known, values: [after] };
  }

  /** `(a, b)`; a missing item is the empty string. */
  #list(): string[] | string {
    const open = this.#next();
    if (open !== '(') return `found '${open ?? ''}' expected: '('`;
    const values: string[] = [];
    let item = '';
    for (;;) {
      const token = this.#next();
      if (token === ',' || token === ')') {
        values.push(item);
        item = '';
        if (token === ')') return sortedSet(values);
      } else if (isIdentifier(token) && item === '') {
        item = token;
      } else {
        return `found '${token ?? ''}', expected: ',', ')' or identifier`;
      }
    }
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at];
  }

  #next(): string | undefined {
    return this.#tokens[this.#at++];
  }
}

function isIdentifier(token: string | undefined): token is Identifier {
  return token !== undefined && !/^[=!(),<>]/.test(token);
}
