import type { JsonObject } from '../kube/json.ts';
import { celTexts } from './expressions.ts';

/** The namespace of the object itself: the template in a controller has none. */
const namespace = "object.metadata.?namespace.orValue('')";

/** The condition under `all` of a deny that leaves these namespaces alone; none when there are none. */
export function notInNamespaces(names: readonly string[]): JsonObject[] {
  return names.length === 0
    ? []
    : [{ key: '{{ request.namespace }}', operator: 'AnyNotIn', value: [...names] }];
}

/** The same in CEL, in front of what is asked elsewhere. */
export function inNamespace(names: readonly string[]): string {
  return names.length === 0 ? '' : `${namespaceIn(names)} || `;
}

export function namespaceIn(names: readonly string[]): string {
  return `${namespace} in ${celTexts(names)}`;
}
