import { type Json, own, type Path } from '../../../kube/json.ts';
import type { Node } from '../../../language/jmespath/ast.ts';

/** Where in the data an expression looks, as far as its syntax and the data tell. Beyond this many nobody reads on. */
const MOST = 50;

/** A place in the data, and what stands there; undefined where nothing does. */
export interface Place {
  readonly path: Path;
  readonly value: Json | undefined;
}

/** The places whose values `node` takes or looks at, seen from `places`. */
export function placesOf(node: Node, places: readonly Place[]): readonly Place[] {
  return seen(node, places).slice(0, MOST);
}

function seen(node: Node, places: readonly Place[]): readonly Place[] {
  switch (node.type) {
    case 'Identity':
    case 'CurrentNode':
      return places;
    case 'Field':
      return places.map((place) => step(place, node.name));
    case 'Index':
      return places.flatMap(({ path, value }) => itemAt(path, value, node.index));
    case 'Subexpression':
    case 'IndexExpression':
    case 'Pipe':
      return placesOf(node.right, placesOf(node.left, places));
    case 'Projection':
    case 'ValueProjection':
    case 'FilterProjection':
      return placesOf(node.right, elements(node.left, places));
    case 'Flatten':
      return placesOf(node.left, places).flatMap(itemsOf);
    case 'Slice':
      return places.flatMap(itemsOf);
    default:
      return gathered(node, places);
  }
}

/** What is computed from several places. */
function gathered(node: Node, places: readonly Place[]): readonly Place[] {
  switch (node.type) {
    case 'MultiSelectList':
      return node.items.flatMap((item) => placesOf(item, places));
    case 'MultiSelectHash':
      return node.pairs.flatMap(({ value }) => placesOf(value, places));
    case 'FunctionExpression':
      return node.args.flatMap((arg) => placesOf(arg, places));
    case 'OrExpression': {
      const left = placesOf(node.left, places);
      return left.some(({ value }) => value !== undefined && value !== null)
        ? left
        : [...left, ...placesOf(node.right, places)];
    }
    case 'AndExpression':
    case 'Comparator':
      return [...placesOf(node.left, places), ...placesOf(node.right, places)];
    case 'NotExpression':
    case 'ExpRef':
      return placesOf(node.expression, places);
    default:
      return [];
  }
}

function step({ path, value }: Place, name: string): Place {
  return { path: [...path, name], value: own(value, name) };
}

function itemAt(path: Path, value: Json | undefined, index: number): Place[] {
  if (!Array.isArray(value)) return [];
  const at = index < 0 ? value.length + index : index;
  return at in value ? [{ path: [...path, at], value: value[at] }] : [];
}

/** The items of a list; anything else stands for itself. */
function itemsOf(place: Place): readonly Place[] {
  const { path, value } = place;
  if (!Array.isArray(value)) return value === undefined || value === null ? [] : [place];
  return value.slice(0, MOST).map((item, index) => ({ path: [...path, index], value: item }));
}

/** What a projection goes through: a flattened or gathered list has its elements at hand. */
function elements(node: Node, places: readonly Place[]): readonly Place[] {
  const found = placesOf(node, places);
  return node.type === 'Flatten' || node.type === 'MultiSelectList' ? found : found.flatMap(itemsOf);
}
