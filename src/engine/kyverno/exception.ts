import { isObject, type Json, own } from '../../kube/json.ts';
import { compileWildcard, type TextMatcher } from '../../kube/wildcard.ts';
import { type Condition, compileCondition } from './condition/condition.ts';
import { type Block, compileBlock, exceptsByFilter } from './match/rule-match.ts';
import { listAt, textList, textOf } from './read.ts';
import type { Evaluation } from './validate/evaluation.ts';
import { SubstitutionError } from './variable/error.ts';
import type { Expressions } from './variable/expression.ts';

/** A PolicyException, compiled (kyverno v1.19 pkg/engine/utils/exceptions.go). */
export interface PolicyException {
  /** `namespace/name` */
  readonly key: string;
  readonly name: string;
  /** Pod Security controls it excuses; none means that it excuses the whole rule. */
  readonly podSecurity: readonly Json[];
  /** False for one that background scans leave out. */
  readonly background: boolean;
  names(policy: string, rule: string): boolean;
  matches(evaluation: Evaluation): boolean;
}

export function compileException(object: Json, expressions: Expressions): PolicyException {
  const metadata = own(object, 'metadata');
  const [namespace, name] = [textOf(own(metadata, 'namespace')), textOf(own(metadata, 'name'))];
  const spec = own(object, 'spec');
  const entries = listAt(spec, 'exceptions').map(compileEntry);
  const block = compileBlock(own(spec, 'match'), 'exception');
  const conditions = compileConditions(own(spec, 'conditions'), expressions);
  return {
    key: namespace === '' ? name : `${namespace}/${name}`,
    name,
    podSecurity: listAt(spec, 'podSecurity'),
    background: own(spec, 'background') !== false,
    names: (policy, rule) =>
      entries.some((entry) => entry.policy === policy && entry.rules.some((is) => is(rule))),
    matches: (evaluation) => matchesBlock(block, evaluation) && conditionsHold(conditions, evaluation),
  };
}

interface ExceptionEntry {
  readonly policy: string;
  readonly rules: readonly TextMatcher[];
}

function compileEntry(entry: Json): ExceptionEntry {
  return {
    policy: textOf(own(entry, 'policyName')),
    rules: textList(own(entry, 'ruleNames')).map(compileWildcard),
  };
}

function matchesBlock(block: Block, { review }: Evaluation): boolean {
  return block.matches(review, exceptsByFilter);
}

interface ExceptionConditions {
  readonly any: readonly Condition[];
  readonly all: readonly Condition[];
}

/** The numbers of an exception's conditions are float64 throughout. */
function compileConditions(conditions: Json | undefined, expressions: Expressions): ExceptionConditions {
  const compile = (one: Json): Condition => compileCondition(one, expressions, (value) => value);
  const object = isObject(conditions) ? conditions : {};
  return { any: listAt(object, 'any').map(compile), all: listAt(object, 'all').map(compile) };
}

/** An exception whose conditions cannot be evaluated excuses nothing. */
function conditionsHold({ any, all }: ExceptionConditions, evaluation: Evaluation): boolean {
  if (any.length === 0 && all.length === 0) return true;
  try {
    const { context } = evaluation;
    return (
      all.every((one) => one.holds(context)) && (any.length === 0 || any.some((one) => one.holds(context)))
    );
  } catch (error) {
    if (error instanceof SubstitutionError) return false;
    throw error;
  }
}
