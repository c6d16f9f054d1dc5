import { childrenOf, type Node } from '../language/jmespath/ast.ts';
import { ITEM, type Step } from './step.ts';

/** The paths of all fields an expression names, from its root. */
export function fieldPaths(node: Node): readonly (readonly Step[])[] {
  const found: (readonly Step[])[] = [];
  walk(node, [[]], found);
  return found;
}

/** Where what an expression gives stands: the items, for a list. */
export function elementPaths(node: Node): readonly (readonly Step[])[] {
  return walk(node, [[]], []).map((path) => (path.at(-1) === ITEM ? path : [...path, ITEM]));
}

type Paths = readonly (readonly Step[])[];

/** Where the result of a node stands, seen from where it starts. */
function walk(node: Node, from: Paths, found: (readonly Step[])[]): Paths {
  switch (node.type) {
    case 'Field': {
      const here = from.map((path) => [...path, node.name]);
      found.push(...here);
      return here;
    }
    case 'Subexpression':
    case 'IndexExpression':
    case 'Pipe':
      return walk(node.right, walk(node.left, from, found), found);
    case 'Index':
      return from.map((path) => [...path, ITEM]);
    case 'Flatten':
      return items(walk(node.left, from, found));
    case 'Projection':
      return walk(
        node.right,
        node.left.type === 'Flatten' ? walk(node.left, from, found) : items(walk(node.left, from, found)),
        found,
      );
    case 'FilterProjection': {
      const inside = items(walk(node.left, from, found));
      walk(node.condition, inside, found);
      return walk(node.right, inside, found);
    }
    case 'OrExpression':
    case 'AndExpression':
      return [...walk(node.left, from, found), ...walk(node.right, from, found)];
    case 'MultiSelectList':
      return node.items.flatMap((item) => walk(item, from, found));
    case 'CurrentNode':
    case 'Identity':
      return from;
    default:
      return childrenOf(node).flatMap((child) => walk(child, from, found));
  }
}

function items(paths: Paths): Paths {
  return paths.map((path) => [...path, ITEM]);
}
