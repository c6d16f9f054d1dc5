import type { Type } from '../check/type.ts';
import { equivalentType, formatType, optionalParam } from '../check/type.ts';
import { children, type Expr } from '../syntax/ast.ts';
import { CelError } from '../value/error.ts';
import { compileRegex } from '../value/regex.ts';
import { parseDuration, parseTimestamp } from '../value/time.ts';
import type { Value } from '../value/value.ts';
import type { Validation, Validator } from './validator.ts';

/** Calls `visit` on each node, with the names of the calls around it. */
function walk(
  expr: Expr,
  visit: (node: Expr, inside: readonly string[]) => void,
  inside: readonly string[] = [],
): void {
  visit(expr, inside);
  const within = expr.kind === 'call' ? [...inside, expr.name] : inside;
  for (const child of children(expr)) walk(child, visit, within);
}

/** Refuses a call whose first argument is a literal that it cannot take. */
function literalArgument(name: string, good: (value: Value) => boolean): Validator {
  return ({ expr, issues }) => {
    walk(expr, (node) => {
      const arg = node.kind === 'call' && node.name === name ? node.args[0] : undefined;
      if (arg?.kind === 'literal' && !good(arg.value)) issues.report(arg.offset, `invalid ${name} argument`);
    });
  };
}

function isRegex(value: Value): boolean {
  return typeof value !== 'string' || !(compileRegex(value) instanceof CelError);
}

function isTimestamp(value: Value): boolean {
  if (value === null) return false;
  if (typeof value !== 'string') return !(Number(value) < -62135596800 || Number(value) > 253402300799);
  const time = parseTimestamp(value);
  return time !== null && !(time instanceof CelError);
}

function isDuration(value: Value): boolean {
  return typeof value === 'string' && parseDuration(value) !== null;
}

/** All elements of a list literal, keys and values of a map literal have one type, except inside some calls. */
export const homogeneousLiterals: Validator = (validation) => {
  walk(validation.expr, (node, inside) => {
    if (node.kind !== 'list' && node.kind !== 'map') return;
    if (inside.some((name) => validation.mixedLiteralsIn.includes(name))) return;
    if (node.kind === 'list') checkList(node, validation);
    else checkMap(node, validation);
  });
};

function typeOf(node: Expr, { checked }: Validation): Type {
  return checked.types.get(node.id) as Type;
}

function checkList(list: Expr & { kind: 'list' }, validation: Validation): void {
  let first: Type | null = null;
  for (const [i, element] of list.elements.entries()) {
    const whole = typeOf(element, validation);
    const type = list.optionals.has(i) ? (optionalParam(whole) ?? whole) : whole;
    first ??= type;
    if (!equivalentType(first, type)) {
      report(element, first, type, validation);
      return;
    }
  }
}

function checkMap(map: Expr & { kind: 'map' }, validation: Validation): void {
  let first: { key: Type; value: Type } | null = null;
  for (const { key, value, optional } of map.entries) {
    const keyType = typeOf(key, validation);
    const whole = typeOf(value, validation);
    const valueType = optional ? (optionalParam(whole) ?? whole) : whole;
    first ??= { key: keyType, value: valueType };
    if (!equivalentType(first.key, keyType)) report(key, first.key, keyType, validation);
    if (!equivalentType(first.value, valueType)) report(value, first.value, valueType, validation);
  }
}

function report(node: Expr, expected: Type, found: Type, { issues }: Validation): void {
  issues.report(node.offset, `expected type '${formatType(expected)}' but found '${formatType(found)}'`);
}

/** cel-go's extended validations of constants (cel/validator.go), which the API server has since 1.29. */
export const literalValidators: readonly Validator[] = [
  literalArgument('duration', isDuration),
  literalArgument('timestamp', isTimestamp),
  literalArgument('matches', isRegex),
];
