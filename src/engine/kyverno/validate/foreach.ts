import { isObject, type Json, own } from '../../../kube/json.ts';
import { type Conditions, compileConditions } from '../condition/condition.ts';
import { type ContextEntry, compileContext } from '../context/entry.ts';
import { goType } from '../go/text.ts';
import { erred, passed, type RuleResult } from '../result.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { Expression } from '../variable/expression.ts';
import type { JsonContext } from '../variable/json-context.ts';
import { elementPathOf } from './denied-fields.ts';
import { type Evaluation, MOST_ELEMENTS } from './evaluation.ts';
import type { Body } from './pattern-body.ts';
import { type BodyScope, compileBody, preconditionsResult } from './validate.ts';

/** One loop of `validate.foreach`, compiled. */
interface Loop {
  readonly list: Expression;
  /** Whether patterns are compared with the element; null leaves it to the element's type. */
  readonly elementScope: boolean | null;
  readonly entries: readonly ContextEntry[];
  readonly preconditions: Conditions | null;
  readonly body: Body | null;
}

/** Kyverno v1.19 pkg/engine/handlers/validation/validate_resource.go, validateForEach. */
export function compileForEach(loops: readonly Json[], scope: BodyScope): Body {
  const compiled = loops.map((loop) => compileLoop(loop, scope));
  return (evaluation) => {
    let counted = 0;
    let listError: SubstitutionError | null = null;
    for (const loop of compiled) {
      const elements = elementsOf(loop, evaluation.context);
      if (elements instanceof SubstitutionError) {
        if (!elements.message.includes('Unknown key')) listError = elements;
        continue;
      }
      const outcome = runLoop(loop, elements, evaluation);
      if (typeof outcome !== 'number') return outcome;
      counted += outcome;
    }
    if (counted > 0) return passed('rule passed');
    return listError === null ? null : erred('failed to evaluate list', listError.message);
  };
}

function compileLoop(loop: Json, scope: BodyScope): Loop {
  const list = own(loop, 'list');
  const elementScope = own(loop, 'elementScope');
  const preconditions = own(loop, 'preconditions');
  return {
    list: scope.expressions.of(typeof list === 'string' ? list : ''),
    elementScope: typeof elementScope === 'boolean' ? elementScope : null,
    entries: compileContext(own(loop, 'context'), scope),
    preconditions: isObject(preconditions) ? compileConditions(preconditions, scope.expressions) : null,
    body: compileBody(isObject(loop) ? loop : {}, scope),
  };
}

/** What is no list is a list of itself. */
function elementsOf(loop: Loop, context: JsonContext): readonly Json[] | SubstitutionError {
  try {
    const value = context.query(loop.list);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    if (error instanceof SubstitutionError) return error;
    throw error;
  }
}

/** How many elements counted, or the result that ends the rule. */
function runLoop(loop: Loop, elements: readonly Json[], evaluation: Evaluation): number | RuleResult {
  const { context } = evaluation;
  context.checkpoint();
  try {
    let counted = 0;
    for (const [index, element] of elements.entries()) {
      if (element === null) continue;
      if (!evaluation.countElement())
        return erred(
          'failed to process foreach',
          `more than ${MOST_ELEMENTS} elements in the loops of one rule`,
        );
      context.reset();
      const outcome = runElement(loop, element, index, evaluation);
      if (typeof outcome !== 'boolean') return outcome;
      if (outcome) counted++;
    }
    return counted;
  } finally {
    context.restore();
  }
}

/** Whether the element counted, or the result that ends the rule. */
function runElement(loop: Loop, element: Json, index: number, outer: Evaluation): boolean | RuleResult {
  addElement(element, index, outer);
  const scoped = loop.elementScope ?? isObject(element);
  if (scoped && !isObject(element)) {
    return erred(
      'failed to process foreach',
      `cannot use elementScope=true foreach rules for elements that are not maps, expected type=map got type=${goType(element)}`,
    );
  }
  const result = judgeElement(
    loop,
    outer.inside(scoped && isObject(element) ? element : null, () =>
      elementPathOf(loop.list.text, index, outer),
    ),
  );
  if (result === null || result.status === 'skip') return false;
  if (result.status === 'pass') return true;
  if (result.status === 'error' && result.message.includes('failed to evaluate preconditions')) return false;
  return { ...result, message: `validation failure: ${result.message}` };
}

function addElement(element: Json, index: number, { context, nesting }: Evaluation): void {
  const number = BigInt(index);
  context.set({
    element,
    [`element${nesting}`]: element,
    elementIndex: number,
    [`elementIndex${nesting}`]: number,
  });
}

function judgeElement(loop: Loop, evaluation: Evaluation): RuleResult | null {
  evaluation.load(loop.entries);
  const unmet = loop.preconditions === null ? null : preconditionsResult(loop.preconditions, evaluation);
  if (unmet !== null) return unmet;
  return loop.body === null ? null : loop.body(evaluation);
}
