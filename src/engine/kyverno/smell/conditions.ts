import { isObject, type Json, type JsonObject, own, type Path } from '../../../kube/json.ts';
import { hasWildcard } from '../../../kube/wildcard.ts';
import type { Node } from '../../../language/jmespath/ast.ts';
import { listAt, textAt } from '../read.ts';
import type { Expressions } from '../variable/expression.ts';
import { expressionOf, findVariables } from '../variable/find.ts';
import type { Smell } from './smell.ts';

/** One condition of a policy with where it stands. */
export interface PlacedCondition {
  readonly condition: JsonObject;
  readonly path: Path;
}

/** A block of conditions. */
export interface ConditionBlock {
  readonly any: readonly PlacedCondition[];
  readonly all: readonly PlacedCondition[];
  /** True for the conditions of a deny. */
  readonly denies: boolean;
}

/** The conditions of a rule and of its loops: preconditions and denials. */
export function conditionBlocks(owner: Json | undefined, path: Path): ConditionBlock[] {
  const deny = own(own(owner, 'deny'), 'conditions');
  return [
    blockOf(own(owner, 'preconditions'), [...path, 'preconditions'], false),
    blockOf(deny, [...path, 'deny', 'conditions'], true),
    ...(['validate', 'mutate'] as const).flatMap((key) =>
      isObject(own(owner, key)) ? conditionBlocks(own(owner, key), [...path, key]) : [],
    ),
    ...listAt(owner, 'foreach').flatMap((loop, index) => conditionBlocks(loop, [...path, 'foreach', index])),
  ].filter(({ any, all }) => any.length + all.length > 0);
}

function blockOf(conditions: Json | undefined, path: Path, denies: boolean): ConditionBlock {
  const placed = (list: readonly Json[], at: Path): PlacedCondition[] =>
    list.flatMap((condition, index) => (isObject(condition) ? [{ condition, path: [...at, index] }] : []));
  if (Array.isArray(conditions)) return { any: [], all: placed(conditions, path), denies };
  return {
    any: placed(listAt(conditions, 'any'), [...path, 'any']),
    all: placed(listAt(conditions, 'all'), [...path, 'all']),
    denies,
  };
}

const negative: ReadonlySet<string> = new Set(['notequals', 'notequal', 'anynotin', 'allnotin', 'notin']);

/** `any` with a namespace that must be another: then nothing else is needed to be denied. */
export function deniesAllOthers({ any, denies }: ConditionBlock): Omit<Smell, 'rule'> | null {
  if (!denies || any.length < 2) return null;
  const guard = any.find(
    ({ condition }) =>
      negative.has(textAt(condition, 'operator').toLowerCase()) && isNamespace(textAt(condition, 'key')),
  );
  if (guard === undefined) return null;
  const value = own(guard.condition, 'value');
  const names = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
  return {
    code: 'denies-all-others',
    path: guard.path,
    message: `one condition of any is enough, so everything outside ${names.join(', ')} is denied, whatever the other conditions say; use all`,
  };
}

function isNamespace(key: string): boolean {
  return /^\{\{-?\s*request\.(?:namespace|object\.metadata\.namespace)\b[^{}]*\}\}$/.test(key.trim());
}

/** A list that is compared with one value by an operator for single values. */
export function neverTrue(
  { condition, path }: PlacedCondition,
  expressions: Expressions,
): Omit<Smell, 'rule'> | null {
  const operator = textAt(condition, 'operator').toLowerCase();
  const equal = operator === 'equals' || operator === 'equal';
  if (!equal && operator !== 'notequals' && operator !== 'notequal') return null;
  const value = own(condition, 'value');
  if (typeof value === 'object' || value === undefined || isVariable(value)) return null;
  const tree = treeOf(own(condition, 'key'), expressions);
  if (tree === null || !givesList(tree)) return null;
  const always = equal ? 'never' : 'always';
  return {
    code: 'never-true',
    path,
    message: `the key is a list and ${textAt(condition, 'operator')} compares it with one value, which is ${always} true; use AnyIn`,
  };
}

function isVariable(value: Json): boolean {
  return typeof value === 'string' && value.includes('{{');
}

function treeOf(key: Json | undefined, expressions: Expressions): Node | null {
  if (typeof key !== 'string') return null;
  const [only, more] = findVariables(key.trim());
  if (only === undefined || more !== undefined || only.text !== key.trim()) return null;
  return expressions.tree(expressionOf(only.text).expression);
}

/** True for an expression that gives a list whenever it gives anything. */
function givesList(node: Node): boolean {
  switch (node.type) {
    case 'Projection':
    case 'ValueProjection':
    case 'FilterProjection':
    case 'Flatten':
    case 'MultiSelectList':
      return true;
    case 'OrExpression':
      return givesList(node.left);
    case 'Pipe':
      return givesList(node.right);
    default:
      return false;
  }
}

/** NotEquals takes its value for a wildcard. */
export function wildcardNotEquals({ condition, path }: PlacedCondition): Omit<Smell, 'rule'> | null {
  const operator = textAt(condition, 'operator').toLowerCase();
  const value = textAt(condition, 'value');
  if ((operator !== 'notequals' && operator !== 'notequal') || value.includes('{{') || !hasWildcard(value))
    return null;
  return {
    code: 'wildcard-not-equals',
    path,
    message: `NotEquals takes ${value} for a wildcard only where the key is a single text; a list never equals it. AnyNotIn means the same for both`,
  };
}

/** Fields that many objects do without, and that the API server does not fill in. */
const flags: ReadonlySet<string> = new Set([
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'privileged',
  'runAsNonRoot',
  'readOnlyRootFilesystem',
  'allowPrivilegeEscalation',
]);
const optional: ReadonlySet<string> = new Set([
  ...flags,
  'runAsUser',
  'volumes',
  'initContainers',
  'ephemeralContainers',
  'nodeSelector',
  'affinity',
  'priorityClassName',
  'runtimeClassName',
  'ownerReferences',
]);

/** A field that need not be there, such as a label, is an error where it is not. */
export function unresolvable(
  { condition, path }: PlacedCondition,
  expressions: Expressions,
): Omit<Smell, 'rule'> | null {
  const tree = treeOf(own(condition, 'key'), expressions);
  if (tree === null) return null;
  const names = chainOf(tree);
  if (names === null || names[0] !== 'request' || names[1] !== 'object') return null;
  const last = names.at(-1) ?? '';
  const inMap = names.slice(0, -1).some((name) => name === 'labels' || name === 'annotations');
  if (!inMap && !names.some((name) => optional.has(name))) return null;
  return {
    code: 'unresolvable-variable',
    path: [...path, 'key'],
    message: `an object without ${names.slice(2).join('.')} makes this an error, not an empty text; write || ${!inMap && flags.has(last) ? '`false`' : "''"} behind it`,
  };
}

/** The names of a plain chain of fields; null for anything else. */
function chainOf(node: Node): string[] | null {
  if (node.type === 'Field') return [node.name];
  if (node.type !== 'Subexpression') return null;
  const [left, right] = [chainOf(node.left), chainOf(node.right)];
  return left === null || right === null ? null : [...left, ...right];
}
