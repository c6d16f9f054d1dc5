import type { StructDecl } from './check/declaration.ts';
import { structType, type Type } from './check/type.ts';
import { StructValue } from './value/struct.ts';

/**
 * Declares a type with known fields: a select of any other field is the compile error `undefined field 'x'`. Values of the
 * type may be plain JSON objects. With `constructible`, expressions can write `Name{field: value}` and get a `StructValue`.
 *
 * ```ts
 * const request = structDecl('kubernetes.AdmissionRequest', { operation: stringType, name: stringType });
 * kubernetesEnvironment({ version: '1.36', variables: { request: request.type }, structs: [request] });
 * ```
 */
export function structDecl(
  name: string,
  fields: Readonly<Record<string, Type>>,
  options: { readonly constructible?: boolean } = {},
): StructDecl {
  const type = structType(name);
  const declared = new Map(Object.entries(fields));
  if (!options.constructible) return { name, type, fields: declared };
  return { name, type, fields: declared, construct: (values) => new StructValue(type, values) };
}
