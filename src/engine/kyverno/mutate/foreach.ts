import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { type Conditions, compileConditions } from '../condition/condition.ts';
import { type ContextEntry, compileContext } from '../context/entry.ts';
import type { RuleScope } from '../rule.ts';
import type { Evaluation } from '../validate/evaluation.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { Expression } from '../variable/expression.ts';
import type { JsonContext } from '../variable/json-context.ts';
import { compileTemplate, type Template } from '../variable/template.ts';
import { sameJson } from './copy.ts';
import type { MutateBody } from './mutate.ts';
import { applyPatches } from './patcher.ts';
import { type Step, stepError } from './step.ts';

/** One loop of `mutate.foreach`, compiled. */
interface Loop {
  readonly written: string;
  readonly list: Expression;
  readonly entries: readonly ContextEntry[];
  readonly preconditions: Conditions | null;
  /** From the last element to the first: unless told otherwise, a strategic merge goes that way. */
  readonly descending: boolean;
  readonly body: MutateBody;
}

/** Kyverno v1.19 pkg/engine/handlers/mutation/common.go */
export function compileForEach(loops: readonly Json[], scope: RuleScope): MutateBody {
  const compiled = loops.map((loop) => compileLoop(isObject(loop) ? loop : {}, scope));
  return (evaluation, object) => {
    let current = object;
    let applied = 0;
    for (const loop of compiled) {
      const elements = elementsOf(loop, evaluation.context);
      if (elements instanceof SubstitutionError) {
        const message = `failed to evaluate list ${loop.written}: ${elements.message}`;
        return stepError(message, elements.message);
      }
      const step = runLoop(loop, elements, evaluation, current);
      if (step.status === 'error') return stepError('failed to mutate elements', step.message);
      if (step.status === 'skip') continue;
      applied++;
      current = step.object;
      showObject(evaluation.context, current);
    }
    const message = `${applied} elements processed`;
    return { status: applied === 0 ? 'skip' : 'pass', object: current, message };
  };
}

function compileLoop(loop: JsonObject, scope: RuleScope): Loop {
  const list = own(loop, 'list');
  const preconditions = own(loop, 'preconditions');
  const order = own(loop, 'order');
  const inner = own(loop, 'foreach');
  const written = typeof list === 'string' ? list : '';
  const strategic = own(loop, 'patchStrategicMerge');
  return {
    written,
    list: scope.expressions.of(written),
    entries: compileContext(own(loop, 'context'), scope),
    preconditions: isObject(preconditions) ? compileConditions(preconditions, scope.expressions) : null,
    descending: typeof order === 'string' ? order === 'Descending' : (strategic ?? null) !== null,
    body:
      Array.isArray(inner) && inner.length > 0 ? compileForEach(inner, scope) : compilePatches(loop, scope),
  };
}

function compilePatches(loop: JsonObject, scope: RuleScope): MutateBody {
  const template: Template = compileTemplate(
    {
      patchStrategicMerge: own(loop, 'patchStrategicMerge') ?? null,
      patchesJson6902: own(loop, 'patchesJson6902') ?? '',
    },
    scope.expressions,
  );
  return (evaluation, object) => {
    try {
      const patches = template.fixed ?? template.evaluate(evaluation.context);
      return applyPatches(object, own(patches, 'patchStrategicMerge'), own(patches, 'patchesJson6902'));
    } catch (error) {
      if (!(error instanceof SubstitutionError)) throw error;
      return stepError('variable substitution failed', error.message);
    }
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

function runLoop(loop: Loop, elements: readonly Json[], evaluation: Evaluation, object: JsonObject): Step {
  const { context } = evaluation;
  context.checkpoint();
  try {
    let current = object;
    const indexes = [...elements.keys()];
    for (const index of loop.descending ? indexes.toReversed() : indexes) {
      const element = elements[index] ?? null;
      if (element === null) continue;
      context.reset();
      const step = runElement(loop, element, index, evaluation, current);
      if (step === null) continue;
      if (step.status === 'error') return step;
      if (step.status === 'pass') current = step.object;
    }
    if (sameJson(object, current)) return { status: 'skip', object, message: 'no patches applied' };
    return { status: 'pass', object: current, message: '' };
  } finally {
    context.restore();
  }
}

/** null when the preconditions do not hold. */
function runElement(
  loop: Loop,
  element: Json,
  index: number,
  outer: Evaluation,
  object: JsonObject,
): Step | null {
  addElement(element, index, outer);
  const evaluation = outer.inside(null);
  evaluation.load(loop.entries);
  if (loop.preconditions !== null) {
    try {
      if (!loop.preconditions.evaluate(evaluation.context).holds) return null;
    } catch (error) {
      if (!(error instanceof SubstitutionError)) throw error;
      return stepError(`failed to evaluate mutate.foreach[${index}].preconditions`, error.message);
    }
  }
  return loop.body(evaluation, object);
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

/** Later loops see what earlier ones made of the object. */
function showObject(context: JsonContext, object: JsonObject): void {
  const request = own(context.root, 'request');
  context.set({ request: { ...(isObject(request) ? request : {}), object } });
}
