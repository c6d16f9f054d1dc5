import type { Json, JsonObject, Path } from '../../../kube/json.ts';
import { compileCheck } from '../pattern/compile.ts';
import { type Mismatch, matchPattern } from '../pattern/match.ts';
import type { Check } from '../pattern/walk.ts';
import { erred, failed, passed, type RuleResult, skipped } from '../result.ts';
import { SubstitutionError } from '../variable/error.ts';
import type { JsonContext } from '../variable/json-context.ts';
import { compileTemplate } from '../variable/template.ts';
import type { Evaluation } from './evaluation.ts';
import type { BodyScope } from './validate.ts';

/** null where upstream gives no result. */
export type Body = (evaluation: Evaluation) => RuleResult | null;

export function compilePattern(pattern: Json, scope: BodyScope): Body {
  const { message } = scope;
  const checkOf = compileVariablePattern(pattern, scope);
  const pass = passed(`validation rule '${message.rule}' passed.`);
  return withSubject(checkOf, (check, subject, evaluation) => {
    const mismatch = matchPattern(check, subject);
    if (mismatch === null) return pass;
    if (mismatch.type === 'skip') return skipped(mismatch.text());
    const path = mismatch.type === 'fail' ? mismatch.path : '';
    const text = message.pattern(path, mismatch.text, () => evaluation.context);
    return mismatch.type === 'fail'
      ? failed(text, inObject([mismatch.field], evaluation))
      : erred(text, undefined, inObject([mismatch.field], evaluation));
  });
}

export function compileAnyPattern(patterns: Json, scope: BodyScope): Body {
  const { message } = scope;
  const checksOf = compileVariablePatterns(patterns, scope);
  return withSubject(checksOf, (checks, subject, evaluation) => {
    if (checks === null) {
      return erred(
        'failed to deserialize anyPattern, expected type array',
        'json: cannot unmarshal object into Go value of type []interface {}',
      );
    }
    const mismatches: Mismatch[] = [];
    for (const [index, check] of checks.entries()) {
      const mismatch = matchPattern(check, subject);
      if (mismatch === null) return passed(`validation rule '${message.rule}' anyPattern[${index}] passed.`);
      mismatches.push(mismatch);
    }
    return anyPatternResult(mismatches, scope, evaluation);
  });
}

function anyPatternResult(
  mismatches: readonly Mismatch[],
  { message }: BodyScope,
  evaluation: Evaluation,
): RuleResult {
  const lines = mismatches.map((mismatch, index) => {
    const one = `rule ${message.rule}[${index}]`;
    if (mismatch.type === 'skip') return `${one} skipped: ${mismatch.text()}`;
    return mismatch.type === 'fail'
      ? `${one} failed at path ${mismatch.path}`
      : `${one} failed: ${mismatch.text()}`;
  });
  const failures = mismatches.filter(({ type }) => type !== 'skip');
  if (failures.length > 0) {
    const causes = lines.filter((_, index) => mismatches[index]?.type !== 'skip').join(' ');
    return failed(
      message.anyPattern(causes, () => evaluation.context),
      inObject(
        failures.map(({ field }) => field),
        evaluation,
      ),
    );
  }
  return lines.length > 0 ? skipped(lines.join(' ')) : passed(message.written);
}

/** Fields of what was compared, as fields of the object. */
function inObject(fields: readonly Path[], { subjectPath }: Evaluation): Path[] {
  return subjectPath === null ? [] : fields.map((field) => [...subjectPath, ...field]);
}

/** A pattern is compared with the element of a loop, or with the new object; on DELETE there is nothing to compare. */
function withSubject<T>(
  patternOf: (context: () => JsonContext) => T,
  judge: (pattern: T, subject: JsonObject | null, evaluation: Evaluation) => RuleResult,
): Body {
  return (evaluation) => {
    const { element, review } = evaluation;
    try {
      const pattern = patternOf(() => evaluation.context);
      if (element === null && review.operation === 'DELETE') return null;
      return judge(pattern, element ?? review.object, evaluation);
    } catch (error) {
      if (!(error instanceof SubstitutionError)) throw error;
      return erred('variable substitution failed', error.message);
    }
  };
}

/** A pattern without variables is compiled once, any other whenever it is asked. */
function compileVariablePattern(
  pattern: Json,
  { expressions, integers }: BodyScope,
): (context: () => JsonContext) => Check {
  const template = compileTemplate(pattern, expressions);
  if (template.fixed !== undefined) {
    const check = compileCheck(template.fixed, integers);
    return () => check;
  }
  return (context) => compileCheck(template.evaluate(context()), integers);
}

function compileVariablePatterns(
  patterns: Json,
  { expressions, integers }: BodyScope,
): (context: () => JsonContext) => readonly Check[] | null {
  const template = compileTemplate(patterns, expressions);
  const compileAll = (list: Json): Check[] | null =>
    Array.isArray(list) ? list.map((one) => compileCheck(one, integers)) : null;
  if (template.fixed !== undefined) {
    const checks = compileAll(template.fixed);
    return () => checks;
  }
  return (context) => compileAll(template.evaluate(context()));
}
