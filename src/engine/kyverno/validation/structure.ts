import { isObject, type Json, type JsonObject, type Path } from '../../../kube/json.ts';
import { type FieldProblem, fieldText, invalid, required, typeName, unsupported } from './problem.ts';
import type { ObjectSchema, Schema } from './schema.ts';

/** What is wrong with the shape of a value. A field without a value counts as left out. */
export function structureProblems(value: Json, schema: Schema, path: Path): FieldProblem[] {
  switch (schema.type) {
    case 'any':
      return [];
    case 'array':
      if (!Array.isArray(value)) return [wrongType(value, 'array', path)];
      return value.flatMap((item, index) => structureProblems(item, schema.items, [...path, index]));
    case 'map':
      if (!isObject(value)) return [wrongType(value, 'object', path)];
      return Object.keys(value).flatMap((key) =>
        structureProblems(value[key] ?? null, schema.items, [...path, key]),
      );
    case 'object':
      return isObject(value) ? objectProblems(value, schema, path) : [wrongType(value, 'object', path)];
    default:
      return scalarProblems(value, schema, path);
  }
}

function wrongType(value: Json, wanted: string, path: Path): FieldProblem {
  const found = JSON.stringify(typeName(value));
  return invalid(path, undefined, `${found}: ${fieldText(path)} in body must be of type ${wanted}: ${found}`);
}

type ScalarSchema = Extract<Schema, { readonly type: 'string' | 'integer' | 'boolean' | 'any' }>;

function scalarProblems(value: Json, schema: ScalarSchema, path: Path): FieldProblem[] {
  if (typeName(value) !== schema.type) return [wrongType(value, schema.type, path)];
  if (schema.type === 'string' && typeof value === 'string') {
    if (schema.values !== undefined && !schema.values.includes(value))
      return [unsupported(path, value, schema.values)];
    if (schema.longest !== undefined && new TextEncoder().encode(value).length > schema.longest)
      return [
        { path, message: `${fieldText(path)}: Too long: may not be more than ${schema.longest} bytes` },
      ];
  }
  if (schema.type === 'integer' && schema.minimum !== undefined && Number(value) < schema.minimum) {
    const detail = `${fieldText(path)} in body should be greater than or equal to ${schema.minimum}`;
    return [invalid(path, value, detail)];
  }
  return [];
}

function objectProblems(value: JsonObject, schema: ObjectSchema, path: Path): FieldProblem[] {
  const given = (key: string): boolean => Object.hasOwn(value, key) && (value[key] ?? null) !== null;
  const problems = schema.required.filter((key) => !given(key)).map((key) => required([...path, key]));
  for (const key of Object.keys(schema.fields)) {
    const field = schema.fields[key];
    if (given(key) && field !== undefined)
      problems.push(...structureProblems(value[key] ?? null, field, [...path, key]));
  }
  return [...problems, ...combinationProblems(given, schema, path)];
}

function combinationProblems(
  given: (key: string) => boolean,
  { oneOf, apart }: ObjectSchema,
  path: Path,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (apart?.every(given) === true)
    problems.push(invalid(path, undefined, `${apart.join(' and ')} cannot be given together`));
  if (oneOf !== undefined && oneOf.filter(given).length !== 1)
    problems.push(invalid(path, undefined, `exactly one of ${oneOf.join(', ')} must be given`));
  return problems;
}
