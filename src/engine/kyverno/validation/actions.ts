import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { hasWildcard } from '../../../kube/wildcard.ts';
import { parseAnchor } from '../pattern/anchor.ts';
import { listAt, textAt, textList } from '../read.ts';

/** What is wrong with what a rule does: upstream's spelling of the place, and the reason. */
export interface ActionProblem {
  readonly place: string;
  readonly reason: string;
}

type Problem = ActionProblem | null;

/** Kyverno v1.19 pkg/validation/policy/actions.go: mutate, validate, generate. */
export function actionProblem(rule: JsonObject): Problem {
  return (
    placed('mutate', isFilled(rule.mutate) ? mutateProblem(rule, rule.mutate) : null) ??
    placed('validate', isFilled(rule.validate) ? validateProblem(rule, rule.validate) : null) ??
    placed('generate', isFilled(rule.generate) ? generateProblem(rule, rule.generate) : null)
  );
}

function placed(section: string, problem: Problem): Problem {
  return problem === null ? null : { ...problem, place: `${section}.${problem.place}.` };
}

function isFilled(value: unknown): value is JsonObject {
  return isObject(value) && Object.keys(value).length > 0;
}

function has(value: Json | undefined, key: string): boolean {
  const found = own(value, key) ?? null;
  return found !== null && found !== '';
}

const celOnly: ActionProblem = {
  place: '',
  reason: 'celPrecondition can only be used with validate.cel',
};

const onePatch = 'only one of `patchStrategicMerge` or `patchesJson6902` is allowed';

function mutateProblem(rule: JsonObject, mutate: JsonObject): Problem {
  const loops = listAt(mutate, 'foreach');
  if (loops.length > 0) {
    if (has(mutate, 'patchStrategicMerge') || has(mutate, 'patchesJson6902'))
      return {
        place: 'foreach',
        reason: 'only one of `foreach`, `patchStrategicMerge`, or `patchesJson6902` is allowed',
      };
    return mutateLoopsProblem(loops, '');
  }
  if (has(mutate, 'patchStrategicMerge') && has(mutate, 'patchesJson6902'))
    return { place: 'foreach', reason: onePatch };
  return Array.isArray(rule.celPreconditions) ? celOnly : null;
}

function mutateLoopsProblem(loops: readonly Json[], outer: string): Problem {
  let tag = outer;
  for (const [index, loop] of loops.entries()) {
    tag += `foreach[${index}]`;
    const nested = listAt(loop, 'foreach');
    if (nested.length > 0) {
      const other = ['context', 'preconditions', 'patchesJson6902', 'patchStrategicMerge'];
      return other.some((key) => has(loop, key))
        ? { place: tag, reason: 'a nested foreach cannot contain other declarations' }
        : mutateLoopsProblem(nested, tag);
    }
    if (has(loop, 'patchesJson6902') === has(loop, 'patchStrategicMerge'))
      return { place: tag, reason: onePatch };
  }
  return null;
}

function validateProblem(rule: JsonObject, validate: JsonObject): Problem {
  const forms = ['pattern', 'anyPattern', 'deny', 'foreach', 'podSecurity', 'cel'];
  const given = forms.filter((key) => has(validate, key)).length;
  const signed = listAt(own(validate, 'manifests'), 'attestors').length > 0 ? 1 : 0;
  if (given + signed === 0)
    return { place: '', reason: 'one of pattern, anyPattern, deny, foreach, cel must be specified' };
  if (given + signed > 1)
    return { place: '', reason: 'only one of pattern, anyPattern, deny, foreach, cel can be specified' };
  return (
    patternsProblem(validate) ??
    loopsProblem(listAt(validate, 'foreach')) ??
    (Array.isArray(rule.celPreconditions) && !has(validate, 'cel') ? celOnly : null) ??
    celProblem(own(validate, 'cel'))
  );
}

const patternAnchors: ReadonlySet<string> = new Set([
  'condition',
  'existence',
  'equality',
  'negation',
  'global',
]);

function patternsProblem(validate: JsonObject): Problem {
  const single = patternProblem(own(validate, 'pattern') ?? null, '/', patternAnchors);
  if (single !== null) return { ...single, place: `pattern.${single.place}` };
  const any = own(validate, 'anyPattern') ?? null;
  if (any === null) return null;
  if (!Array.isArray(any))
    return {
      place: 'anyPattern',
      reason:
        'failed to deserialize anyPattern, expect array: json: cannot unmarshal object into Go value of type []interface {}',
    };
  for (const [index, pattern] of any.entries()) {
    const problem = patternProblem(pattern, '/', patternAnchors);
    if (problem !== null) return { ...problem, place: `anyPattern[${index}].${problem.place}` };
  }
  return null;
}

/** Kyverno v1.19 pkg/policy/common/validate_pattern.go */
function patternProblem(pattern: Json, path: string, supported: ReadonlySet<string>): Problem {
  if (Array.isArray(pattern)) {
    for (const [index, item] of pattern.entries()) {
      const problem = patternProblem(item, `${path}${index}/`, supported);
      if (problem !== null) return problem;
    }
    return null;
  }
  if (!isObject(pattern)) return null;
  for (const key of Object.keys(pattern)) {
    const value = pattern[key] ?? null;
    const problem = anchorProblem(key, value, `${path}/${key}`, supported);
    const inner = problem ?? patternProblem(value, `${path}/${key}`, supported);
    if (inner !== null) return inner;
  }
  return null;
}

function anchorProblem(key: string, value: Json, place: string, supported: ReadonlySet<string>): Problem {
  const anchor = parseAnchor(key);
  if (anchor === null) return null;
  if (!supported.has(anchor.type)) return { place, reason: `unsupported anchor ${key}` };
  if (anchor.type !== 'existence') return null;
  if (!Array.isArray(value)) return { place, reason: 'existence anchor should have value of type list' };
  return value.length === 0 ? { place, reason: 'existence anchor: should have at least one value' } : null;
}

function loopsProblem(loops: readonly Json[]): Problem {
  for (const loop of loops) {
    if (textAt(loop, 'list') === '') return { place: '', reason: 'foreach.list is required' };
    const forms = ['pattern', 'anyPattern', 'deny'].filter((key) => has(loop, key)).length;
    const count = forms + (listAt(loop, 'foreach').length > 0 ? 1 : 0);
    if (count === 1) continue;
    const only = count === 0 ? 'one' : 'only one';
    const verb = count === 0 ? 'must' : 'can';
    return {
      place: '',
      reason: `${only} of pattern, anyPattern, deny, or a nested foreach ${verb} be specified`,
    };
  }
  return null;
}

function celProblem(cel: Json | undefined): Problem {
  if (!isObject(cel)) return null;
  const reason =
    (listAt(cel, 'expressions').some((one) => textAt(one, 'expression') === '')
      ? 'cel.expressions.expression is required'
      : null) ??
    paramKindProblem(own(cel, 'paramKind'), own(cel, 'paramRef')) ??
    paramRefProblem(own(cel, 'paramKind'), own(cel, 'paramRef')) ??
    annotationsProblem(listAt(cel, 'auditAnnotations'));
  return reason === null ? null : { place: '', reason };
}

function paramKindProblem(paramKind: Json | undefined, paramRef: Json | undefined): string | null {
  if (!isObject(paramKind)) return null;
  if (textAt(paramKind, 'apiVersion') === '') return 'cel.paramKind.apiVersion is required';
  if (textAt(paramKind, 'kind') === '') return 'cel.paramKind.kind is required';
  return isObject(paramRef) ? null : 'cel.paramRef is required';
}

function paramRefProblem(paramKind: Json | undefined, paramRef: Json | undefined): string | null {
  if (!isObject(paramRef)) return null;
  const named = textAt(paramRef, 'name') !== '';
  if (named === isObject(own(paramRef, 'selector')))
    return 'one of cel.paramRef.name or cel.paramRef.selector must be set';
  if (!has(paramRef, 'parameterNotFoundAction')) return 'cel.paramRef.parameterNotFoundAction is required';
  return isObject(paramKind) ? null : 'cel.paramKind is required';
}

function annotationsProblem(annotations: readonly Json[]): string | null {
  for (const annotation of annotations) {
    if (textAt(annotation, 'key') === '') return 'cel.auditAnnotation.key is required';
    if (textAt(annotation, 'valueExpression') === '')
      return 'cel.auditAnnotation.valueExpression is required';
  }
  return null;
}

function generateProblem(rule: JsonObject, generate: JsonObject): Problem {
  const selector = own(own(generate, 'cloneList'), 'selector');
  const labels = Object.entries((own(selector, 'matchLabels') ?? {}) as JsonObject);
  if (labels.some(([key, value]) => hasWildcard(key) || hasWildcard(typeof value === 'string' ? value : '')))
    return { place: 'selector', reason: 'wildcard characters `*/?` not supported' };
  if (Array.isArray(rule.celPreconditions)) return celOnly;
  const problem = patternProblem(own(generate, 'data') ?? null, '/', new Set());
  if (problem === null) return null;
  return {
    place: `data.${problem.place}`,
    reason: `anchors not supported on generate resources: ${problem.reason}`,
  };
}

/** A rule that would be asked by what it makes. */
export function makesItsOwnKind(rule: JsonObject): boolean {
  const kind = textAt(rule.generate, 'kind');
  return kind !== '' && textList(own(own(rule.match, 'resources'), 'kinds')).includes(kind);
}
