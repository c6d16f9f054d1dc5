import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import { parse } from '../language/jmespath/parser.ts';
import { and, type Cel, cel, no, not, or, over } from './cel.ts';
import { denyTest } from './conditions.ts';
import { patternTest } from './pattern.ts';
import { Query } from './query.ts';
import { itemShape, type Shape, valueTypes } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';

/** `foreach`: it fails with any element, and has a say only when some element counts. Throws Untranslatable. */
export function foreachTest(loops: Json, shape: Shape): { readonly pass: Cel; readonly skip: Cel } {
  const tests = (Array.isArray(loops) ? loops : []).map((loop) => loopTest(loop, shape));
  const fails = or(...tests.map(({ fails: one }) => one));
  const counts = or(...tests.map(({ counts: one }) => one));
  return { pass: not(fails), skip: and(not(fails), not(counts)) };
}

interface LoopTest {
  readonly fails: Cel;
  readonly counts: Cel;
}

function loopTest(loop: Json, shape: Shape): LoopTest {
  if (!isObject(loop)) throw new Untranslatable('a loop that is no object');
  const more = ['context', 'preconditions', 'elementScope', 'foreach', 'anyPattern'].find(
    (key) => (own(loop, key) ?? null) !== null,
  );
  if (more !== undefined) throw new Untranslatable(`${more} in foreach`);
  const list = own(loop, 'list');
  if (typeof list !== 'string') throw new Untranslatable('a loop without a list');
  const each = (macro: 'fails' | 'counts'): Cel =>
    new Query(shape).run(parse(list), null, (found) => {
      if (found.is !== 'value') return no;
      const types = [...valueTypes(found.shape)];
      if (types.join() !== 'list') throw new Untranslatable('a loop over what may be no list');
      const { pass, skip } = elementTest(loop, itemShape(found.shape), shape);
      return over(found.cel, 'exists', 'element', macro === 'fails' ? not(or(pass, skip)) : pass);
    });
  return { fails: each('fails'), counts: each('counts') };
}

function elementTest(
  loop: JsonObject,
  element: Shape,
  shape: Shape,
): { readonly pass: Cel; readonly skip: Cel } {
  const value = cel('element');
  const deny = own(loop, 'deny') ?? null;
  if (deny !== null) return { pass: not(denyTest(deny, shape, element)), skip: no };
  const pattern = own(loop, 'pattern') ?? null;
  if (pattern === null) throw new Untranslatable('a loop without pattern and deny');
  if (JSON.stringify(pattern).includes('{{')) throw new Untranslatable('a pattern with variables');
  if ([...valueTypes(element)].join() !== 'map')
    throw new Untranslatable('a loop over what may be no objects');
  const { pass, skip, direct } = patternTest(pattern, value, element);
  return { pass, skip: or(skip, direct) };
}
