import { guardName } from '../../evidence/stage-guard.ts';
import type { JsonObject } from '../../kube/json.ts';

/**
 * Only the accounts named may loosen a stage: lower a Pod Security mode or its pin, or lower or remove a stage label.
 * Whoever may patch a namespace could otherwise exempt it. Anybody may tighten.
 */
export function guardPolicy(accounts: readonly string[]): JsonObject[] {
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: guardName },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            // Labels can be changed by way of the subresources too.
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['UPDATE'],
              resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'],
            },
          ],
        },
        matchConditions: [
          {
            name: 'not-an-account-that-may',
            expression: `!(request.userInfo.username in ${JSON.stringify(accounts)})`,
          },
        ],
        variables: [
          { name: 'old', expression: 'has(oldObject.metadata.labels) ? oldObject.metadata.labels : {}' },
          { name: 'now', expression: 'has(object.metadata.labels) ? object.metadata.labels : {}' },
          { name: 'stages', expression: "{'audit': 1, 'warn': 2, 'enforce': 3}" },
          { name: 'levels', expression: "{'privileged': 1, 'baseline': 2, 'restricted': 3}" },
        ],
        validations: [
          {
            expression:
              "variables.old.all(k, !k.startsWith('portcullis.dev/stage.') || !(variables.old[k] in variables.stages) || " +
              '(k in variables.now && variables.now[k] in variables.stages && ' +
              'variables.stages[variables.now[k]] >= variables.stages[variables.old[k]]))',
            message: 'only Portcullis and the GitOps accounts may lower or remove a stage of a rollout',
          },
          {
            expression:
              "['enforce', 'audit', 'warn'].all(m, !('pod-security.kubernetes.io/' + m in variables.old) || " +
              "!(variables.old['pod-security.kubernetes.io/' + m] in variables.levels) || " +
              "variables.old['pod-security.kubernetes.io/' + m] == 'privileged' || " +
              "('pod-security.kubernetes.io/' + m in variables.now && variables.now['pod-security.kubernetes.io/' + m] in variables.levels && " +
              "variables.levels[variables.now['pod-security.kubernetes.io/' + m]] >= variables.levels[variables.old['pod-security.kubernetes.io/' + m]]))",
            message: 'only Portcullis and the GitOps accounts may lower or remove a Pod Security level',
          },
          {
            expression:
              "['enforce', 'audit', 'warn'].all(m, !('pod-security.kubernetes.io/' + m in variables.old) || " +
              notOlder("'pod-security.kubernetes.io/' + m + '-version'") +
              ')',
            message:
              'only Portcullis and the GitOps accounts may pin a Pod Security level to an older version',
          },
        ],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: guardName },
      spec: { policyName: guardName, validationActions: ['Deny', 'Audit'] },
    },
  ];
}

/** No label is `latest`, which is newer than every pin; what is no version at all is read as `latest` too. */
function notOlder(key: string): string {
  const pinned = (labels: string): string =>
    `${key} in ${labels} && ${labels}[${key}].matches('^v1[.][0-9]{1,3}$')`;
  const minor = (labels: string): string => `int(${labels}[${key}].substring(3))`;
  return `!(${pinned('variables.now')}) || (${pinned('variables.old')} && ${minor('variables.now')} >= ${minor('variables.old')})`;
}
