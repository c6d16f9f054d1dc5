import { isObject, type Json, type JsonObject } from '../../kube/json.ts';

/**
 * What an admission policy or a binding of one does, so that one that was generated is known again: without words for
 * people, and without what an API server fills in by default. Undefined where it cannot be said.
 */
export function admissionEssence(kind: string, spec: Json | undefined): JsonObject | undefined {
  if (!isObject(spec)) return undefined;
  return kind === 'ValidatingAdmissionPolicy' ? policyEssence(spec) : bindingEssence(spec);
}

function policyEssence(spec: JsonObject): JsonObject {
  const { failurePolicy, matchConstraints, matchConditions, variables, validations, ...rest } = spec;
  const { resourceRules, ...narrowed } = isObject(matchConstraints) ? matchConstraints : {};
  return {
    failurePolicy: failurePolicy ?? 'Fail',
    rules: objectsOf(resourceRules).map((rule) => ({ scope: '*', ...rule })),
    conditions: matchConditions ?? [],
    variables: variables ?? [],
    expressions: objectsOf(validations).map(({ expression }) => expression ?? null),
    narrowed: withoutDefaults(narrowed),
    rest,
  };
}

function bindingEssence(spec: JsonObject): JsonObject {
  const { policyName, validationActions, matchResources, paramRef, ...rest } = spec;
  return {
    policyName: policyName ?? null,
    denies: Array.isArray(validationActions) && validationActions.includes('Deny'),
    where: isObject(matchResources) ? withoutDefaults(matchResources) : (matchResources ?? null),
    paramRef: paramRef ?? null,
    rest,
  };
}

/** Constraints without what an API server fills in. */
export function withoutDefaults(constraints: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(constraints).filter(
      ([key, value]) =>
        !(key === 'matchPolicy' && value === 'Equivalent') &&
        !(isObject(value) && Object.keys(value).length === 0),
    ),
  );
}

export function objectsOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
