import type { Type } from '../check/type.ts';
import { type Call, children, type Expr } from '../syntax/ast.ts';
import type { Validator } from '../validate/validator.ts';
import { REFUSALS } from './format.ts';
import { type FormatProblem, fillTemplate, type Verb } from './format-template.ts';

type Kinds = readonly Type['kind'][];

const TEXT: Kinds = [
  'list',
  'map',
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'timestamp',
  'bytes',
  'duration',
  'type',
  'null',
];

/** The types each verb takes. */
const CLASSIC: Readonly<Record<Verb, Kinds>> = {
  s: TEXT,
  d: ['int', 'uint'],
  f: ['double', 'string'],
  e: ['double', 'string'],
  b: ['int', 'uint', 'bool'],
  x: ['int', 'uint', 'string', 'bytes'],
  X: ['int', 'uint', 'string', 'bytes'],
  o: ['int', 'uint'],
};

const CURRENT: Readonly<Record<Verb, Kinds>> = {
  ...CLASSIC,
  d: ['int', 'uint', 'double'],
  f: ['int', 'uint', 'double'],
  e: ['int', 'uint', 'double'],
};

/** Checks `'…'.format([…])` ahead when both are literals (ext/formatting.go, stringFormatValidator). */
function formatValidator(
  accepted: Readonly<Record<Verb, Kinds>>,
  words: Readonly<Record<Verb, string>>,
): Validator {
  return ({ expr, checked, issues }) => {
    const typeOf = (node: Expr): Type | undefined => checked.types.get(node.id);
    const offsets = new Map<number, number>();
    for (const call of formatCalls(expr)) {
      const template = (call.target as Expr & { kind: 'literal' }).value as string;
      const list = call.args[0] as Expr & { kind: 'list' };
      for (const node of descendants(list)) offsets.set(node.id, node.offset);
      let used = 0;
      const filled = fillTemplate<Expr>(template, {
        args: list.elements,
        running: false,
        format: (verb, _, element) => {
          used++;
          return refusal(element, verb, accepted, words, typeOf) ?? '';
        },
      });
      if (typeof filled !== 'string')
        issues.report(offsets.get(filled.at ?? -1) ?? call.offset, filled.message);
      else if (list.elements.length > used) {
        issues.report(
          call.offset,
          `too many arguments supplied to string.format (expected ${used}, got ${list.elements.length})`,
        );
      }
    }
  };
}

function refusal(
  element: Expr,
  verb: Verb,
  accepted: Readonly<Record<Verb, Kinds>>,
  words: Readonly<Record<Verb, string>>,
  typeOf: (node: Expr) => Type | undefined,
): FormatProblem | null {
  const nodes = verb === 's' ? literalParts(element) : [element];
  for (const node of nodes) {
    const type = typeOf(node);
    if (!type || type.kind === 'dyn' || accepted[verb].includes(type.kind)) continue;
    return { message: `${words[verb]}, was given ${type.name}`, at: node.id };
  }
  return null;
}

/** The node and, for list and map literals, all that is in them. */
function literalParts(node: Expr): Expr[] {
  return node.kind === 'list' || node.kind === 'map'
    ? [node, ...children(node).flatMap(literalParts)]
    : [node];
}

function formatCalls(expr: Expr): Call[] {
  return descendants(expr).filter(
    (node): node is Call =>
      node.kind === 'call' &&
      node.name === 'format' &&
      node.args.length === 1 &&
      node.args[0]?.kind === 'list' &&
      node.target?.kind === 'literal' &&
      typeof node.target.value === 'string',
  );
}

/** The node and everything below it. */
function descendants(expr: Expr): Expr[] {
  return [expr, ...children(expr).flatMap(descendants)];
}

export const classicFormatValidator: Validator = formatValidator(CLASSIC, REFUSALS.classic);
export const currentFormatValidator: Validator = formatValidator(CURRENT, REFUSALS.current);
