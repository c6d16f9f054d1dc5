import { compareBytes } from '../bytes-order.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { ListType, Struct, Type } from './structure.ts';

/** The paths of everything in a configuration that would be replaced as a whole. */
export function atomicPaths(struct: Struct, patch: JsonObject): string[] {
  const found: string[] = [];
  visitAtomics({ is: 'struct', struct: () => struct, atomic: null }, patch, '', found);
  return found;
}

/** Writes down what in a configuration is not of its type. */
export function checkConfiguration(
  type: Type,
  value: Json | undefined,
  path: string,
  problems: string[],
): void {
  if (value === null || value === undefined) return;
  switch (type.is) {
    case 'struct':
      if (!isObject(value)) return void problems.push(`${path}: expected map, got &{${text(value)}}`);
      for (const key of Object.keys(value)) {
        const field = type.struct().fields.get(key);
        if (field) checkConfiguration(field.type, value[key], `${path}.${key}`, problems);
        else problems.push(`${path}.${key}: field not declared in schema`);
      }
      return;
    case 'map':
      if (!isObject(value)) return void problems.push(`${path}: expected map, got &{${text(value)}}`);
      for (const key of Object.keys(value))
        checkConfiguration(type.value, value[key], `${path}.${key}`, problems);
      return;
    case 'list':
      if (!Array.isArray(value)) return void problems.push(`${path}: expected list, got &{${text(value)}}`);
      value.forEach((item, i) => {
        checkConfiguration(type.item, item, `${path}[${i}]`, problems);
      });
      return;
    case 'any':
      return;
    default:
      if (!fitsScalar(type.is, value)) problems.push(`${path}: expected ${misfit(type.is, value)}`);
  }
}

/** What was expected, and what there was: each kind of scalar prints the value in another way. */
function misfit(is: Type['is'], value: Json): string {
  switch (is) {
    case 'bool':
      return `boolean, got &{${text(value)}}`;
    case 'int32':
    case 'int64':
    case 'double':
      return `numeric (int or float), got ${goType(value)}`;
    case 'quantity':
    case 'intOrString':
      return `any scalar, got &{${text(value)}}`;
    default:
      return `string, got &value.valueUnstructured{Value:${JSON.stringify(value)}}`;
  }
}

function goType(value: Json): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function fitsScalar(is: Exclude<Type['is'], 'struct' | 'map' | 'list'>, value: Json): boolean {
  switch (is) {
    case 'bool':
      return typeof value === 'boolean';
    case 'int32':
    case 'int64':
    case 'double':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'quantity':
    case 'intOrString':
      return typeof value !== 'object';
    default:
      return typeof value === 'string';
  }
}

function visitAtomics(type: Type, value: Json | undefined, path: string, found: string[]): void {
  if (type.is === 'struct' && isObject(value)) {
    const struct = type.struct();
    if (type.atomic ?? struct.atomic) found.push(path);
    for (const key of Object.keys(value)) {
      const field = struct.fields.get(key);
      if (field) visitAtomics(field.type, value[key], `${path}.${key}`, found);
    }
  } else if (type.is === 'map' && isObject(value)) {
    if (type.atomic) found.push(path);
  } else if (type.is === 'list' && Array.isArray(value)) {
    if (isAtomicList(type)) found.push(path);
    value.forEach((item, i) => {
      visitAtomics(type.item, item, `${path}[${i}]`, found);
    });
  }
}

/** Server-side apply replaces such a list as a whole; one that says nothing is atomic. */
export function isAtomicList({ list }: ListType): boolean {
  return list !== 'map' && list !== 'set';
}

/** A value as Go prints it. */
function text(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(text).join(' ')}]`;
  if (!isObject(value)) return String(value);
  const entries = Object.keys(value).sort(compareBytes);
  return `map[${entries.map((key) => `${key}:${text(value[key])}`).join(' ')}]`;
}
