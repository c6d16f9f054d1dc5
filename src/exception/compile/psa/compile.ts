import { checkById, type Level, type LevelVersion, policyName } from '../../../engine/pod-security/index.ts';
import type { JsonObject } from '../../../kube/json.ts';
import type { Compiled, Ending } from '../compiled.ts';
import { type Marks, sharedMarks } from '../marks.ts';
import { guardValidations, needsGuard } from './guard.ts';
import { cleanVariables, podSecurityCel } from './policy.ts';

const label = 'pod-security.kubernetes.io/enforce';

/** The policy that holds a level in place of the label; what belongs to it has a name that begins alike. */
export function compiledName(namespace: string): string {
  return `${compiledPrefix}${namespace}`;
}

export const compiledPrefix = 'portcullis-pod-security.';

/**
 * Pod Security with an exception for single workloads: the namespace enforces no more than the subjects keep, and a
 * ValidatingAdmissionPolicy holds everybody else at the former level. The policy has to be in force before the label is
 * lowered, and to stay until it is raised again.
 */
export function compilePodSecurity(
  endings: readonly Ending[],
  namespace: string,
  former: LevelVersion,
): Compiled {
  const concerned = endings.filter(({ contract }) =>
    contract.spec.policies.some(({ engine }) => engine === 'PodSecurity'),
  );
  if (concerned.length === 0 || former.level === 'privileged') return { objects: [], wider: [], notes: [] };
  const contracts = concerned.map(({ contract }) => contract);
  const subjects = contracts.flatMap(({ spec }) => spec.subjects);
  const marks = sharedMarks(
    contracts,
    concerned.map(({ end }) => end),
  );
  const name = compiledName(namespace);
  const policy = podSecurityCel(former, contracts);
  const validations = policy.validations
    .filter(({ expression }) => expression !== 'true')
    .map(({ check, expression }) => ({
      expression,
      message: `violates PodSecurity "${former.level}:${former.version}" (held by Portcullis): ${check.id}: ${check.title}`,
      reason: 'Forbidden',
    }));
  const objects = [
    ...policyWithBinding(name, namespace, marks, {
      rules: podRules,
      matchConditions: [significant],
      variables: cleanVariables(policy),
      validations,
    }),
    ...(needsGuard(subjects)
      ? policyWithBinding(`${name}.guard`, namespace, marks, {
          rules: guardRules,
          matchConditions: [],
          variables: [],
          validations: guardValidations(subjects),
        })
      : []),
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: { [label]: lowered(endings, former.level), [`${label}-version`]: former.version },
      },
    },
  ];
  return { objects, wider: [], notes: notesOf(namespace, former, endings) };
}

/** The highest level that holds none of the excused checks. */
function lowered(endings: readonly Ending[], former: Level): Level {
  const checks = endings.flatMap(({ contract }) =>
    contract.spec.policies.flatMap((scope) => (scope.engine === 'PodSecurity' ? (scope.checks ?? []) : [])),
  );
  const restrictedOnly = checks.every((id) => checkById(id)?.level === 'restricted');
  return former === 'restricted' && restrictedOnly ? 'baseline' : 'privileged';
}

function notesOf(namespace: string, former: LevelVersion, endings: readonly Ending[]): string[] {
  const notes = [
    `Apply the policies and their bindings first and the label of Namespace ${namespace} last; at the end raise the label to ${policyName(former)} first and take the policies away last.`,
  ];
  if (former.version === 'latest')
    notes.push('The namespace enforces latest: after an upgrade of the cluster, compile again.');
  if (endings.some(({ contract }) => contract.spec.subjects.some(({ name }) => name.endsWith('*'))))
    notes.push('A subject that ends in * also excuses workloads that come later.');
  return notes;
}

const podRules: readonly JsonObject[] = [
  {
    apiGroups: [''],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['pods', 'pods/ephemeralcontainers', 'pods/resize'],
  },
];

const guardRules: readonly JsonObject[] = [
  { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['replicasets'] },
  { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['jobs'] },
];

/** As Pod Security Admission judges updates: only those that bring other images or containers (admission.go, v0.37.2). */
const significant: JsonObject = {
  name: 'significant',
  expression: [
    "request.operation == 'CREATE'",
    'object.spec.containers.size() != oldObject.spec.containers.size()',
    'object.spec.?initContainers.orValue([]).size() != oldObject.spec.?initContainers.orValue([]).size()',
    "object.spec.containers.map(c, c.?image.orValue('')) != oldObject.spec.containers.map(c, c.?image.orValue(''))",
    "object.spec.?initContainers.orValue([]).map(c, c.?image.orValue('')) != oldObject.spec.?initContainers.orValue([]).map(c, c.?image.orValue(''))",
    "object.spec.?ephemeralContainers.orValue([]).exists(c, !oldObject.spec.?ephemeralContainers.orValue([]).exists(o, o.name == c.name && o.?image.orValue('') == c.?image.orValue('')))",
  ].join(' || '),
};

interface PolicyParts {
  readonly rules: readonly JsonObject[];
  readonly matchConditions: readonly JsonObject[];
  readonly variables: readonly JsonObject[];
  readonly validations: readonly JsonObject[];
}

function policyWithBinding(
  name: string,
  namespace: string,
  { labels, annotations }: Marks,
  parts: PolicyParts,
): JsonObject[] {
  const { rules, matchConditions, variables, validations } = parts;
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const metadata: JsonObject = { name, labels: { ...labels }, annotations: { ...annotations } };
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [...rules] },
        ...(matchConditions.length === 0 ? {} : { matchConditions: [...matchConditions] }),
        ...(variables.length === 0 ? {} : { variables: [...variables] }),
        validations: [...validations],
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: {
        policyName: name,
        validationActions: ['Deny'],
        matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
      },
    },
  ];
}
