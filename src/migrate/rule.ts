import { listAt } from '../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import { and, type Cel, cel, choose, no, not, or, yes } from './cel.ts';
import { denyTest, preconditionsTest } from './conditions.ts';
import { foreachTest } from './foreach.ts';
import { type Matched, translateMatch } from './match.ts';
import { patternTest } from './pattern.ts';
import { type Shape, shapeOfKinds } from './shape.ts';
import { Untranslatable } from './untranslatable.ts';

/** One rule, written or made by autogen, as expressions over `object`. */
export interface TranslatedRule {
  readonly matched: Matched;
  /** Whether the rule has a say, once its kinds match. */
  readonly applies: Cel;
  readonly passes: Cel;
}

const bodies = ['deny', 'pattern', 'anyPattern', 'foreach'] as const;

/** Throws Untranslatable. */
export function translateRule(rule: JsonObject): TranslatedRule {
  const validate = own(rule, 'validate');
  const body = bodies.find((key) => (own(validate, key) ?? null) !== null);
  if (body === undefined) throw new Untranslatable(otherBody(validate));
  if (listAt(rule, 'context').length > 0)
    throw new Untranslatable(`context entries (${contextNames(rule)}) are looked up while Kyverno judges`);
  const matched = translateMatch(
    rule,
    body === 'deny' ? ['CREATE', 'UPDATE', 'DELETE'] : ['CREATE', 'UPDATE'],
  );
  const shape = shapeOfKinds(matched.kinds);
  const written = own(rule, 'preconditions') ?? null;
  const preconditions = written === null ? yes : preconditionsTest(written, shape);
  const { pass, skip } = bodyTest(body, own(validate, body) ?? null, shape);
  const asked = and(matched.condition, preconditions);
  return { matched, applies: skip.text === 'false' ? asked : choose(asked, not(skip), no), passes: pass };
}

function otherBody(validate: Json | undefined): string {
  const [key] = isObject(validate)
    ? Object.keys(validate).filter((one) => /^(?:cel|podSecurity|manifests|assert)$/.test(one))
    : [];
  return key === undefined ? 'the rule validates nothing' : `validate.${key} is not translated`;
}

function contextNames(rule: JsonObject): string {
  const types = listAt(rule, 'context').flatMap((entry) =>
    isObject(entry) ? Object.keys(entry).filter((key) => key !== 'name') : [],
  );
  return [...new Set(types)].join(', ');
}

interface BodyTest {
  readonly pass: Cel;
  readonly skip: Cel;
}

function bodyTest(body: (typeof bodies)[number], value: Json, shape: Shape): BodyTest {
  switch (body) {
    case 'deny':
      return { pass: not(denyTest(value, shape)), skip: no };
    case 'foreach':
      return foreachTest(value, shape);
    case 'pattern':
      return wholePattern(value, shape);
    default:
      return anyPattern(value, shape);
  }
}

function wholePattern(pattern: Json, shape: Shape): BodyTest {
  if (JSON.stringify(pattern).includes('{{')) throw new Untranslatable('a pattern with variables');
  const { pass, skip, direct } = patternTest(pattern, cel('object'), shape);
  return { pass, skip: or(skip, direct) };
}

/** The first pattern that is met passes; only when all skip is the rule skipped. */
function anyPattern(patterns: Json, shape: Shape): BodyTest {
  const tests = (Array.isArray(patterns) ? patterns : []).map((pattern) => wholePattern(pattern, shape));
  return { pass: or(...tests.map(({ pass }) => pass)), skip: and(...tests.map(({ skip }) => skip)) };
}
