import { isObject, type Json } from './json.ts';
import type { Struct, Type } from './structure/structure.ts';

/**
 * The fields of an object that its type does not have, as strict decoding names them: `spec.containers[0].imaeg`. The
 * object must decode otherwise.
 */
export function unknownFields(struct: Struct, object: Json): string[] {
  const found: string[] = [];
  visit({ is: 'struct', struct: () => struct, atomic: null }, object, '', found);
  return found;
}

function visit(type: Type, value: Json | undefined, path: string, found: string[]): void {
  if (type.is === 'struct' && isObject(value)) {
    const { fields } = type.struct();
    for (const key of Object.keys(value)) {
      const field = fields.get(key);
      const at = path === '' ? key : `${path}.${key}`;
      if (field) visit(field.type, value[key], at, found);
      else found.push(at);
    }
  } else if (type.is === 'map' && isObject(value)) {
    for (const key of Object.keys(value)) visit(type.value, value[key], `${path}.${key}`, found);
  } else if (type.is === 'list' && Array.isArray(value)) {
    value.forEach((item, i) => {
      visit(type.item, item, `${path}[${i}]`, found);
    });
  }
}
