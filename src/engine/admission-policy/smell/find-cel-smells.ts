import { groupOf } from '../../../kube/group-kind.ts';
import { isObject, type Json, own, type Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { builtInKinds } from '../../../kube/structure/kinds.ts';
import { autogen } from '../kyverno/autogen.ts';

export interface CelSmell {
  readonly code: 'misses-containers' | 'pods-only' | 'never-matches';
  readonly path: Path;
  readonly message: string;
}

const validating: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'policies.kyverno.io/ValidatingPolicy',
  'policies.kyverno.io/NamespacedValidatingPolicy',
]);

/** What in a validating policy in CEL does not do what it seems to. The cluster accepts all of it. */
export function findCelSmells({ apiVersion, kind, object }: Resource): readonly CelSmell[] {
  const group = groupOf(apiVersion);
  if (!validating.has(`${group}/${kind}`)) return [];
  const spec = own(object, 'spec');
  const constraints = own(spec, 'matchConstraints');
  const rules = listAt(constraints, 'resourceRules').map((rule, index) => ({
    rule,
    path: ['spec', 'matchConstraints', 'resourceRules', index],
  }));
  const texts = ['variables', 'validations']
    .flatMap((field) => listAt(spec, field).flatMap((one) => own(one, 'expression') ?? []))
    .filter((text) => typeof text === 'string');
  const made = isObject(spec) && group === 'policies.kyverno.io' ? autogen(spec, (same) => same) : [];
  return [
    ...rules.flatMap(({ rule, path }) => neverMatches(rule, path)),
    ...(made.length > 0 ? [] : podsOnly(texts, rules)),
    ...missesContainers(texts, rules),
  ];
}

interface PlacedRule {
  readonly rule: Json;
  readonly path: Path;
}

/** A resource that is spelled as a kind, in the singular, or under a group that it is not in. */
function neverMatches(rule: Json, path: Path): CelSmell[] {
  const groups = textsAt(rule, 'apiGroups');
  const known = [...builtInKinds()];
  if (!groups.every((group) => known.some(({ apiVersion }) => groupOf(apiVersion) === group))) return [];
  return textsAt(rule, 'resources').flatMap((written, index) => {
    const [name = ''] = written.split('/');
    if (
      name.includes('*') ||
      known.some((one) => one.resource === name && groups.includes(groupOf(one.apiVersion)))
    )
      return [];
    const lower = name.toLowerCase();
    const meant = known.find(({ resource, kind }) => resource === lower || kind.toLowerCase() === lower);
    if (meant === undefined) return [];
    const { resource, apiVersion } = meant;
    const group = groupOf(apiVersion);
    return [
      {
        code: 'never-matches',
        path: [...path, 'resources', index],
        message: `no request is about ${JSON.stringify(written)} of ${groups.map((one) => JSON.stringify(one)).join(', ')}: it is ${JSON.stringify(resource)} of ${JSON.stringify(group)}`,
      },
    ];
  });
}

const controllers: ReadonlySet<string> = new Set([
  '*',
  '*/*',
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
]);

/** What pods are is judged when they are created, and nothing that makes them is. */
function podsOnly(texts: readonly string[], rules: readonly PlacedRule[]): CelSmell[] {
  if (!texts.some((text) => /\.\??spec\b/.test(text))) return [];
  const resources = rules.flatMap(({ rule }) => textsAt(rule, 'resources'));
  const pods = rules.find(({ rule }) => textsAt(rule, 'resources').includes('pods') && isAtCreate(rule));
  if (pods === undefined || resources.some((name) => controllers.has(name))) return [];
  return [
    {
      code: 'pods-only',
      path: [...pods.path, 'resources'],
      message: 'no rule names the controllers of pods, so a Deployment passes and its pods are refused later',
    },
  ];
}

function isAtCreate(rule: Json): boolean {
  return textsAt(rule, 'operations').some((operation) => operation === 'CREATE' || operation === '*');
}

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/** Containers are looked at, but not all kinds of them, or not when an ephemeral one is added. */
function missesContainers(texts: readonly string[], rules: readonly PlacedRule[]): CelSmell[] {
  const seen = lists.filter((list) =>
    texts.some((text) => new RegExp(String.raw`\.\??${list}\b`).test(text)),
  );
  if (!seen.includes('containers')) return [];
  const resources = rules.flatMap(({ rule }) => textsAt(rule, 'resources'));
  const judgesPods = resources.includes('pods');
  const missed = lists.filter(
    (list) => !seen.includes(list) && (judgesPods || list !== 'ephemeralContainers'),
  );
  if (missed.length > 0)
    return [
      {
        code: 'misses-containers',
        path: ['spec', 'validations'],
        message: `only ${seen.join(' and ')} looked at: ${missed.join(' and ')} can do what the rule is against`,
      },
    ];
  const added = ['pods/ephemeralcontainers', 'pods/*', '*/*', '*/ephemeralcontainers'];
  if (!judgesPods || resources.some((name) => added.includes(name))) return [];
  return [
    {
      code: 'misses-containers',
      path: ['spec', 'matchConstraints', 'resourceRules'],
      message:
        'ephemeral containers are added by pods/ephemeralcontainers, which no rule names, so none is ever judged',
    },
  ];
}

function listAt(value: Json | undefined, key: string): readonly Json[] {
  const list = own(value, key);
  return Array.isArray(list) ? list : [];
}

function textsAt(value: Json, key: string): readonly string[] {
  return listAt(value, key).filter((item) => typeof item === 'string');
}
