import type { Json } from '../../kube/json.ts';

export type Comparison = 'tEQ' | 'tNE' | 'tLT' | 'tLTE' | 'tGT' | 'tGTE';

/** The tree of an expression; names as upstream's (kyverno/go-jmespath parser.go). */
export type Node =
  /** What upstream's parser leaves behind for `[-]`; an error once it is evaluated. */
  | { readonly type: 'Empty' }
  | { readonly type: 'Comparator'; readonly operator: Comparison; readonly left: Node; readonly right: Node }
  | { readonly type: 'CurrentNode' }
  | { readonly type: 'Identity' }
  | { readonly type: 'ExpRef'; readonly expression: Node }
  /** `name` is null for a call of something that has no name, such as `@(x)`; an error once it is evaluated. */
  | { readonly type: 'FunctionExpression'; readonly name: string | null; readonly args: readonly Node[] }
  | { readonly type: 'Field'; readonly name: string }
  | { readonly type: 'FilterProjection'; readonly left: Node; readonly right: Node; readonly condition: Node }
  | { readonly type: 'Flatten'; readonly left: Node }
  | { readonly type: 'Index'; readonly index: number }
  | { readonly type: 'IndexExpression' | 'Subexpression'; readonly left: Node; readonly right: Node }
  | { readonly type: 'Literal'; readonly value: Json }
  | { readonly type: 'MultiSelectHash'; readonly pairs: readonly KeyValPair[] }
  | { readonly type: 'MultiSelectList'; readonly items: readonly Node[] }
  | {
      readonly type: 'OrExpression' | 'AndExpression' | 'Pipe';
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly type: 'NotExpression'; readonly expression: Node }
  | { readonly type: 'Projection' | 'ValueProjection'; readonly left: Node; readonly right: Node }
  | { readonly type: 'Slice'; readonly parts: SliceParts };

export interface KeyValPair {
  readonly key: string;
  readonly value: Node;
}

/** start, stop, step; null where the expression leaves one out. */
export type SliceParts = readonly [number | null, number | null, number | null];

export function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'ExpRef':
    case 'NotExpression':
      return [node.expression];
    case 'FunctionExpression':
      return node.args;
    case 'FilterProjection':
      return [node.left, node.right, node.condition];
    case 'Flatten':
      return [node.left];
    case 'MultiSelectHash':
      return node.pairs.map((pair) => pair.value);
    case 'MultiSelectList':
      return node.items;
    case 'Empty':
    case 'CurrentNode':
    case 'Identity':
    case 'Field':
    case 'Index':
    case 'Literal':
    case 'Slice':
      return [];
    default:
      return [node.left, node.right];
  }
}
