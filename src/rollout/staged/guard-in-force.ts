import { canonical } from '../../evidence/canonical.ts';
import { objectsOf, withoutDefaults } from '../../exception/compile/admission-essence.ts';
import { isObject, type Json, type JsonObject } from '../../kube/json.ts';
import { labelSelector } from '../../kube/selector.ts';
import type { Labels } from '../pod-security-stage.ts';
import { guardPolicy } from './guard.ts';

/**
 * Whether the guard holds in a namespace with these labels, from what the last complete scan saw of it (`guardText`).
 * Anything that would narrow or weaken it means that it does not.
 */
export function guardInForce(seen: string): (labels: Labels) => boolean {
  const objects = seen === '' ? [] : (JSON.parse(seen) as { kind: string; spec?: Json }[]);
  const guard = objects.filter((object) => object.spec !== undefined);
  const policies = guard.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
  if (policies.length !== 1 || !isGuard(policies[0]?.spec)) return () => false;
  const selectors = guard
    .filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding')
    .map(({ spec }) => bound(spec ?? null))
    .filter((selector) => selector !== undefined);
  return (labels) => selectors.some((holds) => holds(labels));
}

/** The generated policy, whoever the accounts are. What an API server fills in by default makes no difference. */
function isGuard(spec: Json | undefined): boolean {
  const generated = guardPolicy([])[0]?.spec;
  return isObject(spec) && isObject(generated) && essence(spec) === essence(generated) && namesAccounts(spec);
}

function essence(spec: JsonObject): string {
  const { failurePolicy, matchConstraints, matchConditions, variables, validations, ...rest } = spec;
  const { resourceRules, ...more } = isObject(matchConstraints) ? matchConstraints : {};
  return canonical({
    failurePolicy: failurePolicy ?? 'Fail',
    rules: objectsOf(resourceRules).map((rule) => ({ scope: '*', ...rule })),
    conditions: objectsOf(matchConditions).length,
    variables: variables ?? null,
    expressions: objectsOf(validations).map(({ expression }) => expression ?? null),
    narrowed: withoutDefaults(more),
    rest,
  });
}

/** Its one condition leaves out accounts by name, and nothing else. */
function namesAccounts(spec: JsonObject): boolean {
  const [condition] = objectsOf(spec.matchConditions);
  const text = condition?.expression;
  if (typeof text !== 'string' || !text.startsWith(before) || !text.endsWith(after)) return false;
  try {
    const accounts = JSON.parse(text.slice(before.length, -after.length)) as unknown;
    return (
      Array.isArray(accounts) &&
      accounts.every((account) => typeof account === 'string' && account !== 'system:anonymous')
    );
  } catch {
    return false;
  }
}

const [before, after] = ['!(request.userInfo.username in ', ')'] as const;

/** Where a binding refuses; undefined where it does not, or where it is narrowed by more than namespaces. */
function bound(spec: Json): ((labels: Labels) => boolean) | undefined {
  if (!isObject(spec)) return undefined;
  const { validationActions, matchResources, paramRef } = spec;
  if (!Array.isArray(validationActions) || !validationActions.includes('Deny')) return undefined;
  if (paramRef !== undefined && paramRef !== null) return undefined;
  if (matchResources === undefined || matchResources === null) return () => true;
  if (!isObject(matchResources)) return undefined;
  const { namespaceSelector, ...more } = matchResources;
  if (Object.keys(withoutDefaults(more)).length > 0) return undefined;
  if (namespaceSelector === undefined || namespaceSelector === null) return () => true;
  const selector = labelSelector(namespaceSelector);
  return typeof selector === 'string' ? undefined : (labels) => selector.matches(labels);
}
