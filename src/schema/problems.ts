import { at, type Path } from '../kube/json.ts';
import { length } from './runtime.ts';
import { suggestion } from './suggestion.ts';

/** A validator as tools/generate.ts makes it. */
export interface Validator<T> {
  (value: unknown): value is T;
  errors?: readonly SchemaError[] | null;
  /** By schema path: what is expected, in words, or the names of the fields that are known. */
  readonly expected: Readonly<Record<string, string>>;
}

export interface SchemaError {
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What is wrong with a value, and with which field. */
export interface SchemaProblem {
  readonly path: Path;
  readonly message: string;
}

/** Everything that `validate` has against `value`, one line each: what was expected, what was found. */
export function schemaProblems<T>(validate: Validator<T>, value: unknown): SchemaProblem[] {
  if (validate(value)) return [];
  const problems: SchemaProblem[] = [];
  for (const error of validate.errors ?? []) {
    const problem = problemOf(error, validate.expected, value);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

function problemOf(
  { instancePath, schemaPath, keyword, params }: SchemaError,
  expected: Validator<unknown>['expected'],
  value: unknown,
): SchemaProblem | undefined {
  const path = pathOf(instancePath, value);
  const found = at(value, path);
  const problem = (message: string): SchemaProblem => ({ path, message: `${whole(path)}${message}` });
  const words = expected[schemaPath];
  switch (keyword) {
    case 'required': {
      const name = String(params.missingProperty);
      return { path: [...path, name], message: `${dotted([...path, name])} is missing` };
    }
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      const known = words === undefined ? [] : words.split(', ');
      return {
        path: [...path, name],
        message: `${whole(path)}unknown field ${shown(name)}; ${suggestion(name, known)}`,
      };
    }
    case 'type':
      return problem(
        `expected ${article(String(params.type))}, found ${shown(found)}${quotes(params.type, found)}`,
      );
    case 'const':
      return problem(`expected ${shown(params.allowedValue)}, found ${shown(found)}`);
    case 'enum':
      return problem(
        `expected one of ${(params.allowedValues as unknown[]).join(', ')}, found ${shown(found)}`,
      );
    case 'minLength':
      return problem(`expected at least ${count(params.limit, 'character')}, found ${shown(found)}`);
    case 'maxLength':
      return problem(`expected at most ${count(params.limit, 'character')}, found ${size(found)}`);
    case 'minItems':
      return problem(`expected at least ${count(params.limit, 'item')}, found none`);
    case 'maxItems':
      return problem(`expected at most ${count(params.limit, 'item')}, found ${size(found)}`);
    case 'minimum':
    case 'maximum':
      return problem(
        `expected a number ${String(params.comparison)} ${String(params.limit)}, found ${shown(found)}`,
      );
    case 'format':
      return problem(
        `expected ${words ?? formatWords[String(params.format)] ?? String(params.format)}, found ${shown(found)}`,
      );
    case 'pattern':
      return problem(
        `expected ${words ?? `text that matches ${String(params.pattern)}`}, found ${shown(found)}`,
      );
    case 'anyOf':
    case 'oneOf':
      return problem(`expected ${words ?? 'another form'}, found ${shown(found)}`);
    default:
      return problem(`breaks the rule "${keyword}"`);
  }
}

/** YAML makes a number of 1.30, and the same as of 1.3. */
function quotes(wanted: unknown, found: unknown): string {
  return wanted === 'string' && ['number', 'bigint', 'boolean'].includes(typeof found)
    ? '; put it in quotes'
    : '';
}

const formatWords: Readonly<Record<string, string>> = {
  'date-time': 'an RFC 3339 time such as 2026-12-15T09:00:00Z',
  date: 'a date such as 2026-12-15',
  uri: 'a URL',
};

/** JSON Pointer to path; a step is an index only where the value there is a list. */
function pathOf(pointer: string, value: unknown): Path {
  const path: (string | number)[] = [];
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at(value, path)) ? Number(key) : key);
  }
  return path;
}

function whole(path: Path): string {
  return path.length === 0 ? '' : `${dotted(path)}: `;
}

function dotted(path: Path): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text.startsWith('.') ? text.slice(1) : text;
}

function article(type: string): string {
  return type === 'array'
    ? 'a list'
    : type === 'object'
      ? 'a map'
      : type === 'integer'
        ? 'a whole number'
        : `a ${type}`;
}

function count(limit: unknown, noun: string): string {
  return `${String(limit)} ${noun}${limit === 1 ? '' : 's'}`;
}

function size(value: unknown): number {
  return typeof value === 'string' ? length(value) : Array.isArray(value) ? value.length : 0;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const text = typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
