import type { JsonObject } from '../kube/json.ts';
import type { Stage } from '../verdict.ts';
import { annotations } from './annotations.ts';
import type { CelRules, CelVariable, Guardrail } from './guardrail.ts';
import { namespaceIn } from './named-namespaces.ts';
import type { Parameters } from './parameters.ts';

/** A guardrail as Kyverno's policy in CEL. */
export function validatingPolicy(guardrail: Guardrail, parameters: Parameters, stage: Stage): JsonObject {
  return {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ValidatingPolicy',
    metadata: { name: guardrail.name, annotations: annotations(guardrail, parameters) },
    spec: {
      // Before it refuses anything a policy must not stand in the way when Kyverno itself is away.
      failurePolicy: stage === 'enforce' ? 'Fail' : 'Ignore',
      validationActions: actions(stage),
      ...celSpec(guardrail.cel(parameters), parameters),
    },
  };
}

/** A guardrail as the API server's own policy, with the binding that puts it in force everywhere. */
export function admissionPolicy(
  guardrail: Guardrail,
  parameters: Parameters,
  stage: Stage,
): readonly [JsonObject, JsonObject] {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const { name } = guardrail;
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, annotations: annotations(guardrail, parameters) },
      spec: { failurePolicy: 'Fail', ...celSpec(guardrail.cel(parameters), parameters) },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: actions(stage) },
    },
  ];
}

function actions(stage: Stage): string[] {
  if (stage === 'enforce') return ['Deny'];
  return stage === 'warn' ? ['Warn', 'Audit'] : ['Audit'];
}

/**
 * Pods, and all that makes them, are named one by one: Kyverno's own copies for controllers leave out
 * ReplicationControllers and ephemeral containers, and the API server makes no copies.
 */
function celSpec({ judges, variables, validations }: CelRules, parameters: Parameters): JsonObject {
  const conditions = [
    ...(parameters.exemptNamespaces.length === 0
      ? []
      : [{ name: 'not-exempt', expression: `!(${namespaceIn(parameters.exemptNamespaces)})` }]),
    ...(judges === 'name' ? [] : [{ name: 'changes-the-pod', expression: changesThePod }]),
  ];
  return {
    matchConstraints: { resourceRules: resourceRules(judges) },
    ...(conditions.length === 0 ? {} : { matchConditions: conditions }),
    variables: [...sharedVariables[judges], ...variables].map((one) => ({ ...one })),
    validations: validations.map((one) => ({ ...one })),
  };
}

/** The fields of a kind depend on the kind, so the checker must not hold all kinds against each expression. */
const pod = `object.kind == 'Pod' ? dyn(object) : object.kind == 'CronJob' ? dyn(object).spec.jobTemplate.spec.template : dyn(object).spec.template`;

const podVariable: CelVariable = { name: 'pod', expression: pod };
const containersVariable: CelVariable = {
  name: 'containers',
  expression:
    'variables.pod.spec.?initContainers.orValue([]) + variables.pod.spec.containers + variables.pod.spec.?ephemeralContainers.orValue([])',
};

const sharedVariables: Readonly<Record<CelRules['judges'], readonly CelVariable[]>> = {
  containers: [podVariable, containersVariable],
  pod: [podVariable],
  name: [],
};

/**
 * What exists must stay manageable: a finalizer is taken off, an old ReplicaSet is scaled down. So an update is judged
 * only when it changes the pod, or the template that pods are made of.
 */
const changesThePod = [
  "request.operation != 'UPDATE' || (",
  "object.kind == 'Pod' ? dyn(object).spec != dyn(oldObject).spec || object.metadata.?labels != oldObject.metadata.?labels :",
  "object.kind == 'CronJob' ? dyn(object).spec.jobTemplate != dyn(oldObject).spec.jobTemplate :",
  'dyn(object).spec.template != dyn(oldObject).spec.template)',
].join('\n');

function resourceRules(judges: CelRules['judges']): JsonObject[] {
  // A name never changes, and ephemeral containers change none of the pod's own fields.
  const operations = judges === 'name' ? ['CREATE'] : ['CREATE', 'UPDATE'];
  const subresources = judges === 'containers' ? ['pods/ephemeralcontainers'] : [];
  return [
    rule('', ['pods', ...subresources, 'replicationcontrollers'], operations),
    rule('apps', ['deployments', 'replicasets', 'statefulsets', 'daemonsets'], operations),
    rule('batch', ['jobs', 'cronjobs'], operations),
  ];
}

function rule(group: string, resources: readonly string[], operations: readonly string[]): JsonObject {
  return { apiGroups: [group], apiVersions: ['v1'], operations: [...operations], resources: [...resources] };
}
