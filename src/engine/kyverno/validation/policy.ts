import { isObject, type Json, type JsonObject, own, type Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { isEnforce } from '../policy/action.ts';
import { autogenControllers, computeRules } from '../policy/autogen.ts';
import { listAt, objectAt, textAt } from '../read.ts';
import { actionProblem, makesItsOwnKind } from './actions.ts';
import { backgroundProblem } from './background.ts';
import { conditionProblem, operatorProblem } from './conditions.ts';
import { contextProblem } from './context.ts';
import { generateProblems } from './generate.ts';
import { patchProblem } from './json-patch.ts';
import { kindsProblem, onlyMetadata } from './kinds.ts';
import { matchesNothing, matchProblems } from './match.ts';
import { overridesProblem } from './overrides.ts';
import { podSecurityProblems } from './pod-security.ts';
import { type FieldProblem, forbidden, invalid, refused } from './problem.ts';
import { elementProblem, variableProblem } from './variables.ts';
import { imageProblems } from './verify-images.ts';

/** What the webhook refuses a ClusterPolicy or Policy for, the first of it (kyverno v1.19 pkg/validation/policy/validate.go). */
export function policyProblems({ kind, object }: Resource): readonly FieldProblem[] {
  const metadata = own(object, 'metadata');
  const namespaced = kind === 'Policy';
  const namespace = textAt(metadata, 'namespace');
  if (!namespaced && namespace !== '')
    return [refused(['metadata', 'namespace'], 'A clusterpolicy should not have the namespace defined')];
  const spec = objectAt(object, 'spec') ?? {};
  const written = listAt(spec, 'rules').filter(isObject);
  const controllers = autogenControllers(written, own(metadata, 'annotations'));
  const rules = computeRules(written, controllers);
  const background = own(spec, 'background') !== false;
  const facts: Facts = { object, spec, rules, written, background };
  const variables = variablesProblem(facts);
  if (variables !== null) return [variables];
  const problems = fieldProblems(facts, namespaced ? namespace || 'default' : null);
  if (problems.length > 0) return problems;
  const later = (namespaced ? null : actionsProblem(facts)) ?? switchProblem(facts) ?? rulesProblem(facts);
  return later === null ? [] : [later];
}

interface Facts {
  readonly object: JsonObject;
  readonly spec: JsonObject;
  /** The written rules and those made by autogen. */
  readonly rules: readonly JsonObject[];
  readonly written: readonly JsonObject[];
  readonly background: boolean;
}

/** Where a rule stands; rules that autogen made stand where the written ones do. */
function placeOf({ written }: Facts, rule: JsonObject, index: number): Path {
  const at = written.indexOf(rule);
  const name = textAt(rule, 'name').replace(/^autogen-(?:cronjob-)?/, '');
  const origin = at >= 0 ? at : written.findIndex((one) => textAt(one, 'name').startsWith(name));
  return ['spec', 'rules', origin >= 0 ? origin : index];
}

function variablesProblem(facts: Facts): FieldProblem | null {
  if (facts.background) {
    const reason = backgroundProblem(facts.object, facts.rules);
    if (reason !== null)
      return refused(
        ['spec'],
        `only select variables are allowed in background mode. Set spec.background=false to disable background mode for this policy rule: ${reason} `,
      );
  }
  for (const [index, rule] of facts.rules.entries()) {
    const reason = variableProblem(rule, facts.background);
    if (reason !== null)
      return refused(placeOf(facts, rule, index), `policy contains invalid variables: ${reason}`);
  }
  return null;
}

function fieldProblems({ object, spec, written }: Facts, home: string | null): FieldProblem[] {
  const metadata = own(object, 'metadata');
  const name = textAt(metadata, 'name');
  const problems: FieldProblem[] = [];
  if (textAt(own(metadata, 'annotations'), 'pod-policies.kyverno.io/autogen-controllers') === 'all')
    problems.push(
      forbidden(
        ['metadata', 'annotations'],
        "Autogen annotation does not support 'all' anymore, remove the annotation or set it to a valid value",
      ),
    );
  if (name.length > 63)
    problems.push({ path: ['metadata', 'name'], message: 'name: Too long: may not be more than 63 bytes' });
  problems.push(...specProblems(spec, written), ...nameProblems(written));
  for (const [index, rule] of written.entries())
    problems.push(...ruleProblems(rule, ['spec', 'rules', index], home));
  if (home !== null && listAt(spec, 'validationFailureActionOverrides').length > 0)
    problems.push(
      forbidden(
        ['spec', 'validationFailureActionOverrides'],
        'Use of validationFailureActionOverrides is supported only with ClusterPolicy',
      ),
    );
  return problems;
}

const timeout = 'the timeout value must be between 1 and 30 seconds';

function specProblems(spec: JsonObject, written: readonly JsonObject[]): FieldProblem[] {
  const webhook = own(spec, 'webhookConfiguration');
  const problems: FieldProblem[] = [];
  const moved = (field: string, key: string): void => {
    if (own(spec, field) !== undefined && own(webhook, key) !== undefined)
      problems.push(
        forbidden(
          ['spec', field],
          `remove the deprecated field and use spec.webhookConfiguration.${key} instead`,
        ),
      );
  };
  moved('webhookTimeoutSeconds', 'timeoutSeconds');
  moved('failurePolicy', 'failurePolicy');
  if (own(spec, 'generateExistingOnPolicyUpdate') !== undefined)
    problems.push(
      forbidden(
        ['spec', 'generateExistingOnPolicyUpdate'],
        'remove the deprecated field and use spec.generate[*].generateExisting instead',
      ),
    );
  for (const [index, { mutate }] of written.entries()) {
    const existing =
      own(spec, 'mutateExistingOnPolicyUpdate') === true ||
      own(mutate, 'mutateExistingOnPolicyUpdate') === true;
    if (isObject(mutate) && existing && listAt(mutate, 'targets').length === 0)
      problems.push(
        forbidden(
          ['spec', 'mutateExistingOnPolicyUpdate'],
          `rules[${index}].mutate.targets has to be specified when mutateExistingOnPolicyUpdate is set`,
        ),
      );
  }
  for (const [owner, path] of [
    [own(spec, 'webhookTimeoutSeconds'), ['spec', 'webhookTimeoutSeconds']],
    [own(webhook, 'timeoutSeconds'), ['spec', 'webhookConfiguration', 'timeoutSeconds']],
  ] as const)
    if (owner !== undefined && !(Number(owner) >= 1 && Number(owner) <= 30))
      problems.push(invalid(path, owner, timeout));
  return problems;
}

function nameProblems(written: readonly JsonObject[]): FieldProblem[] {
  const names = new Set<string>();
  return written.flatMap((rule, index) => {
    const name = textAt(rule, 'name');
    if (!names.has(name)) {
      names.add(name);
      return [];
    }
    return [invalid(['spec', 'rules', index, 'name'], undefined, `Duplicate rule name: '${name}'`)];
  });
}

function isFilled(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}

/** Kyverno v1.19 api/kyverno/v1/rule_types.go, Rule.Validate */
function ruleProblems(rule: JsonObject, path: Path, home: string | null): FieldProblem[] {
  const empty = matchesNothing(rule.match, rule.exclude);
  return [
    ...typeProblems(rule, path),
    ...(empty ? [invalid(path, undefined, 'Rule is matching an empty set')] : []),
    ...matchProblems(rule.match, [...path, 'match'], home !== null),
    ...matchProblems(rule.exclude, [...path, 'exclude'], home !== null),
    ...targetProblems(rule, path, home),
    ...podSecurityProblems(rule, path),
    ...generateProblems(rule.generate, path, home),
  ];
}

function typeProblems(rule: JsonObject, path: Path): FieldProblem[] {
  const name = textAt(rule, 'name');
  const images = listAt(rule, 'verifyImages').some(isFilled);
  const operations = [isFilled(rule.mutate), isFilled(rule.validate), isFilled(rule.generate), images];
  const count = operations.filter(Boolean).length;
  const problems: FieldProblem[] = [];
  if (count === 0)
    problems.push(
      invalid(
        path,
        undefined,
        `No operation defined in the rule '${name}'.(supported operations: mutate,validate,generate,verifyImages)`,
      ),
    );
  if (count > 1)
    problems.push(
      invalid(
        path,
        undefined,
        `Multiple operations defined in the rule '${name}', only one operation (mutate,validate,generate,verifyImages) is allowed per rule`,
      ),
    );
  if (rule.imageExtractors !== undefined && !images)
    problems.push(
      invalid(
        [...path, 'imageExtractors'],
        undefined,
        `Invalid rule spec for rule '${name}', imageExtractors can only be defined for verifyImages rule`,
      ),
    );
  return problems;
}

/** A policy of a namespace changes objects of its namespace only. */
function targetProblems(rule: JsonObject, path: Path, home: string | null): FieldProblem[] {
  if (home === null) return [];
  return listAt(rule.mutate, 'targets').flatMap((target, index) => {
    const namespace = textAt(target, 'namespace');
    if (namespace === '' || namespace === home) return [];
    const at = [...path, 'targets', index, 'namespace'];
    const detail =
      'This field can be ignored or should have value of the namespace where the policy is being created';
    return [invalid(at, namespace, detail)];
  });
}

function actionsProblem({ spec, written }: Facts): FieldProblem | null {
  const lists = [
    ...written.map((rule, index) => ({
      overrides: listAt(rule.validate, 'failureActionOverrides'),
      path: ['spec', 'rules', index, 'validate', 'validationFailureActionOverrides'],
    })),
    {
      overrides: listAt(spec, 'validationFailureActionOverrides'),
      path: ['spec', 'validationFailureActionOverrides'],
    },
  ];
  for (const { overrides, path } of lists) {
    const reason = overridesProblem(overrides, path);
    if (reason !== null) return refused(path, reason);
  }
  return null;
}

function switchProblem({ spec, written, background }: Facts): FieldProblem | null {
  if (own(spec, 'admission') !== false) return null;
  if (!background)
    return refused(['spec'], 'disabling both admission and background processing is not allowed');
  const others = written.some(
    (rule) => isFilled(rule.mutate) || isFilled(rule.generate) || listAt(rule, 'verifyImages').some(isFilled),
  );
  return others
    ? refused(
        ['spec', 'admission'],
        'disabling admission processing is only allowed with validation policies',
      )
    : null;
}

function rulesProblem(facts: Facts): FieldProblem | null {
  for (const [index, rule] of facts.rules.entries()) {
    const problem = kindsProblem(rule, facts.background);
    if (problem !== null)
      return refused(
        placeOf(facts, rule, index),
        `path: spec.rules[${index}].${problem.place}: ${problem.reason}`,
      );
  }
  for (const [index, rule] of facts.rules.entries()) {
    const problem = ruleProblem(facts, rule, index);
    if (problem !== null) return refused(placeOf(facts, rule, index), problem);
  }
  return null;
}

function ruleProblem({ spec }: Facts, rule: JsonObject, index: number): string | null {
  const at = `path: spec.rules[${index}]`;
  const context = contextProblem(rule);
  return (
    patchProblem(textAt(rule.mutate, 'patchesJson6902'), index) ??
    resourcesProblem(rule, at) ??
    elementProblem(rule) ??
    (context === null ? null : `${at}: ${context}`) ??
    extractorProblem(rule, at) ??
    kindlessProblem(rule) ??
    actionText(rule, at) ??
    imagesProblem(rule, spec, index) ??
    labelsProblem(rule)
  );
}

function actionText(rule: JsonObject, at: string): string | null {
  const problem = actionProblem(rule);
  if (problem !== null) return `${at}.${problem.place}: ${problem.reason}`;
  return makesItsOwnKind(rule) ? 'generation kind and match resource kind should not be the same' : null;
}

/** Conditions of every part of the rule, and the two forms of a match mixed. */
function resourcesProblem(rule: JsonObject, at: string): string | null {
  for (const block of ['exclude', 'match'] as const) {
    const listed = listAt(rule[block], 'any').length > 0 || listAt(rule[block], 'all').length > 0;
    if (listed && isFilled(own(rule[block], 'resources')))
      return `${at}.${block}.: can't specify any/all together with ${block} resources`;
  }
  const filters = ['any', 'all'].flatMap((key) => listAt(rule.match, key));
  const described = filters.length > 0 ? filters : [rule.match ?? null];
  if (described.some((filter) => !isFilled(own(filter, 'resources'))))
    return `${at}.match.resources.: match resources not specified`;
  return (
    conditionText(conditionProblem(rule.preconditions, 'preconditions'), `${at}.validate.`) ??
    conditionText(
      conditionProblem(own(own(rule.validate, 'deny'), 'conditions'), 'conditions'),
      `${at}.validate.deny.`,
    ) ??
    loopConditions(listAt(rule.validate, 'foreach'), `${at}.validate.foreach.`) ??
    loopConditions(listAt(rule.mutate, 'foreach'), `${at}.mutate.foreach.`)
  );
}

function conditionText(problem: ReturnType<typeof conditionProblem>, at: string): string | null {
  return problem === null ? null : `${at}${problem.place}: ${problem.reason}`;
}

function loopConditions(loops: readonly Json[], at: string): string | null {
  for (const loop of loops) {
    const deny = own(own(loop, 'deny'), 'conditions');
    const found =
      conditionText(operatorProblem(own(loop, 'preconditions'), 'conditions'), at) ??
      conditionText(operatorProblem(deny, 'conditions'), `${at}deny.`) ??
      loopConditions(listAt(loop, 'foreach'), at);
    if (found !== null) return found;
  }
  return null;
}

/** A digest cannot be put back through a query. */
function extractorProblem(rule: JsonObject, at: string): string | null {
  const mutates = listAt(rule, 'verifyImages').some((entry) => own(entry, 'mutateDigest') !== false);
  const extractors = Object.values(objectAt(rule, 'imageExtractors') ?? {}).flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return mutates && extractors.some((extractor) => textAt(extractor, 'jmesPath') !== '')
    ? `${at}: jmespath may not be used in an image extractor when mutating digests with verify images`
    : null;
}

function kindlessProblem(rule: JsonObject): string | null {
  const any = listAt(rule.match, 'any');
  const all = listAt(rule.match, 'all');
  const filters = any.length > 0 ? any : all.length > 0 ? all : [rule.match ?? null];
  if (filters.every((filter) => listAt(own(filter, 'resources'), 'kinds').length > 0)) return null;
  return onlyMetadata(rule)
    ? 'at least one element must be specified in a kind block, the kind attribute is mandatory when working with the resources element'
    : 'policy can only deal with the metadata field of the resource if the rule does not match any kind';
}

function imagesProblem(rule: JsonObject, spec: JsonObject, index: number): string | null {
  let audits = !isEnforce(own(spec, 'validationFailureAction'));
  const problems: FieldProblem[] = [];
  for (const [at, entry] of listAt(rule, 'verifyImages').entries()) {
    const action = own(entry, 'failureAction');
    if (action !== undefined) audits = !isEnforce(action);
    problems.push(...imageProblems(entry, ['spec', 'rules', index, 'verifyImages', at], audits));
  }
  return problems.length === 0 ? null : problems.map(({ message }) => message).join(', ');
}

const stringsOnly =
  'labels and annotations supports only string values, "use double quotes around the non string values"';

/** Labels and annotations are compared as texts. Upstream looks at the first pattern of its kind only. */
function labelsProblem(rule: JsonObject): string | null {
  const { validate, mutate } = rule;
  const loops = own(validate, 'foreach');
  const any = own(validate, 'anyPattern');
  const single = own(validate, 'pattern');
  const patterns = Array.isArray(loops)
    ? loops
        .map((loop) => own(loop, 'pattern'))
        .filter(isObject)
        .slice(0, 1)
    : isObject(single)
      ? [single]
      : Array.isArray(any)
        ? any
        : [];
  const changes = listAt(mutate, 'foreach');
  const patches =
    changes.length > 0
      ? changes
          .map((loop) => own(loop, 'patchStrategicMerge'))
          .filter(isObject)
          .slice(0, 1)
      : [own(mutate, 'patchStrategicMerge')];
  return [...patterns, ...patches].every(hasTextLabels) ? null : stringsOnly;
}

function hasTextLabels(pattern: Json | undefined): boolean {
  if (!isObject(pattern)) return true;
  const metadata = [own(pattern, 'metadata'), own(own(own(pattern, 'spec'), 'template'), 'metadata')];
  return metadata.every((one) =>
    (['labels', 'annotations'] as const).every((key) =>
      Object.values(objectAt(one, key) ?? {}).every((value) => typeof value === 'string'),
    ),
  );
}
