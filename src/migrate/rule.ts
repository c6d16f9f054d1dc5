import { listAt } from '../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import { and, type Cel, cel, choose, no, not, or, yes } from './cel.ts';
import { celBody } from './cel-body.ts';
import { denyTest, preconditionsTest } from './conditions.ts';
import { foreachTest } from './foreach.ts';
import { jsonText } from './json-text.ts';
import { translateMatch } from './match.ts';
import { refuseMissingAnchors } from './missing-anchors.ts';
import { patternTest } from './pattern.ts';
import { podSecurityBody } from './pod-security-body.ts';
import { type Shape, shapeOfKinds } from './shape.ts';
import { simpleRule, type TranslatedRule } from './translated-rule.ts';
import { Untranslatable } from './untranslatable.ts';

/** In the order in which Kyverno looks for them. */
const bodies = ['podSecurity', 'cel', 'deny', 'pattern', 'anyPattern', 'foreach'] as const;
const judgingDeletions: ReadonlySet<string> = new Set(['deny', 'cel']);

/** Throws Untranslatable. */
export function translateRule(rule: JsonObject): TranslatedRule {
  const validate = own(rule, 'validate');
  const body = bodies.find((key) => (own(validate, key) ?? null) !== null);
  if (body === undefined) throw new Untranslatable(otherBody(validate));
  if (listAt(rule, 'context').length > 0)
    throw new Untranslatable(`context entries (${contextNames(rule)}) are looked up while Kyverno judges`);
  const matched = translateMatch(
    rule,
    judgingDeletions.has(body) ? ['CREATE', 'UPDATE', 'DELETE'] : ['CREATE', 'UPDATE'],
  );
  const shape = shapeOfKinds(matched.kinds);
  const written = own(rule, 'preconditions') ?? null;
  const preconditions = written === null ? { holds: yes, errs: no } : preconditionsTest(written, shape);
  const asked = and(matched.condition, preconditions.holds);
  const value = own(validate, body) ?? null;
  if (body === 'cel') return { matched, applies: asked, ...celBody(rule, value) };
  if (body === 'podSecurity')
    return { ...simpleRule(matched, asked, yes), ...podSecurityBody(value, matched.kinds) };
  const { pass, skip, errs } = bodyTest(body, value, shape);
  return {
    ...simpleRule(matched, skip.text === 'false' ? asked : choose(asked, not(skip), no), pass),
    errs: choose(preconditions.errs, yes, errs),
  };
}

function otherBody(validate: Json | undefined): string {
  const [key] = isObject(validate)
    ? Object.keys(validate).filter((one) => /^(?:manifests|assert)$/.test(one))
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
  readonly errs: Cel;
}

function bodyTest(body: 'deny' | 'pattern' | 'anyPattern' | 'foreach', value: Json, shape: Shape): BodyTest {
  switch (body) {
    case 'deny': {
      const { holds, errs } = denyTest(value, shape);
      return { pass: not(holds), skip: no, errs };
    }
    case 'foreach':
      return foreachTest(value, shape);
    case 'pattern':
      refuseMissingAnchors(value);
      return wholePattern(value, shape);
    default:
      return anyPattern(value, shape);
  }
}

function wholePattern(pattern: Json, shape: Shape): BodyTest {
  if (jsonText(pattern).includes('{{')) throw new Untranslatable('a pattern with variables');
  const { pass, skip, direct } = patternTest(pattern, cel('object'), shape);
  return { pass, skip: or(skip, direct), errs: no };
}

/** The first pattern that is met passes; only when all skip is the rule skipped. */
function anyPattern(patterns: Json, shape: Shape): BodyTest {
  const tests = (Array.isArray(patterns) ? patterns : []).map((pattern) => wholePattern(pattern, shape));
  return {
    pass: or(...tests.map(({ pass }) => pass)),
    skip: and(...tests.map(({ skip }) => skip)),
    errs: no,
  };
}
