import type { Json } from '../kube/json.ts';
import type { Cel } from './cel.ts';
import type { Shape } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';

/** `foreach`. Throws Untranslatable. */
export function foreachTest(_loops: Json, _shape: Shape): { readonly pass: Cel; readonly skip: Cel } {
  throw new Untranslatable('foreach is not translated');
}
