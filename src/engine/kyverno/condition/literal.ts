import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';

/**
 * A literal of a policy: whole numbers inside lists and objects are Go's int64, a bare number is a float64 (kyverno v1.19
 * pkg/engine/jsonutils/convert.go). The difference shows in `Equals` on lists and in how large numbers are written.
 */
export function literalNumbers(value: Json): Json {
  return typeof value === 'object' ? nested(value) : typeof value === 'bigint' ? Number(value) : value;
}

function nested(value: Json): Json {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(nested);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) setOwn(copy, key, nested(value[key] ?? null));
  return copy;
}
