import { isObject, type Json, own } from '../json.ts';
import { builtInStruct } from './built-in.ts';
import type { Field, Struct, Type } from './structure.ts';

/**
 * The struct of a custom kind, from the `openAPIV3Schema` of a version of its CustomResourceDefinition. `metadata`,
 * `apiVersion` and `kind` are what they are for every kind, whatever the schema says of them.
 */
export function customStruct(name: string, schema: Json | undefined): Struct | undefined {
  if (!isObject(own(schema, 'properties'))) return undefined;
  const struct = structOf(name, schema);
  const fields = new Map(struct.fields);
  for (const key of ['apiVersion', 'kind']) fields.set(key, plain(key, { is: 'string' }));
  const metadata = builtInStruct('meta/v1.ObjectMeta');
  if (metadata)
    fields.set('metadata', plain('metadata', { is: 'struct', struct: () => metadata, atomic: null }));
  return { ...struct, fields };
}

function structOf(name: string, schema: Json | undefined): Struct {
  const fields = new Map<string, Field>();
  const properties = own(schema, 'properties');
  if (isObject(properties)) {
    for (const key of Object.keys(properties))
      fields.set(key, plain(key, typeOf(`${name}.${key}`, properties[key])));
  }
  return { name, atomic: own(schema, 'x-kubernetes-map-type') === 'atomic', fields };
}

function plain(name: string, type: Type): Field {
  return { name, type, patch: null };
}

function typeOf(name: string, schema: Json | undefined): Type {
  if (own(schema, 'x-kubernetes-int-or-string') === true) return { is: 'intOrString' };
  if (own(schema, 'x-kubernetes-preserve-unknown-fields') === true) return { is: 'any' };
  switch (own(schema, 'type')) {
    case 'object':
      return objectType(name, schema);
    case 'array':
      return listType(name, schema);
    case 'boolean':
      return { is: 'bool' };
    case 'integer':
      return { is: own(schema, 'format') === 'int32' ? 'int32' : 'int64' };
    case 'number':
      return { is: 'double' };
    case 'string':
      return { is: own(schema, 'format') === 'date-time' ? 'time' : 'string' };
    default:
      return { is: 'any' };
  }
}

function objectType(name: string, schema: Json | undefined): Type {
  const atomic = own(schema, 'x-kubernetes-map-type') === 'atomic';
  if (isObject(own(schema, 'properties'))) {
    const struct = structOf(name, schema);
    return { is: 'struct', struct: () => struct, atomic: null };
  }
  const values = own(schema, 'additionalProperties');
  return isObject(values) ? { is: 'map', value: typeOf(`${name}.*`, values), atomic } : { is: 'any' };
}

function listType(name: string, schema: Json | undefined): Type {
  const list = own(schema, 'x-kubernetes-list-type');
  const keys = own(schema, 'x-kubernetes-list-map-keys');
  return {
    is: 'list',
    item: typeOf(`${name}[]`, own(schema, 'items')),
    list: list === 'map' || list === 'set' || list === 'atomic' ? list : null,
    keys: Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [],
  };
}
