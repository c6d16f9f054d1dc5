import type { Json } from '../../../kube/json.ts';
import { compileCheck } from '../pattern/compile.ts';
import { Walk } from '../pattern/walk.ts';

/** Whether a value meets the condition of a patch, by the rules of `validate.pattern`. */
export function matchesPattern(value: Json, pattern: Json): boolean {
  return compileCheck(shown(pattern), false)(shown(value), new Walk()) === null;
}

/** Upstream reads both from YAML nodes: a scalar that stands by itself comes out as text. */
function shown(value: Json): Json {
  return typeof value === 'object' && value !== null ? value : value === null ? 'null' : String(value);
}
