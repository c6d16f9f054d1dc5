import { type Json, type JsonObject, own } from '../../kube/json.ts';
import { labelSelector, type Selector } from '../../kube/selector.ts';
import type { Lookup } from '../engine.ts';
import type { Attributes, GroupVersionKind, GroupVersionResource } from './attributes.ts';
import type { KindTable } from './kind-table.ts';
import type { MatchResources, ResourceRule } from './policy.ts';

/** Matched as this resource and kind: the request's own, or the equivalent ones a rule named. */
export interface Matched {
  readonly resource: GroupVersionResource;
  readonly kind: GroupVersionKind;
}

/** Matched, not matched (null), or an error, which the failure policy rules over. */
export type MatchResult = Matched | null | MatchError;

export class MatchError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export interface MatchOptions {
  /** Kyverno's addition: `resourceNames` also hold for an object without a name whose generateName begins so. */
  readonly generateNames?: boolean;
}

export type ResourceMatcher = (attributes: Attributes, lookup: Lookup) => MatchResult;

/**
 * Compiles `matchConstraints` or `matchResources`. The order is upstream's (apiserver v0.36.3
 * pkg/admission/plugin/policy/matching/matching.go): a selector that does not match ends it, one that fails is only an
 * error once the rules match.
 */
export function compileMatchResources(
  match: MatchResources,
  kinds: KindTable,
  options: MatchOptions = {},
): ResourceMatcher {
  const namespaces = compileSelector(match.namespaceSelector);
  const objects = compileSelector(match.objectSelector);
  const { resourceRules, excludeResourceRules, matchPolicy } = match;
  const matchRules = (rules: readonly ResourceRule[], attributes: Attributes): Matched | null =>
    matchOriginal(rules, attributes, options) ??
    (matchPolicy === 'Exact'
      ? null
      : matchEquivalent(rules, attributes, kinds.equivalents(attributes.resource)));
  return (attributes, lookup) => {
    const inNamespace = matchNamespace(namespaces, attributes, lookup);
    if (inNamespace === false) return null;
    const selected = matchObject(objects, attributes);
    if (selected === false) return null;
    if (matchRules(excludeResourceRules, attributes) !== null) return null;
    const matched = resourceRules.length === 0 ? attributes : matchRules(resourceRules, attributes);
    if (matched === null) return null;
    if (inNamespace !== true) return inNamespace;
    if (selected !== true) return selected;
    return { resource: matched.resource, kind: matched.kind };
  };
}

/** Whether a rule could ever match this kind, whatever the rest of the request: for skipping documents cheaply. */
export function mayMatchResource(
  match: MatchResources | null,
  resource: GroupVersionResource,
  kinds: KindTable,
): boolean {
  if (match === null || match.resourceRules.length === 0) return true;
  const equivalents = match.matchPolicy === 'Exact' ? [] : kinds.equivalents(resource);
  const candidates = [resource, ...equivalents.map((equivalent) => equivalent.resource)];
  return candidates.some((candidate) =>
    match.resourceRules.some(
      (rule) =>
        has(rule.apiGroups, candidate.group) &&
        has(rule.apiVersions, candidate.version) &&
        rule.resources.some((name) => ['*', candidate.resource].includes(name.split('/')[0] ?? '')),
    ),
  );
}

function compileSelector(selector: Json): Selector | MatchError {
  const compiled = labelSelector(selector);
  return typeof compiled === 'string' ? internalError(compiled) : compiled;
}

function matchNamespace(
  selector: Selector | MatchError,
  attributes: Attributes,
  lookup: Lookup,
): boolean | MatchError {
  // A request about a cluster-scoped object other than a Namespace is never exempt.
  if (attributes.namespace === '' && attributes.resource.resource !== 'namespaces') return true;
  if (selector instanceof MatchError) return selector;
  if (selector.everything) return true;
  const labels = namespaceLabels(attributes, lookup);
  return labels instanceof MatchError ? labels : selector.matches(labels);
}

/** The labels a namespace is about to have, for a request that makes or changes one; else those it has. */
function namespaceLabels(attributes: Attributes, lookup: Lookup): Json | undefined | MatchError {
  const { resource, subresource, operation, object, namespace } = attributes;
  const written = operation === 'CREATE' || operation === 'UPDATE';
  if (resource.resource === 'namespaces' && subresource === '' && written) return labelsOf(object);
  const found = lookup.namespace(namespace);
  return found === undefined ? new MatchError(`namespaces "${namespace}" not found`) : labelsOf(found);
}

function matchObject(
  selector: Selector | MatchError,
  { object, oldObject }: Attributes,
): boolean | MatchError {
  if (selector instanceof MatchError) return selector;
  if (selector.everything) return true;
  return [object, oldObject].some((one) => one !== null && selector.matches(labelsOf(one)));
}

function labelsOf(object: JsonObject | null): Json | undefined {
  return own(own(object, 'metadata'), 'labels');
}

function matchOriginal(
  rules: readonly ResourceRule[],
  attributes: Attributes,
  { generateNames }: MatchOptions,
): Matched | null {
  const { resource, kind } = attributes;
  const found = rules.some(
    (rule) =>
      matchesRule(rule, attributes, resource) &&
      (matchesName(rule, attributes) || (generateNames === true && matchesGenerateName(rule, attributes))),
  );
  return found ? { resource, kind } : null;
}

function matchEquivalent(
  rules: readonly ResourceRule[],
  attributes: Attributes,
  equivalents: readonly Matched[],
): Matched | null {
  for (const rule of rules) {
    if (!matchesName(rule, attributes)) continue;
    const found = equivalents.find((equivalent) => matchesRule(rule, attributes, equivalent.resource));
    if (found) return found;
  }
  return null;
}

function matchesRule(rule: ResourceRule, attributes: Attributes, resource: GroupVersionResource): boolean {
  return (
    matchesScope(rule.scope, attributes.namespace, resource) &&
    has(rule.operations, attributes.operation) &&
    has(rule.apiGroups, resource.group) &&
    has(rule.apiVersions, resource.version) &&
    rule.resources.some((name) => matchesResource(name, resource.resource, attributes.subresource))
  );
}

function matchesName({ resourceNames }: ResourceRule, { name }: Attributes): boolean {
  return resourceNames.length === 0 || resourceNames.includes(name);
}

function matchesGenerateName({ resourceNames }: ResourceRule, { name, object }: Attributes): boolean {
  const prefix = own(own(object, 'metadata'), 'generateName');
  if (name !== '' || typeof prefix !== 'string') return false;
  return resourceNames.some((wanted) => prefix.startsWith(wanted));
}

function matchesScope(scope: string, namespace: string, resource: GroupVersionResource): boolean {
  if (scope === '*') return true;
  const ofNamespace =
    resource.group === '' && resource.version === 'v1' && resource.resource === 'namespaces';
  const cluster = ofNamespace || namespace === '';
  return scope === 'Cluster' ? cluster : scope === 'Namespaced' && !cluster;
}

/** `pods`, `pods/status`, `pods/*`, `*`; without a slash only the resource itself. */
function matchesResource(rule: string, resource: string, subresource: string): boolean {
  const slash = rule.indexOf('/');
  const [main, sub] = slash < 0 ? [rule, ''] : [rule.slice(0, slash), rule.slice(slash + 1)];
  return (main === '*' || main === resource) && (sub === '*' || sub === subresource);
}

function has(items: readonly string[], wanted: string): boolean {
  return items.includes('*') || items.includes(wanted);
}

function internalError(problem: string): MatchError {
  return new MatchError(`Internal error occurred: ${problem}`);
}
