import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import { parse } from '../language/jmespath/parser.ts';
import { and, type Cel, call, cel, choose, error, no, not, or, over, relation, within, yes } from './cel.ts';
import { denyTest, preconditionsTest } from './conditions.ts';
import { jsonText } from './json-text.ts';
import { refuseMissingAnchors } from './missing-anchors.ts';
import { patternTest } from './pattern.ts';
import { type Found, listOf, Query, value } from './query.ts';
import { itemShape, oneType, type Shape, valueTypes } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';
import { isOfType } from './wildcard.ts';

/** What loops come to; `errs` and `skip` are never errors themselves. */
export interface LoopsTest {
  readonly pass: Cel;
  readonly skip: Cel;
  readonly errs: Cel;
}

/** `foreach`: the first element that fails or is an error ends it, and it has a say only when some element counts. */
export function foreachTest(loops: Json, shape: Shape): LoopsTest {
  const tests = (Array.isArray(loops) ? loops : []).map((loop) => new Loop(loop, shape));
  const bad = or(...tests.map((loop) => loop.some(({ bad: one }) => one)));
  const counts = or(...tests.map((loop) => loop.some(({ counts: one }) => one)));
  return {
    pass: tests.reduceRight<Cel>((rest, loop) => {
      const passes = loop.passes();
      return loop.some(({ errs }) => errs).text === 'false' ? and(passes, rest) : choose(passes, rest, no);
    }, yes),
    skip: and(not(bad), not(counts)),
    errs: tests.reduceRight<Cel>(
      (rest, loop) => or(loop.firstErrs(), and(not(loop.some(({ bad: one }) => one)), rest)),
      no,
    ),
  };
}

/** What is said of one element. None of these is an error. */
interface ElementTest {
  readonly errs: Cel;
  /** It fails or is an error. */
  readonly bad: Cel;
  readonly counts: Cel;
}

const element = cel('element');
const first = cel('[found[0]]');
const isEmpty = relation(call('size', cel('found')), '==', cel('0'));

class Loop {
  readonly #loop: JsonObject;
  readonly #shape: Shape;
  readonly #list: string;

  constructor(loop: Json, shape: Shape) {
    if (!isObject(loop)) throw new Untranslatable('a loop that is no object');
    const more = ['context', 'elementScope', 'foreach', 'anyPattern'].find(
      (key) => (own(loop, key) ?? null) !== null,
    );
    if (more !== undefined) throw new Untranslatable(`${more} in foreach`);
    const list = own(loop, 'list');
    if (typeof list !== 'string') throw new Untranslatable('a loop without a list');
    this.#loop = loop;
    this.#shape = shape;
    this.#list = list;
  }

  /** Whether some element is as `what` says. */
  some(what: (test: ElementTest) => Cel): Cel {
    return this.#each(no, (list, test) => over(list, 'exists', 'element', what(test)));
  }

  /** Whether no element is bad: an error where the first one that is bad is one. */
  passes(): Cel {
    return this.#each(yes, (list, { errs, bad }) => {
      if (errs.text === 'false') return not(over(list, 'exists', 'element', bad));
      const found = cel(`${within(list, 6)}.filter(element, ${bad.text})`);
      const judged = or(isEmpty, over(first, 'all', 'element', choose(errs, error, no)));
      return cel(`[${found.text}].all(found, ${judged.text})`);
    });
  }

  /** Whether the first bad element is an error. */
  firstErrs(): Cel {
    return this.#each(no, (list, { errs, bad }) => {
      if (errs.text === 'false') return no;
      const found = cel(`${within(list, 6)}.filter(element, ${bad.text})`);
      const judged = and(not(isEmpty), over(first, 'all', 'element', errs));
      return cel(`[${found.text}].all(found, ${judged.text})`);
    });
  }

  /** A list that is not there has no elements. */
  #each(none: Cel, then: (list: Cel, test: ElementTest) => Cel): Cel {
    return new Query(this.#shape).run(parse(this.#list), null, (found) => {
      const list = asList(found);
      if (list === null) return none;
      const items = itemShape(list.shape);
      const test = elementTest(this.#loop, items, this.#shape);
      const isThere = valueTypes(items).has('null_type') ? relation(element, '!=', cel('null')) : yes;
      return then(list.cel, {
        errs: and(isThere, test.errs),
        bad: and(isThere, test.bad),
        counts: and(isThere, test.counts),
      });
    });
  }
}

/** What is no list is one of itself; null for a list without elements. */
function asList(found: Found): { readonly cel: Cel; readonly shape: Shape } | null {
  if (found.is === 'missing') return null;
  if (found.is === 'literal') {
    const elements = Array.isArray(found.value) ? found.value : [found.value];
    if (elements.every((one) => one === null)) return null;
    throw new Untranslatable('a loop over a literal');
  }
  const types = valueTypes(found.shape);
  if (types.size === 1 && types.has('list')) return found;
  const single = value(cel(`[${found.cel.text}]`), listOf(found.shape));
  if (!types.has('list')) return single.is === 'value' ? single : null;
  const item = oneType([...itemShape(found.shape), ...found.shape.filter(({ is }) => is !== 'list')]);
  const list = choose(isOfType(found.cel, 'list'), found.cel, cel(`[${found.cel.text}]`));
  return { cel: cel(`(${list.text})`), shape: listOf([item]) };
}

function elementTest(loop: JsonObject, item: Shape, shape: Shape): ElementTest {
  const written = own(loop, 'preconditions') ?? null;
  const { pass, skip, errs } = bodyTest(loop, item, shape);
  const bad = choose(errs, yes, not(or(pass, skip)));
  if (written === null) return { errs, bad, counts: choose(errs, no, pass) };
  const asked = preconditionsTest(written, shape, item);
  // A precondition that is an error passes the element over.
  const applies = choose(asked.errs, no, asked.holds);
  return {
    errs: choose(applies, errs, no),
    bad: choose(applies, bad, no),
    counts: choose(applies, choose(errs, no, pass), no),
  };
}

function bodyTest(loop: JsonObject, item: Shape, shape: Shape): LoopsTest {
  const deny = own(loop, 'deny') ?? null;
  if (deny !== null) {
    const { holds, errs } = denyTest(deny, shape, item);
    return { pass: not(holds), skip: no, errs };
  }
  const pattern = own(loop, 'pattern') ?? null;
  if (pattern === null) throw new Untranslatable('a loop without pattern and deny');
  if (jsonText(pattern).includes('{{')) throw new Untranslatable('a pattern with variables');
  refuseMissingAnchors(pattern);
  if ([...valueTypes(item)].join() !== 'map')
    throw new Untranslatable('a pattern for elements that may be no objects');
  const { pass, skip, direct } = patternTest(pattern, element, item);
  return { pass, skip: or(skip, direct), errs: no };
}
