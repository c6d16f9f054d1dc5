import { isObject, type Json } from '../kube/json.ts';
import { kubernetesEnvironment, toJson } from '../language/cel/index.ts';
import { type Comprehension, children, type Expr, operator } from '../language/cel/syntax/ast.ts';
import { jsonText } from './json-text.ts';
import { type Point, valuesFor } from './points.ts';
import { fieldShape, itemShape, type Shape, valueTypes } from './shape.ts';
import { ITEM, type Step } from './step.ts';

type Place = readonly Step[];

/** Where a value may come from in the object: itself, or the items of a list made of other lists. */
interface Origin {
  readonly at: readonly Place[];
  readonly items: readonly Place[];
  /** Of a list that is written out: where its items come from. */
  readonly of?: Origin;
}

const nowhere: Origin = { at: [], items: [] };

interface NamedText {
  readonly name: string;
  readonly expression: string;
}

/** Every place that expressions over `object` look at, with the values they compare it with. */
export function celPoints(
  expressions: readonly string[],
  variables: readonly NamedText[],
  shape: Shape,
): readonly Point[] {
  const reader = new Reader(shape);
  for (const { name, expression } of variables) reader.define(name, expression);
  for (const expression of expressions) reader.read(expression);
  return reader.points();
}

type Scope = ReadonlyMap<string, Origin>;

class Reader {
  readonly #shape: Shape;
  readonly #variables = new Map<string, Origin>();
  readonly #found = new Map<string, { readonly place: Place; readonly values: Json[] }>();
  readonly #root: Scope = new Map([
    ['object', { at: [[]], items: [] }],
    ['oldObject', { at: [[]], items: [] }],
  ]);

  constructor(shape: Shape) {
    this.#shape = shape;
  }

  define(name: string, expression: string): void {
    this.#variables.set(name, this.read(expression));
  }

  read(expression: string): Origin {
    const names = ['object', 'oldObject', 'request', 'namespaceObject', 'variables', 'authorizer'];
    const compiled = kubernetesEnvironment({ version: '1.36' }).compileUnchecked(expression, names);
    return compiled.ok ? this.#visit(compiled.program.expr, this.#root) : nowhere;
  }

  points(): Point[] {
    return [...this.#found.values()].map(({ place, values }) => ({
      path: place,
      values: distinct([...values, ...plainValues(this.#shapeAt(place))]),
    }));
  }

  #shapeAt(place: Place): Shape {
    return place.reduce<Shape>(
      (shape, step) => (step === ITEM ? itemShape(shape) : fieldShape(shape, step)),
      this.#shape,
    );
  }

  #note(origin: Origin, values: readonly Json[]): void {
    for (const place of origin.at) {
      const key = place.map(String).join('/');
      const known = this.#found.get(key) ?? { place, values: [] };
      known.values.push(...values);
      if (place.length > 0) this.#found.set(key, known);
    }
  }

  /** Notes what is compared inside, and says where the value comes from. */
  #visit(expr: Expr, scope: Scope): Origin {
    switch (expr.kind) {
      case 'ident':
        return scope.get(expr.name) ?? nowhere;
      case 'select':
        return this.#select(expr.operand, expr.field, scope);
      case 'comprehension':
        return this.#comprehension(expr, scope);
      case 'list': {
        const items = expr.elements.map((one) => this.#visit(one, scope));
        const of = { at: items.flatMap(({ at }) => at), items: items.flatMap((one) => one.items) };
        return { at: [], items: of.at, of };
      }
      case 'call':
        return this.#call(expr, scope);
      default:
        for (const child of children(expr)) this.#visit(child, scope);
        return nowhere;
    }
  }

  #select(operand: Expr, field: string, scope: Scope): Origin {
    if (operand.kind === 'ident' && operand.name === 'variables' && !scope.has('variables'))
      return this.#variables.get(field) ?? nowhere;
    const from = this.#visit(operand, scope);
    return this.#noted({ at: from.at.map((place) => [...place, field]), items: [] });
  }

  #noted(origin: Origin): Origin {
    this.#note(origin, []);
    return origin;
  }

  #call(expr: Extract<Expr, { kind: 'call' }>, scope: Scope): Origin {
    const args = children(expr);
    const [first, second] = args;
    if (expr.name === operator.optSelect && first !== undefined && second?.kind === 'literal')
      if (typeof second.value === 'string') return this.#select(first, second.value, scope);
    const origins = args.map((arg) => this.#visit(arg, scope));
    if (expr.name === operator.index || expr.name === operator.optIndex)
      return this.#noted(indexed(origins[0] ?? nowhere, second));
    const values = args.flatMap((arg) => literalValues(arg));
    const [whole] = origins;
    const all: Origin = {
      at: origins.flatMap(({ at }) => at),
      items: origins.flatMap(({ items }) => items),
    };
    if (values.length > 0 && !structural.has(expr.name)) {
      const tested = values.flatMap((value) => tests(expr.name, value));
      this.#note(all, tested);
      this.#note({ at: all.items, items: [] }, tested);
      // `'x' in list`
      if (expr.name === operator.in) this.#note({ at: itemsOf(all), items: [] }, tested);
    }
    if (expr.name === operator.add) return { at: [], items: origins.flatMap(itemsOf) };
    if (expr.name === operator.conditional) return { at: all.at, items: all.items };
    return passing.has(expr.name) ? (whole ?? nowhere) : { at: all.at, items: [] };
  }

  #comprehension(expr: Comprehension, scope: Scope): Origin {
    const range = this.#visit(expr.range, scope);
    const items: Origin = range.of ?? { at: itemsOf(range), items: [] };
    const initial = this.#visit(expr.accuInit, scope);
    const inner = new Map(scope)
      .set(expr.iterVar, items)
      .set(expr.iterVar2 || expr.iterVar, items)
      .set(expr.accuVar, initial);
    this.#visit(expr.condition, inner);
    const step = this.#visit(expr.step, inner);
    const result = this.#visit(expr.result, new Map(scope).set(expr.accuVar, initial));
    // `filter` and `map` collect items, `cel.bind` gives what is done with a name, the others only say yes or no.
    return { at: expr.range.kind === 'list' ? result.at : [], items: step.items };
  }
}

function distinct(values: readonly Json[]): Json[] {
  const seen = new Map<string, Json>();
  for (const value of values) {
    const key = jsonText(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

/** The items of a value, where it is a list. */
function itemsOf({ at, items }: Origin): Place[] {
  return [...at.map((place): Place => [...place, ITEM]), ...items];
}

function indexed(origin: Origin, key: Expr | undefined): Origin {
  const named = key?.kind === 'literal' && typeof key.value === 'string' ? key.value : null;
  if (named !== null) return { at: origin.at.map((place) => [...place, named]), items: [] };
  if (key?.kind !== 'literal') return nowhere;
  return origin.of ?? { at: itemsOf(origin), items: [] };
}

/** Operators whose literals are compared with nothing. */
const structural: ReadonlySet<string> = new Set([operator.and, operator.or, operator.not, operator.index]);

/** Calls that hand on what they were given. */
const passing: ReadonlySet<string> = new Set([
  'orValue',
  'optional.of',
  'optional.ofNonZeroValue',
  'value',
  'dyn',
  'flatten',
  'distinct',
]);

const reading: ReadonlySet<string> = new Set([
  'quantity',
  'duration',
  'timestamp',
  'ip',
  'cidr',
  'semver',
  'dyn',
]);

function literalValues(expr: Expr): Json[] {
  if (expr.kind === 'list') return expr.elements.flatMap(literalValues);
  if (expr.kind === 'map' && expr.entries.length === 0) return [{}];
  // `quantity('1Gi')`
  if (expr.kind === 'call' && reading.has(expr.name)) return expr.args.flatMap(literalValues);
  if (expr.kind !== 'literal') return [];
  const { value } = expr;
  const json = toJson(value) ?? null;
  return isObject(json) || Array.isArray(json) ? [] : [json];
}

/** Values on both sides of what a literal is compared with. */
function tests(name: string, value: Json): Json[] {
  if (typeof value !== 'string') return valuesFor(value);
  if (name === 'matches') return [...samples(value), 'x', ''];
  const patterns = [`${value.slice(0, -1)}*`, `?${value.slice(1)}`, `${value.slice(0, 1)}*x`];
  const more = /[0-9]/.test(value) ? valuesFor(value) : [];
  return [value, `${value}x`, `x${value}`, ...patterns, ...more];
}

/** Some texts that a simple pattern may match: what is optional is left out, and of alternatives each is tried. */
function samples(pattern: string): string[] {
  const inner = pattern.replaceAll(/^\(\?[a-z]+\)|^\^|\$$/g, '');
  const plain = (text: string): string =>
    text
      .replaceAll(/\\([.*+?()[\]{}|^$/-])/g, '%$1')
      .replaceAll(/(?<!%)\[(?:\^)?([^\]])[^\]]*\]/g, '$1')
      .replaceAll(/\\d/g, '1')
      .replaceAll(/\\[sS]/g, ' ')
      .replaceAll(/\\w/g, 'a')
      .replaceAll(/(?<!%)\.[*]/g, '')
      .replaceAll(/(?<!%)\./g, 'a')
      .replaceAll(/(?<!%)[*+?^$]|(?<!%)\{[^}]*\}/g, '')
      .replaceAll(/(?<!%)\((?:\?:|\?P?<[^>]*>)?|(?<!%)\)/g, '')
      .replaceAll('%', '');
  return [...new Set([inner, ...inner.split('|')].map(plain))].slice(0, 6);
}

/** What a place may hold by its type, where nothing is compared with it. */
function plainValues(shape: Shape): Json[] {
  const types = valueTypes(shape);
  const values: Json[] = [];
  if (types.size > 1) return ['x', 1, true, [], {}];
  if (types.has('bool')) values.push(true, false);
  if (types.has('int') || types.has('double')) values.push(0, 1, 5000);
  if (types.has('string')) values.push('x', '');
  return values;
}
