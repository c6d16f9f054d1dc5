import { parseAnchor } from '../engine/kyverno/pattern/anchor.ts';
import { listAt, textAt, textList } from '../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import { hasWildcard } from '../kube/wildcard.ts';
import { parse } from '../language/jmespath/parser.ts';
import { elementPaths, fieldPaths } from './field-paths.ts';
import { ITEM, type Step } from './step.ts';

/** A place a rule looks at, and values there that tell its branches apart; the first one is meant to be met. */
export interface Point {
  readonly path: readonly Step[];
  readonly values: readonly Json[];
}

/** Every place that a rule, as written or as autogen makes it, looks at. */
export function pointsOf(rule: JsonObject): readonly Point[] {
  const validate = own(rule, 'validate');
  const points: Point[] = [...matchPoints(own(rule, 'match')), ...matchPoints(own(rule, 'exclude'))];
  const pattern = own(validate, 'pattern');
  if (pattern !== undefined) collect(pattern, [], points);
  for (const one of listAt(validate, 'anyPattern')) collect(one, [], points);
  for (const loop of listAt(validate, 'foreach')) loopPoints(loop, points);
  for (const conditions of [own(rule, 'preconditions'), own(own(validate, 'deny'), 'conditions')])
    conditionPoints(conditions, [], points);
  return points;
}

function loopPoints(loop: Json, points: Point[]): void {
  const list = own(loop, 'list');
  const elements = typeof list === 'string' ? objectPaths(elementPaths(parse(list))) : [];
  const pattern = own(loop, 'pattern');
  for (const path of elements) if (pattern !== undefined) collect(pattern, path, points);
  conditionPoints(own(own(loop, 'deny'), 'conditions'), elements, points);
}

function objectPaths(paths: readonly (readonly Step[])[]): (readonly Step[])[] {
  return paths.flatMap((path) => (path[0] === 'request' && path[1] === 'object' ? [path.slice(2)] : []));
}

/** The places that the expressions of conditions name, with what they are compared with. */
function conditionPoints(
  conditions: Json | undefined,
  elements: readonly (readonly Step[])[],
  points: Point[],
): void {
  const all = Array.isArray(conditions)
    ? conditions
    : [...listAt(conditions, 'any'), ...listAt(conditions, 'all')];
  for (const condition of all) {
    const sides = [own(condition, 'key') ?? null, own(condition, 'value') ?? null];
    const literals = sides.flat().filter((one) => typeof one !== 'string' || !one.includes('{{'));
    const values = [
      ...literals.flatMap((one) => valuesFor(one)),
      ...literals.map((one) => (typeof one === 'string' ? [one] : one)),
    ];
    for (const path of sides.flatMap((side) => pathsIn(side, elements))) points.push({ path, values });
  }
}

function pathsIn(side: Json, elements: readonly (readonly Step[])[]): (readonly Step[])[] {
  if (typeof side !== 'string') return [];
  return [...side.matchAll(/\{\{(.*?)\}\}/gs)].flatMap(([, expression = '']) => {
    try {
      const paths = fieldPaths(parse(expression.trim()));
      const inside = paths.filter(([root]) => root === 'element').map((path) => path.slice(1));
      return [
        ...objectPaths(paths),
        ...elements.flatMap((element) => inside.map((path) => [...element, ...path])),
      ];
    } catch {
      return [];
    }
  });
}

function matchPoints(block: Json | undefined): Point[] {
  const filters = [block, ...listAt(block, 'any'), ...listAt(block, 'all')];
  return filters.flatMap((filter) => {
    const resources = own(filter, 'resources');
    const found: Point[] = [];
    const add = (path: readonly Step[], values: readonly Json[]): void => {
      if (values.length > 0) found.push({ path, values });
    };
    const names = [own(resources, 'name'), ...listAt(resources, 'names')].filter(
      (one) => typeof one === 'string',
    );
    add(['metadata', 'name'], names.flatMap(textsFor));
    add(['metadata', 'namespace'], textList(own(resources, 'namespaces')).flatMap(textsFor));
    const labels = own(own(resources, 'selector'), 'matchLabels');
    for (const key of isObject(labels) ? Object.keys(labels) : [])
      add(['metadata', 'labels', key], textsFor(textAt(labels, key)));
    for (const one of listAt(own(resources, 'selector'), 'matchExpressions')) {
      const key = own(one, 'key');
      if (typeof key === 'string')
        add(['metadata', 'labels', key], [...textList(own(one, 'values')), 'other']);
    }
    const annotations = own(resources, 'annotations');
    for (const key of isObject(annotations) ? Object.keys(annotations) : [])
      add(['metadata', 'annotations', filled(key)], textsFor(textAt(annotations, key)));
    return found;
  });
}

function collect(pattern: Json, path: readonly Step[], points: Point[]): void {
  if (Array.isArray(pattern)) {
    for (const one of pattern) collect(one, [...path, ITEM], points);
    if (pattern.length === 0) points.push({ path, values: [[]] });
  } else if (isObject(pattern)) {
    const keys = Object.keys(pattern);
    if (keys.length === 0) points.push({ path, values: [{}] });
    for (const key of keys) {
      const named = parseAnchor(key)?.key ?? key;
      const parent = path.at(-1);
      const wild = parent === 'labels' || parent === 'annotations' ? filled(named) : named;
      collect(pattern[key] ?? null, [...path, wild], points);
      if (wild !== named) {
        for (const other of [`${wild}0`, filled(named, 'b')])
          points.push({ path: [...path, other], values: valuesFor(pattern[key] ?? null) });
        points.push({ path: [...path, 'a'], values: ['a'] });
      }
    }
  } else {
    points.push({ path, values: valuesFor(pattern) });
  }
}

/** Values around a scalar pattern. */
export function valuesFor(pattern: Json): Json[] {
  if (typeof pattern === 'string')
    return [...textsFor(pattern), ...numbersFor(pattern), '', true, false, 0, 1, 0.5];
  if (typeof pattern === 'number' || typeof pattern === 'bigint') {
    const number = Number(pattern);
    return [number, `${number}`, `+0${number}`, number + 1, number - 1, number + 0.5, '', 'text', true];
  }
  if (typeof pattern === 'boolean') return [pattern, !pattern, `${pattern}`, 0, 1, ''];
  return ['', 'text', 0, 1, false, true];
}

function textsFor(pattern: string): string[] {
  const parts = pattern.split(/[|&]/).map((part) => part.trim());
  const found = parts.flatMap((part) => {
    const bare = part.replace(/^(?:>=|<=|!|>|<)\s*/, '');
    return [filled(bare), filled(bare, 'ab'), filled(bare, ''), `${filled(bare)}x`, `x${filled(bare)}`, bare];
  });
  return [...new Set([...found, 'other', '*', '?*'])];
}

function filled(pattern: string, star = 'x'): string {
  return hasWildcard(pattern) ? pattern.replaceAll('*', star).replaceAll('?', 'y') : pattern;
}

const suffixes = ['', 'm', 'Ki', 'Mi', 'Gi', 'k', 's', 'm', 'h'];

const factors: Readonly<Record<string, number>> = {
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  k: 1e3,
  M: 1e6,
  G: 1e9,
};

/** Numbers, quantities and durations on both sides of those in the pattern. */
function numbersFor(pattern: string): Json[] {
  const written = [...pattern.matchAll(/([0-9]+)(Ki|Mi|Gi|k|M|G)/g)].flatMap(
    ([whole, digits, suffix = '']) => {
      const amount = Number(digits) * (factors[suffix] ?? 1);
      return [whole, amount, amount + 1, amount - 1];
    },
  );
  return [...written, ...plainNumbersFor(pattern)];
}

function plainNumbersFor(pattern: string): Json[] {
  return [...pattern.matchAll(/[0-9]+(?:\.[0-9]+)?/g)].slice(0, 4).flatMap(([digits]) => {
    const number = Number(digits);
    const around = [number, number + 1, number - 1, number * 2000];
    return [...around, ...around.flatMap((one) => suffixes.map((suffix) => `${one}${suffix}`))];
  });
}
