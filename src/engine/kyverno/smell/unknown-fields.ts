import { isObject, type Json, type Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { suggestion } from '../../../schema/suggestion.ts';
import { type Schema, schemas } from '../validation/schema.ts';
import type { Smell } from './smell.ts';

/** Fields that the policy's CustomResourceDefinition does not have: the API server drops them, typing slips too. */
export function unknownFields({ kind, object }: Resource): Omit<Smell, 'rule'>[] {
  const schema = Object.hasOwn(schemas, kind) ? schemas[kind] : undefined;
  return schema === undefined ? [] : unknownIn(object, schema, []);
}

function unknownIn(value: Json | undefined, schema: Schema, path: Path): Omit<Smell, 'rule'>[] {
  if (schema.type === 'array')
    return Array.isArray(value)
      ? value.flatMap((item, index) => unknownIn(item, schema.items, [...path, index]))
      : [];
  if ((schema.type !== 'object' && schema.type !== 'map') || !isObject(value)) return [];
  return Object.keys(value).flatMap((key) => {
    const at = [...path, key];
    if (schema.type === 'map') return unknownIn(value[key], schema.items, at);
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    if (field !== undefined) return unknownIn(value[key], field, at);
    return schema.open === true ? [] : [unknown(key, Object.keys(schema.fields), at)];
  });
}

function unknown(key: string, known: readonly string[], path: Path): Omit<Smell, 'rule'> {
  const meant = suggestion(key, known);
  return {
    code: 'unknown-field',
    path,
    message: `there is no field ${key} here; ${meant.replace(/\?$/, '')}; kubectl refuses it, and what else applies it drops it in silence`,
  };
}
