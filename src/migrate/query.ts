import { isObject, type Json } from '../kube/json.ts';
import type { Node } from '../language/jmespath/ast.ts';
import {
  and,
  type Cel,
  call,
  cel,
  choose,
  error,
  field,
  has,
  method,
  no,
  not,
  or,
  relation,
  text,
  within,
  yes,
} from './cel.ts';
import { anyShape, fieldShape, itemShape, mayBeNull, oneType, type Shape, valueTypes } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';
import { isOfType } from './wildcard.ts';

/** What an expression of JMESPath comes to at one branch of its translation. */
export type Found =
  /** A key that is not there: an error where nothing catches it. */
  | { readonly is: 'missing' }
  | { readonly is: 'literal'; readonly value: Json }
  | { readonly is: 'value'; readonly cel: Cel; readonly shape: Shape };

type Value = Extract<Found, { is: 'value' }>;
export type Then = (found: Found) => Cel;

const missing: Found = { is: 'missing' };
const nothing: Found = { is: 'literal', value: null };

/**
 * Marks a branch that is an error for Kyverno. Leaving its condition out makes it one for CEL too: what was guarded reads
 * the missing key itself.
 */
const erring: Cel = cel('<error>');

function branch(condition: Cel, then: Cel, otherwise: Cel): Cel {
  if (otherwise === erring) return then;
  if (then === erring) return choose(condition, error, otherwise);
  return choose(condition, then, otherwise);
}

/** Asks for a type: what is done with a list goes with maps too, so that its condition cannot be left out. */
function typed(condition: Cel, then: Cel, otherwise: Cel): Cel {
  return choose(condition, then === erring ? error : then, otherwise === erring ? error : otherwise);
}

export function value(one: Cel, shape: Shape): Found {
  return { is: 'value', cel: one, shape };
}

const object = cel('object');
const oldObject = cel('oldObject');

/** A projection, with or without a filter. */
interface Projected {
  readonly left: Node;
  readonly right: Node;
  readonly condition: Node | null;
}

/** Translates by what happens next at each branch. Throws Untranslatable. */
export class Query {
  readonly #object: Shape;
  readonly #element: Shape | null;
  /** What stands for an error of Kyverno's: an error of CEL's, or `true` where errors are what is asked for. */
  readonly failing: Cel;
  #names = 0;

  /** `element` is the shape of what a loop goes over, inside one. */
  constructor(shape: Shape, element: Shape | null = null, asks: 'value' | 'errors' = 'value') {
    this.#object = shape;
    this.#element = element;
    this.failing = asks === 'value' ? erring : yes;
  }

  run(node: Node, input: Found | null, then: Then): Cel {
    const root = input === null ? this.#root(node, then) : null;
    if (root !== null) return root;
    switch (node.type) {
      case 'Literal':
        return then({ is: 'literal', value: node.value });
      case 'CurrentNode':
      case 'Identity':
        return then(this.#given(input));
      case 'Field':
        return this.#field(node.name, this.#given(input), then);
      case 'Index':
        return this.#index(node.index, this.#given(input), then);
      case 'Subexpression':
      case 'IndexExpression':
        return this.run(node.left, input, (found) =>
          found.is === 'missing' ? then(missing) : this.run(node.right, found, then),
        );
      case 'Pipe':
        return this.run(node.left, input, (found) =>
          this.run(node.right, found.is === 'missing' ? nothing : found, then),
        );
      case 'OrExpression':
        return this.run(node.left, input, (found) => {
          if (found.is === 'missing') return this.run(node.right, input, then);
          const truth = isTrue(found);
          return branch(truth, then(found), this.run(node.right, input, then));
        });
      case 'FunctionExpression':
        return this.#call(node.name ?? '', node.args, input, then);
      case 'Flatten':
        return this.#flatten(node.left, input, then);
      case 'Projection':
        return this.#list({ ...node, condition: null }, input, then);
      case 'FilterProjection':
        return this.#list(node, input, then);
      default:
        throw new Untranslatable(`${node.type} of JMESPath`);
    }
  }

  /** `request.object` and its kin; null for what is none of them. */
  #root(node: Node, then: Then): Cel | null {
    if (node.type === 'Field' && node.name === 'element' && this.#element !== null)
      return then(value(cel('element'), this.#element));
    if (node.type !== 'Subexpression' || node.left.type !== 'Field' || node.left.name !== 'request')
      return null;
    if (node.right.type !== 'Field') return null;
    const { name } = node.right;
    switch (name) {
      case 'object':
        return then(value(object, this.#object));
      case 'oldObject':
        return branch(
          relation(oldObject, '!=', cel('null')),
          then(value(oldObject, this.#object)),
          then(missing),
        );
      case 'operation':
        return then(value(cel('request.operation'), [{ is: 'string' }]));
      default:
        throw new Untranslatable(`request.${name}`);
    }
  }

  #given(input: Found | null): Found {
    if (input === null) throw new Untranslatable('the whole context of a rule');
    return input;
  }

  #field(name: string, found: Found, then: Then): Cel {
    if (found.is === 'missing') return then(missing);
    if (found.is === 'literal') {
      if (isObject(found.value)) throw new Untranslatable('a field of a literal');
      return then(nothing);
    }
    const types = valueTypes(found.shape);
    if (!types.has('map')) return then(nothing);
    const inner = field(found.cel, name);
    const there = then(value(inner, fieldShape(found.shape, name)));
    const inside = mayBeNull(found.shape, name)
      ? branch(relation(inner, '!=', cel('null')), there, then(nothing))
      : there;
    const present = branch(has(found.cel, name), inside, then(missing));
    return types.size === 1 ? present : branch(isOfType(found.cel, 'map'), present, then(nothing));
  }

  #index(index: number, found: Found, then: Then): Cel {
    if (found.is !== 'value') return then(nothing);
    if (index < 0) throw new Untranslatable('an index from the end');
    const types = valueTypes(found.shape);
    if (!types.has('list')) return then(nothing);
    const item = then(value(cel(`${found.cel.text}[${index}]`), itemShape(found.shape)));
    const long = relation(call('size', found.cel), '>', cel(`${index}`));
    const enough = types.size === 1 ? long : and(isOfType(found.cel, 'list'), long);
    return branch(enough, item, then(nothing));
  }

  #call(name: string, args: readonly Node[], input: Found | null, then: Then): Cel {
    const [first, second] = args;
    if (first === undefined) throw new Untranslatable(`the function ${name}`);
    switch (name) {
      case 'length':
        return this.run(first, input, (found) => {
          const size = sizeOf(found);
          return size === null ? this.failing : then(size);
        });
      case 'keys':
        return this.run(first, input, (found) => {
          if (found.is !== 'value') return this.failing;
          const keys = method(found.cel, 'map', cel('key'), cel('key'));
          return this.#expecting('map', found, then(value(keys, listOf([{ is: 'string' }]))));
        });
      case 'values':
        return this.run(first, input, (found) => {
          if (found.is !== 'value') return this.failing;
          const inside = cel(`${within(found.cel, 6)}[key]`);
          const values = method(found.cel, 'map', cel('key'), inside);
          return this.#expecting('map', found, then(value(values, listOf(valuesOf(found.shape)))));
        });
      case 'to_array':
        return this.run(first, input, (found) => this.#toArray(found, then));
      case 'contains':
        if (second === undefined) break;
        return this.run(first, input, (list) =>
          this.run(second, input, (item) => this.#contains(list, item, then)),
        );
      case 'regex_match':
        if (second === undefined) break;
        return this.run(first, input, (pattern) =>
          this.run(second, input, (found) => then(matches(pattern, found))),
        );
      default:
    }
    throw new Untranslatable(`the function ${name} of JMESPath`);
  }

  /** Anything else is an error, and of lists and texts CEL would not say so by itself. */
  #expecting(type: 'map' | 'list' | 'string', found: Value, then: Cel): Cel {
    const types = valueTypes(found.shape);
    if (types.size === 1 && types.has(type)) return then;
    return choose(isOfType(found.cel, type), then, this.failing === erring ? error : this.failing);
  }

  #toArray(found: Found, then: Then): Cel {
    if (found.is === 'missing') return then({ is: 'literal', value: [null] });
    if (found.is === 'literal')
      return then(Array.isArray(found.value) ? found : { is: 'literal', value: [found.value] });
    const types = valueTypes(found.shape);
    if (types.size === 1 && types.has('list')) return then(found);
    if (!types.has('list')) return then(value(cel(`[${found.cel.text}]`), listOf(found.shape)));
    throw new Untranslatable('to_array() of what may be no list');
  }

  #contains(list: Found, item: Found, then: Then): Cel {
    if (list.is === 'missing' || (list.is === 'literal' && typeof list.value !== 'object')) {
      if (list.is === 'literal' && typeof list.value === 'string')
        throw new Untranslatable('contains() of a literal text');
      return this.failing;
    }
    if (list.is === 'literal' && list.value === null) return this.failing;
    const wanted = termOf(item);
    if (item.is !== 'literal' || typeof item.value !== 'string' || wanted === null)
      throw new Untranslatable('contains() with other than a literal text');
    if (list.is === 'literal') {
      if (!Array.isArray(list.value)) return this.failing;
      return then({ is: 'literal', value: list.value.includes(item.value) });
    }
    const types = valueTypes(list.shape);
    const inList = (): Cel => then(value(relation(wanted, 'in', list.cel), [{ is: 'bool' }]));
    const inText = (): Cel => then(value(method(list.cel, 'contains', wanted), [{ is: 'bool' }]));
    if (!types.has('list')) return this.#expecting('string', list, inText());
    if (!types.has('string')) return this.#expecting('list', list, inList());
    return choose(isOfType(list.cel, 'list'), inList(), this.#expecting('string', list, inText()));
  }

  #list(node: Projected, input: Found | null, then: Then): Cel {
    return this.run(node.left, input, (found) => {
      if (found.is !== 'value') return then(nothing);
      const types = valueTypes(found.shape);
      if (!types.has('list')) return then(nothing);
      const list = this.#project(found, node, then);
      return types.size === 1 ? list : typed(isOfType(found.cel, 'list'), list, then(nothing));
    });
  }

  /** What of each item is there. */
  #project(found: Value, node: Projected, then: Then): Cel {
    const name = `one${this.#names++}`;
    const item = value(cel(name), itemShape(found.shape));
    let list = found.cel;
    if (node.condition !== null) {
      const wanted = this.#test(node.condition, item);
      list = method(list, 'filter', cel(name), wanted);
    }
    let shape: Shape = itemShape(found.shape);
    if (node.right.type !== 'Identity') {
      const present = this.run(node.right, item, (inner) =>
        inner.is === 'value'
          ? valueTypes(inner.shape).has('null_type')
            ? relation(inner.cel, '!=', cel('null'))
            : yes
          : no,
      );
      let result: Cel = cel('null');
      this.run(node.right, item, (inner) => {
        if (inner.is !== 'value') return no;
        result = inner.cel;
        shape = inner.shape;
        return yes;
      });
      list = method(list, 'filter', cel(name), present);
      list = method(list, 'map', cel(name), result);
    } else if (valueTypes(shape).has('null_type')) {
      list = method(list, 'filter', cel(name), relation(cel(name), '!=', cel('null')));
    }
    return then(value(list, listOf(shape)));
  }

  #flatten(left: Node, input: Found | null, then: Then): Cel {
    const several =
      left.type === 'Subexpression' && left.right.type === 'MultiSelectList' ? left.right.items : null;
    if (several !== null && left.type === 'Subexpression') {
      return this.run(left.left, input, (found) => {
        if (found.is !== 'value') return then(found.is === 'missing' ? nothing : found);
        const shapes: Shape[number][] = [];
        const parts = several.map((one) =>
          this.run(one, found, (inner) => {
            if (inner.is !== 'value') return cel('[]');
            const types = valueTypes(inner.shape);
            if (!types.has('list')) throw new Untranslatable('flattening what is no list');
            shapes.push(...itemShape(inner.shape));
            return types.size === 1 ? inner.cel : choose(isOfType(inner.cel, 'list'), inner.cel, cel('[]'));
          }),
        );
        const whole = cel(
          parts.map((part) => (part.binds < 4 ? `(${part.text})` : part.text)).join(' + '),
          4,
        );
        return then(value(whole, listOf(shapes.length === 0 ? anyShape : shapes)));
      });
    }
    return this.run(left, input, (found) => {
      if (found.is !== 'value') return then(nothing);
      const types = valueTypes(found.shape);
      if (!types.has('list')) return then(nothing);
      const items = itemShape(found.shape);
      const inner = valueTypes(items);
      const flat = inner.has('list')
        ? inner.size === 1
          ? value(method(found.cel, 'flatten'), listOf(itemShape(items)))
          : null
        : value(found.cel, listOf(items));
      if (flat === null && types.size > 1) {
        const name = `one${this.#names++}`;
        const spread = `${found.cel.text}.map(${name}, type(${name}) == list ? ${name} : [${name}]).flatten()`;
        return typed(isOfType(found.cel, 'list'), then(value(cel(spread), listOf(anyShape))), then(nothing));
      }
      if (flat === null) {
        const name = `one${this.#names++}`;
        const spread = `${found.cel.text}.map(${name}, type(${name}) == list ? ${name} : [${name}]).flatten()`;
        return then(value(cel(spread), listOf(anyShape)));
      }
      return types.size === 1 ? then(flat) : typed(isOfType(found.cel, 'list'), then(flat), then(nothing));
    });
  }

  /** The truth of a filter's condition. */
  #test(node: Node, item: Found): Cel {
    switch (node.type) {
      case 'AndExpression':
        return and(this.#test(node.left, item), this.#test(node.right, item));
      case 'OrExpression':
        return or(this.#test(node.left, item), this.#test(node.right, item));
      case 'NotExpression':
        return not(this.#test(node.expression, item));
      case 'Comparator': {
        const { operator } = node;
        if (operator !== 'tEQ' && operator !== 'tNE') throw new Untranslatable('an ordering in a filter');
        const same = this.run(node.left, item, (left) =>
          this.run(node.right, item, (right) => equal(left, right)),
        );
        return operator === 'tEQ' ? same : not(same);
      }
      default:
        return this.run(node, item, isTrue);
    }
  }
}

function equal(left: Found, right: Found): Cel {
  const [a, b] = [termOf(left), termOf(right)];
  if (a === null || b === null) return a === b ? yes : no;
  return relation(a, '==', b);
}

/** null for what is not there. */
function termOf(found: Found): Cel | null {
  if (found.is === 'value') return found.cel;
  if (found.is === 'missing' || found.value === null) return null;
  return literal(found.value);
}

export function literal(written: Json): Cel {
  if (typeof written === 'string') return text(written);
  if (typeof written === 'boolean' || typeof written === 'number') return cel(`${written}`);
  throw new Untranslatable('a literal list or object in a comparison');
}

export function listOf(item: Shape): Shape {
  return [{ is: 'list', item: oneType(item), list: null, keys: [] }];
}

/** The values of a map. */
function valuesOf(shape: Shape): Shape {
  const [type, ...more] = shape;
  return type?.is === 'map' && more.length === 0 ? [type.value] : anyShape;
}

/** What JMESPath takes for true: all but null, false, and empty texts, lists and objects. */
export function isTrue(found: Found): Cel {
  if (found.is === 'missing') return no;
  if (found.is === 'literal') {
    const { value: written } = found;
    const empty =
      written === null ||
      written === '' ||
      written === false ||
      (typeof written === 'object' && Object.keys(written).length === 0);
    return empty ? no : yes;
  }
  const tests = [...valueTypes(found.shape)].map((type) => {
    const truth =
      type === 'string'
        ? relation(found.cel, '!=', text(''))
        : type === 'bool'
          ? relation(found.cel, '==', yes)
          : type === 'list' || type === 'map'
            ? relation(call('size', found.cel), '>', cel('0'))
            : type === 'null_type'
              ? no
              : yes;
    return [type, truth] as const;
  });
  const [first] = tests;
  if (tests.length === 1 && first !== undefined) return first[1];
  return or(
    ...tests.map(([type, truth]) => and(truth.text === 'false' ? no : isOfType(found.cel, type), truth)),
  );
}

/** null where there is no length, which is an error. */
function sizeOf(found: Found): Found | null {
  if (found.is === 'value') return value(call('size', found.cel), [{ is: 'int64' }]);
  if (found.is === 'missing') return null;
  const { value: written } = found;
  if (typeof written === 'string') return { is: 'literal', value: [...written].length };
  if (typeof written !== 'object' || written === null) return null;
  return { is: 'literal', value: Object.keys(written).length };
}

function matches(pattern: Found, found: Found): Found {
  if (pattern.is === 'literal' && typeof pattern.value === 'string') {
    if (found.is === 'value' && [...valueTypes(found.shape)].join() === 'string')
      return value(method(found.cel, 'matches', text(pattern.value)), [{ is: 'bool' }]);
  }
  throw new Untranslatable('regex_match() on what may be missing or no text');
}
