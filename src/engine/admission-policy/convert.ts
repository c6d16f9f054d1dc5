import type { JsonObject } from '../../kube/json.ts';
import type { Struct, Type } from '../../kube/structure/structure.ts';
import { type Attributes, apiVersionOfKind, type GroupVersionKind } from './attributes.ts';
import type { KindTable } from './kind-table.ts';
import { MatchError } from './match-resources.ts';

/**
 * The request with its objects in the kind that a policy asked for. Versions that differ in nothing but their name are
 * told apart by it alone, custom kinds included (conversion strategy None); others only a cluster can convert.
 */
export function convertAttributes(
  attributes: Attributes,
  kind: GroupVersionKind,
  kinds: KindTable,
): Attributes | MatchError {
  const [from, to] = [apiVersionOfKind(attributes.kind), apiVersionOfKind(kind)];
  if (from === to && kind.kind === attributes.kind.kind) return attributes;
  const [source, target] = [
    kinds.find(from, attributes.kind.kind).struct(),
    kinds.find(to, kind.kind).struct(),
  ];
  if (source && target && !sameShape(source, target)) {
    return new MatchError(`failed to convert object version: ${from} to ${to} is not known here`);
  }
  const renamed = (object: JsonObject | null) => object && { ...object, apiVersion: to, kind: kind.kind };
  return { ...attributes, object: renamed(attributes.object), oldObject: renamed(attributes.oldObject) };
}

function sameShape(a: Struct, b: Struct, seen: Set<string> = new Set()): boolean {
  const pair = `${a.name} ${b.name}`;
  if (a === b || seen.has(pair)) return true;
  seen.add(pair);
  if (a.fields.size !== b.fields.size) return false;
  return [...a.fields.values()].every(({ name, type }) => {
    const other = b.fields.get(name);
    return other !== undefined && sameType(type, other.type, seen);
  });
}

function sameType(a: Type, b: Type, seen: Set<string>): boolean {
  if (a.is === 'list') return b.is === 'list' && sameType(a.item, b.item, seen);
  if (a.is === 'map') return b.is === 'map' && sameType(a.value, b.value, seen);
  if (a.is === 'struct') return b.is === 'struct' && sameShape(a.struct(), b.struct(), seen);
  return a.is === b.is;
}
