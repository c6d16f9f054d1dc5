import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import type { Severity } from '../../../verdict.ts';
import type { Kind } from '../match/kind-selector.ts';
import type { WebhookConditions } from '../match/webhook-conditions.ts';
import { textOf } from '../read.ts';
import type { RuleType } from '../result.ts';
import { compileRule, type Rule, type RuleScope } from '../rule.ts';
import { autogenControllers, computeRules } from './autogen.ts';

/** A ClusterPolicy or Policy, compiled. */
export interface Policy {
  readonly resource: Resource;
  readonly name: string;
  /** '' for a ClusterPolicy. */
  readonly namespace: string;
  /** `namespace/name`, or the name of a cluster-wide one. */
  readonly key: string;
  readonly spec: JsonObject;
  readonly severity: Severity | null;
  readonly category: string | undefined;
  /** False when a failure counts as a warning in reports. */
  readonly scored: boolean;
  /** True when judging stops after the first rule that passes or fails. */
  readonly applyOne: boolean;
  /** What `webhookConfiguration.matchConditions` let through; null for everything. */
  readonly conditions: WebhookConditions | null;
  /** The names of the written rules. */
  readonly rules: readonly string[];
  /** The rules of a type that may match a kind, written and made by autogen, in upstream's order. */
  rulesFor(kind: Kind, type: RuleType): readonly Rule[];
}

export function compilePolicy(
  resource: Resource,
  shared: Pick<RuleScope, 'expressions' | 'integers' | 'compileCel' | 'sigstore'>,
  conditions: WebhookConditions | null,
): Policy {
  const { object } = resource;
  const metadata = own(object, 'metadata');
  const specValue = own(object, 'spec');
  const spec = isObject(specValue) ? specValue : {};
  const annotations = own(metadata, 'annotations');
  const namespaced = resource.kind === 'Policy';
  const namespace = namespaced ? textOf(own(metadata, 'namespace')) || 'default' : '';
  const name = textOf(own(metadata, 'name'));
  const scope: RuleScope = {
    ...shared,
    policyName: name,
    policyNamespace: namespace,
    spec,
  };
  const category = own(annotations, 'policies.kyverno.io/category');
  return {
    resource,
    name,
    namespace,
    key: namespace === '' ? name : `${namespace}/${name}`,
    spec,
    severity: severityOf(own(annotations, 'policies.kyverno.io/severity')),
    category: typeof category === 'string' ? category : undefined,
    scored: own(annotations, 'policies.kyverno.io/scored') !== 'false',
    applyOne: own(spec, 'applyRules') === 'One',
    conditions,
    rules: rulesOf(spec).map((rule) => textOf(own(rule, 'name'))),
    rulesFor: rulesByKind(rulesOf(spec), annotations, scope),
  };
}

function rulesOf(spec: JsonObject): JsonObject[] {
  const rules = own(spec, 'rules');
  return Array.isArray(rules) ? rules.filter(isObject) : [];
}

function severityOf(value: Json | undefined): Severity | null {
  return severities.find((severity) => severity === value) ?? null;
}

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/**
 * Validation sees the written rules, and those made for the controllers if it judges one of them; everything else sees
 * those made for all controllers, whatever it judges, and some match more than a controller (kyverno v1.19 pkg/engine,
 * the second argument of ComputeRules). Kinds are many, so sets of rules are four at most.
 */
function rulesByKind(
  rules: readonly JsonObject[],
  annotations: Json | undefined,
  scope: RuleScope,
): Policy['rulesFor'] {
  const chosen = autogenControllers(rules, annotations);
  const written = new Map<JsonObject, readonly Rule[]>();
  const compiled = (rule: JsonObject): readonly Rule[] => {
    const known = written.get(rule);
    if (known !== undefined) return known;
    const made = compileRule(rule, scope);
    written.set(rule, made);
    return made;
  };
  const setFor = (wanted: readonly string[]): (() => readonly Rule[]) => {
    let set: readonly Rule[] | undefined;
    return () => {
      set ??= computeRules(rules, wanted).flatMap(compiled);
      return set;
    };
  };
  const plain = setFor([]);
  const cronJobs = setFor(['CronJob']);
  const controllers = setFor(chosen.filter((kind) => kind !== 'CronJob'));
  const all = setFor(chosen);
  const validated = (kind: string): (() => readonly Rule[]) => {
    if (!chosen.includes(kind)) return plain;
    return kind === 'CronJob' ? cronJobs : controllers;
  };
  const onlyValidates = rules.every((rule) => own(rule, 'validate') !== undefined);
  return (kind, type) => {
    const set = type === 'Validation' || onlyValidates ? validated(kind.kind) : all;
    return set().filter((rule) => rule.type === type && rule.match.mayMatch(kind));
  };
}
