import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { LookupError } from '../../engine.ts';
import { type Conditions, compileConditions } from '../condition/condition.ts';
import { type ContextEntry, compileContext } from '../context/entry.ts';
import { listAt, textAt } from '../read.ts';
import { passed, type RuleResult, skipped } from '../result.ts';
import type { RuleHandler, RuleScope } from '../rule.ts';
import type { Evaluation } from '../validate/evaluation.ts';
import { matchedExceptions } from '../validate/matched-exceptions.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { Expression } from '../variable/expression.ts';
import { compileTemplate, type Template } from '../variable/template.ts';
import { type Generated, generateFrom } from './downstream.ts';

/** What a generate rule, or one of its loops, makes: variables not yet replaced. */
interface Source {
  readonly template: Template;
  readonly entries: readonly ContextEntry[];
  readonly preconditions: Conditions | null;
  /** null for a rule without `foreach`. */
  readonly list: Expression | null;
}

/**
 * The `generate` of a rule (kyverno v1.19 pkg/background/generate). Its answer is that the rule applies; what it makes are
 * the answer's effects, which the background controller creates in a cluster.
 */
export function compileGenerate(rule: JsonObject, generate: JsonObject, scope: RuleScope): RuleHandler {
  const loops = listAt(generate, 'foreach');
  const sources =
    loops.length === 0 ? [compileSource(generate, scope)] : loops.map((loop) => compileLoop(loop, scope));
  const synchronize = own(generate, 'synchronize') === true;
  const made: Generated = {
    policy: scope.policyName,
    namespace: scope.policyNamespace,
    rule: textAt(rule, 'name'),
    synchronize,
  };
  return (evaluation, exceptions) => {
    const matched = matchedExceptions(exceptions, evaluation);
    if (matched.length > 0) {
      const keys = matched.map(({ key }) => key);
      return skipped(`rule is skipped due to policy exception ${keys.join(', ')}`, keys);
    }
    return run(sources, made, evaluation);
  };
}

/** Other words than other rules use when the preconditions do not hold (kyverno v1.19 pkg/engine/background.go). */
export function unmetGenerate(unmet: RuleResult): RuleResult {
  if (unmet.status === 'skip') return skipped('');
  return {
    ...unmet,
    message: unmet.message.replace('failed to evaluate preconditions', 'failed to evaluate conditions'),
  };
}

function compileSource(written: JsonObject, scope: RuleScope): Source {
  const { apiVersion, kind, name, namespace, data, clone, cloneList } = written;
  const pattern: JsonObject = { apiVersion, kind, name, namespace, data, clone, cloneList };
  for (const key of Object.keys(pattern)) if (pattern[key] === undefined) delete pattern[key];
  return {
    template: compileTemplate(pattern, scope.expressions),
    entries: [],
    preconditions: null,
    list: null,
  };
}

function compileLoop(written: Json, scope: RuleScope): Source {
  const loop = isObject(written) ? written : {};
  const preconditions = own(loop, 'preconditions');
  return {
    ...compileSource(loop, scope),
    entries: compileContext(own(loop, 'context'), scope),
    preconditions: isObject(preconditions) ? compileConditions(preconditions, scope.expressions) : null,
    list: scope.expressions.of(textAt(loop, 'list')),
  };
}

function run(sources: readonly Source[], made: Generated, evaluation: Evaluation): RuleResult {
  const effects: JsonObject[] = [];
  const problems: string[] = [];
  for (const source of sources) {
    try {
      effects.push(
        ...(source.list === null
          ? one(source, made, evaluation)
          : each(source, source.list, made, evaluation)),
      );
    } catch (error) {
      if (!(error instanceof SubstitutionError || error instanceof LookupError)) throw error;
      problems.push(error.message);
    }
  }
  // What could not be made is no matter of the request: the background controller tries again later.
  const told = problems.length > 0 && !evaluation.review.ignoreUnavailable;
  return { ...passed(told ? `failed to generate: ${problems.join('; ')}` : ''), effects };
}

function one({ template }: Source, made: Generated, { context, review }: Evaluation): readonly JsonObject[] {
  const pattern = template.fixed ?? template.evaluate(context);
  return generateFrom(isObject(pattern) ? pattern : {}, made, review.subject, review.lookup);
}

function each(source: Source, list: Expression, made: Generated, outer: Evaluation): readonly JsonObject[] {
  const { context } = outer;
  const value = context.query(list);
  const elements = Array.isArray(value) ? value : [value];
  const effects: JsonObject[] = [];
  context.checkpoint();
  try {
    for (const [index, element] of elements.entries()) {
      if (element === null) continue;
      context.reset();
      const number = BigInt(index);
      context.set({ element, element0: element, elementIndex: number, elementIndex0: number });
      const evaluation = outer.inside(null);
      evaluation.load(source.entries);
      if (source.preconditions?.evaluate(context).holds === false) continue;
      effects.push(...one(source, made, evaluation));
    }
  } finally {
    context.restore();
  }
  return effects;
}
