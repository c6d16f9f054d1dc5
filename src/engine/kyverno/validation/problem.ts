import { isObject, type Json, type Path } from '../../../kube/json.ts';

/** Something a policy says that the cluster refuses, in the API's words. */
export interface FieldProblem {
  readonly path: Path;
  readonly message: string;
}

/** `spec.rules[0].name` */
export function fieldText(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}

/** Upstream also prints Go's form of an object; here only texts and numbers are shown. */
export function invalid(path: Path, value: Json | undefined, detail: string): FieldProblem {
  const shown = typeof value === 'object' || value === undefined ? '' : `${JSON.stringify(jsonOf(value))}: `;
  return { path, message: `${fieldText(path)}: Invalid value: ${shown}${detail}` };
}

function jsonOf(value: Json): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

export function required(path: Path, detail = ''): FieldProblem {
  return { path, message: `${fieldText(path)}: Required value${detail === '' ? '' : `: ${detail}`}` };
}

export function forbidden(path: Path, detail: string): FieldProblem {
  return { path, message: `${fieldText(path)}: Forbidden: ${detail}` };
}

export function unsupported(path: Path, value: string, known: readonly string[]): FieldProblem {
  const names = known.map((one) => JSON.stringify(one)).join(', ');
  return {
    path,
    message: `${fieldText(path)}: Unsupported value: ${JSON.stringify(value)}: supported values: ${names}`,
  };
}

/** A problem that upstream words itself. */
export function refused(path: Path, message: string): FieldProblem {
  return { path, message };
}

/** Several problems in one text, as the API joins them. */
export function joined(problems: readonly FieldProblem[]): string {
  const texts = [...new Set(problems.map(({ message }) => message))];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

export function typeName(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'bigint') return 'integer';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
