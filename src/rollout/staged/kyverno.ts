import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { nameOf, type StageName, selectorAt, stageNames } from './selector.ts';

/**
 * A ClusterPolicy or Policy that audits, and enforces in the namespaces at enforce: one selector for each override and
 * no list of names, since the cache ORs the two and the engine ANDs them (Kyverno 1.19 and later).
 *
 * Overrides know no warning. A second policy with the same rules warns in the namespaces at warn.
 */
export function stagedClusterPolicy(policy: JsonObject, rollout: string): JsonObject[] {
  const spec = isObject(policy.spec) ? policy.spec : {};
  const metadata = isObject(policy.metadata) ? policy.metadata : {};
  const { validationFailureAction: _, validationFailureActionOverrides: __, ...rest } = spec;
  const rules = Array.isArray(spec.rules) ? spec.rules : [];
  return [
    { ...policy, spec: { ...rest, rules: rules.map((rule) => enforcedAt(rule, rollout)) } },
    {
      ...policy,
      metadata: { ...metadata, name: `${nameOf(metadata)}-warn` },
      spec: {
        ...rest,
        emitWarning: true,
        rules: rules.filter(isValidation).map((rule) => onlyAt(auditing(rule), rollout, 'warn')),
      },
    },
  ];
}

function isValidation(rule: Json): boolean {
  return isObject(own(rule, 'validate'));
}

function enforcedAt(rule: Json, rollout: string): Json {
  if (!isObject(rule) || !isObject(rule.validate)) return rule;
  const override = { action: 'Enforce', namespaceSelector: selectorAt(rollout, 'enforce', undefined) };
  return {
    ...rule,
    validate: { ...rule.validate, failureAction: 'Audit', failureActionOverrides: [override] },
  };
}

function auditing(rule: Json): Json {
  if (!isObject(rule) || !isObject(rule.validate)) return rule;
  const { failureActionOverrides: _, ...validate } = rule.validate;
  return { ...rule, validate: { ...validate, failureAction: 'Audit' } };
}

/** The rule for the namespaces at a stage alone: each filter of its match asks for them. */
function onlyAt(rule: Json, rollout: string, stage: StageName): Json {
  if (!isObject(rule) || !isObject(rule.match)) return rule;
  const filter = (one: Json): Json => {
    if (!isObject(one) || !isObject(one.resources)) return one;
    const { resources } = one;
    return {
      ...one,
      resources: { ...resources, namespaceSelector: selectorAt(rollout, stage, resources.namespaceSelector) },
    };
  };
  const match: JsonObject = { ...rule.match };
  for (const key of ['any', 'all'] as const)
    if (Array.isArray(match[key])) match[key] = match[key].map(filter);
  return { ...rule, match: isObject(match.resources) ? (filter(match) as JsonObject) : match };
}

/** Three policies of Kyverno's CEL kinds with namespaces that exclude one another: they know no overrides. */
export function stagedValidatingPolicy(policy: JsonObject, rollout: string): JsonObject[] {
  const spec = isObject(policy.spec) ? policy.spec : {};
  const metadata = isObject(policy.metadata) ? policy.metadata : {};
  const constraints = isObject(spec.matchConstraints) ? spec.matchConstraints : {};
  const actions = { audit: ['Audit'], warn: ['Warn'], enforce: ['Deny'] } as const;
  return stageNames.map((stage) => ({
    ...policy,
    // The policy itself becomes the audit form, so that reports keep its name.
    metadata: {
      ...metadata,
      name: stage === 'audit' ? nameOf(metadata) : `${nameOf(metadata)}-${stage}`,
    },
    spec: {
      ...spec,
      validationActions: [...actions[stage]],
      matchConstraints: {
        ...constraints,
        namespaceSelector: selectorAt(rollout, stage, constraints.namespaceSelector),
      },
    },
  }));
}
