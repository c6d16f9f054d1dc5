import { isEnforce } from '../engine/kyverno/policy/action.ts';
import { autogenControllers, computeRules } from '../engine/kyverno/policy/autogen.ts';
import { listAt, textAt, textOf } from '../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import { and, type Cel, cel, choose, no, not, relation } from './cel.ts';
import type { KindRef, ResourceRule } from './match.ts';
import { type Point, pointsOf } from './points.ts';
import { translateRule } from './rule.ts';
import type { TranslatedRule } from './translated-rule.ts';
import { Untranslatable } from './untranslatable.ts';
import { validatingPolicy } from './validating-policy.ts';
import { type Whole, wholeOf, withoutVariables } from './whole.ts';

export type RuleBody = 'pattern' | 'anyPattern' | 'deny' | 'foreach' | 'podSecurity' | 'cel' | 'other';

/** What became of one rule. */
export type Migrated =
  | {
      readonly ok: true;
      readonly rule: string;
      readonly body: RuleBody;
      /** A ValidatingPolicy. */
      readonly policy: JsonObject;
      /** The written rule and those autogen makes of it, by the names Kyverno gives them. */
      readonly rules: readonly string[];
      /** The kinds they are about, with the places in each that decide. */
      readonly reach: readonly Reach[];
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly rule: string; readonly body: RuleBody; readonly because: string };

export interface Reach {
  readonly kinds: readonly KindRef[];
  readonly points: readonly Point[];
}

/**
 * Translates every validate rule of a classic policy (kyverno.io ClusterPolicy). One rule becomes one policy, because a
 * ValidatingPolicy has one answer where a classic policy has one a rule.
 */
export function migrate(policy: JsonObject): readonly Migrated[] {
  const spec = own(policy, 'spec');
  const all = listAt(spec, 'rules').filter(isObject);
  const controllers = autogenControllers(all, own(own(policy, 'metadata'), 'annotations'));
  const judging = all.filter((rule) => isObject(own(rule, 'validate')));
  return judging.map((rule) => {
    const name = textAt(rule, 'name');
    const body = bodyOf(own(rule, 'validate'));
    try {
      refusePolicy(policy, rule);
      const expanded = [rule, ...generatedFrom(rule, controllers)];
      const parts = expanded.map(translateRule);
      return {
        ok: true,
        rule: name,
        body,
        rules: expanded.map((one) => textAt(one, 'name')),
        reach: expanded.map((one, index) => ({
          kinds: parts[index]?.matched.kinds ?? [],
          points: pointsOf(one),
        })),
        ...assemble(policy, rule, parts, judging.length > 1),
      };
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error;
      return { ok: false, rule: name, body, because: error.message };
    }
  });
}

function bodyOf(validate: Json | undefined): RuleBody {
  const known = ['podSecurity', 'cel', 'deny', 'pattern', 'anyPattern', 'foreach'] as const;
  return known.find((key) => (own(validate, key) ?? null) !== null) ?? 'other';
}

/** What a whole policy says that no ValidatingPolicy can. */
function refusePolicy(policy: JsonObject, rule: JsonObject): void {
  const spec = own(policy, 'spec');
  if (textOf(own(policy, 'kind')) !== 'ClusterPolicy')
    throw new Untranslatable('a namespaced Policy is not translated');
  if (own(spec, 'applyRules') === 'One')
    throw new Untranslatable('applyRules: One stops after the first rule');
  const overrides = [spec, own(rule, 'validate')].flatMap((one) => [
    ...listAt(one, 'validationFailureActionOverrides'),
    ...listAt(one, 'failureActionOverrides'),
  ]);
  if (overrides.length > 0)
    throw new Untranslatable('failure actions by namespace: a ValidatingPolicy has one list of actions');
}

/** What autogen makes of one rule: for most controllers, and for CronJobs. */
function generatedFrom(rule: JsonObject, controllers: readonly string[]): readonly JsonObject[] {
  const plain = controllers.filter((kind) => kind !== 'CronJob');
  const made = [
    ...(plain.length > 0 ? computeRules([rule], plain) : []),
    ...(controllers.includes('CronJob') ? computeRules([rule], ['CronJob']) : []),
  ];
  return made.filter((one) => one !== rule);
}

function assemble(
  policy: JsonObject,
  rule: JsonObject,
  parts: readonly TranslatedRule[],
  several: boolean,
): { readonly policy: JsonObject; readonly notes: readonly string[] } {
  const rules: ResourceRule[] = parts.flatMap(({ matched }) => matched.rules);
  const whole = wholeOf(parts);
  const deletes = rules.some(({ operations }) => operations.includes('DELETE'));
  const applies = sparesExisting(policy, rule) ? sparing(whole) : whole.applies;
  const guessed = [...new Set(parts.flatMap(({ matched }) => matched.guessed))];
  return {
    policy: validatingPolicy(policy, rule, {
      ...whole,
      rules,
      applies: onDeleted(deletes, applies),
      validations: whole.validations.map((one) => ({
        ...one,
        expression: onDeleted(deletes && !whole.nullOnDelete, one.expression),
      })),
      several,
    }),
    notes: guessed.map(
      (kind) => `the plural of kind ${kind} is guessed: check it in matchConstraints.resourceRules`,
    ),
  };
}

/** Where a deletion is judged, what is deleted takes the place of the object. */
function onDeleted(deletes: boolean, expression: Cel): Cel {
  if (!deletes || !/\bobject\b/.test(expression.text)) return expression;
  return cel(`[request.operation == 'DELETE' ? oldObject : object].all(object, ${expression.text})`);
}

/** Kyverno lets an update through an enforced rule that the old object broke as well; not so for a rule in CEL. */
function sparesExisting(policy: JsonObject, rule: JsonObject): boolean {
  const validate = own(rule, 'validate');
  if (bodyOf(validate) === 'cel') return false;
  const action = own(validate, 'failureAction') ?? own(own(policy, 'spec'), 'validationFailureAction');
  return isEnforce(action) && own(validate, 'allowExistingViolations') !== false;
}

/** The old object is judged as if it were being created, with an empty one before it. Conditions of a match see no variables. */
function sparing({ applies, variables, validations, errs }: Whole): Cel {
  const passes = withoutVariables(and(...validations.map(({ expression }) => expression)), variables);
  const broken = choose(errs, no, choose(applies, not(passes), no));
  const before = broken.text
    .replaceAll('request.operation', "'CREATE'")
    .replaceAll('oldObject != null', 'true')
    .replaceAll(/\boldObject\b/g, '{}');
  const spared = and(
    relation(cel('request.operation'), '==', cel("'UPDATE'")),
    not(passes),
    cel(`[oldObject].exists(object, ${before})`),
  );
  return choose(applies, not(spared), no);
}
