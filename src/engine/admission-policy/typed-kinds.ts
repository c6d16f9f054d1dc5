import type { Type as KubeType, Struct } from '../../kube/structure/structure.ts';
import {
  boolType,
  doubleType,
  dynType,
  intType,
  type Library,
  listType,
  mapType,
  type StructDecl,
  stringType,
  structType,
  type Type,
} from '../../language/cel/index.ts';

/**
 * Declares variables of Kubernetes types, so that expressions can be checked against their fields. Types are those that
 * values have when policies run: times, quantities and bytes are texts. The API server declares the types of its schema
 * instead, and with that warns of much that works (apiserver v0.36.3 pkg/cel/common/schemas.go).
 */
export function typedVariables(variables: Readonly<Record<string, Struct>>): Library {
  const declared = new Map<string, StructDecl>();
  const types = Object.entries(variables).map(([name, struct]) => [name, declare(struct, declared)] as const);
  return { resolveStruct: (name) => declared.get(name), variables: Object.fromEntries(types) };
}

function declare(struct: Struct, declared: Map<string, StructDecl>): Type {
  const known = declared.get(struct.name);
  if (known) return known.type;
  const type = structType(struct.name);
  const fields = {
    get(name: string): Type | undefined {
      const field = struct.fields.get(name);
      return field && typeOf(field.type, declared);
    },
  };
  declared.set(struct.name, { name: struct.name, type, fields });
  return type;
}

function typeOf(type: KubeType, declared: Map<string, StructDecl>): Type {
  switch (type.is) {
    case 'struct':
      return declare(type.struct(), declared);
    case 'list':
      return listType(typeOf(type.item, declared));
    case 'map':
      return mapType(stringType, typeOf(type.value, declared));
    case 'bool':
      return boolType;
    case 'int32':
    case 'int64':
      return intType;
    case 'double':
      return doubleType;
    case 'intOrString':
    case 'any':
      return dynType;
    default:
      return stringType;
  }
}
