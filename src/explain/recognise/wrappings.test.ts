import { describe, expect, test } from 'vitest';
import type { Stage } from '../../verdict.ts';
import { recognise } from './recognise.ts';
import type { RefusedSubject } from './refusal.ts';

/** A message as its engine writes it, and what has to be read off it wherever it is pasted from. */
const said = {
  podSecurity: {
    text: 'pods "web-7c9f5b6d8-x2x9p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true)',
    is: ['PodSecurity', 'restricted@latest', 'allowPrivilegeEscalation runAsNonRoot'],
  },
  policy: {
    text: `ValidatingAdmissionPolicy 'replica-limit' with binding 'replica-limit-prod' denied request: failed expression: object.spec.replicas <= 5`,
    is: ['ValidatingAdmissionPolicy', 'replica-limit', ''],
  },
  kyverno: {
    text: `admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Deployment/shop/web was blocked due to the following policies \n\nrequire-labels:\n  autogen-check-team: 'validation error: The label team is required. rule autogen-check-team\n    failed at path /spec/template/metadata/labels/team/'\n`,
    is: ['Kyverno', 'require-labels', 'autogen-check-team'],
  },
  gatekeeper: {
    text: 'admission webhook "validation.gatekeeper.sh" denied the request: [must-have-owner] you must provide labels: {"owner"}\n[repo-is-acme] container <web> has an invalid image repo <nginx>, allowed repos are ["ghcr.io/acme/"]',
    is: ['Gatekeeper', 'must-have-owner', ' '],
  },
} as const;
const { podSecurity, policy, kyverno, gatekeeper } = said;

const again = (name: string): string => podSecurity.text.replace('x2x9p', name);
const json = (value: unknown): string => JSON.stringify(value);
const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const pod = { kind: 'Pod', name: 'web-7c9f5b6d8-x2x9p' };
const replicaSet = { kind: 'ReplicaSet', name: 'web-7c9f5b6d8' };

interface Expected {
  readonly is: readonly [string, string, string];
}

/** Where it was pasted from, the text, whose message it is, what it tells of the subject, and the stage. */
const cases: [string, string, Expected, RefusedSubject, Stage?][] = [
  [
    'kubectl, of a reason it takes for its own',
    `The deployments "web" is invalid: : ${policy.text}`,
    policy,
    { kind: 'Deployment', name: 'web' },
  ],
  [
    'kubectl, of a patch',
    `Error from server (Forbidden): error when applying patch:\n{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\\"a\\":1}"}}}\nto:\nResource: "apps/v1, Resource=deployments", GroupVersionKind: "apps/v1, Kind=Deployment"\nName: "web", Namespace: "shop"\nfor: "k8s/web.yaml": error when patching "k8s/web.yaml": ${gatekeeper.text}`,
    gatekeeper,
    { ...web, file: 'k8s/web.yaml' },
  ],
  [
    'kubectl edit',
    `error: deployments.apps "web" could not be patched: ${gatekeeper.text}\nYou can run \`kubectl replace -f /tmp/kubectl-edit-123.yaml\` to try this update again.`,
    gatekeeper,
    { kind: 'Deployment', name: 'web' },
  ],
  ['kubectl set image', `error: failed to patch image update to pod template: ${kyverno.text}`, kyverno, web],
  ['kubectl create deployment', `error: failed to create deployment: ${kyverno.text}`, kyverno, web],
  [
    'kubectl, of standard input',
    `Error from server (Forbidden): error when creating "STDIN": ${podSecurity.text}`,
    podSecurity,
    pod,
  ],
  [
    'kubectl, with the command before and its other lines behind',
    `$ kubectl -n shop apply -f k8s/\nError from server (Forbidden): error when creating "k8s/web.yaml": ${gatekeeper.text}\nservice/web configured`,
    gatekeeper,
    { namespace: 'shop', file: 'k8s/web.yaml' },
  ],
  [
    'kubectl describe replicaset',
    `Name:           web-7c9f5b6d8
Namespace:      shop
Selector:       app=web,pod-template-hash=7c9f5b6d8
Controlled By:  Deployment/web
Conditions:
  Type             Status  Reason
  ----             ------  ------
  ReplicaFailure   True    FailedCreate
Events:
  Type     Reason        Age                 From                   Message
  ----     ------        ----                ----                   -------
  Warning  FailedCreate  2m5s                replicaset-controller  Error creating: ${again('x2x9p')}
  Warning  FailedCreate  2m4s                replicaset-controller  Error creating: ${again('9kq4s')}
  Warning  FailedCreate  43s (x7 over 2m4s)  replicaset-controller  (combined from similar events): Error creating: ${again('zzbvc')}`,
    podSecurity,
    { ...pod, namespace: 'shop', creator: { kind: 'Deployment', name: 'web' } },
  ],
  [
    'kubectl get events -A',
    `NAMESPACE   LAST SEEN   TYPE      REASON         OBJECT                     MESSAGE\nshop        2m          Warning   FailedCreate   replicaset/web-7c9f5b6d8   Error creating: ${podSecurity.text}`,
    podSecurity,
    { ...pod, namespace: 'shop', creator: replicaSet },
  ],
  [
    'an event of a StatefulSet',
    `5s  Warning  FailedCreate  statefulset/web  create Pod web-0 in StatefulSet web failed error: ${podSecurity.text}`,
    podSecurity,
    { ...pod, creator: { kind: 'StatefulSet', name: 'web' } },
  ],
  [
    'an event of a Deployment',
    `3s  Warning  ReplicaSetCreateError  deployment/web  Failed to create new replica set "web-6d4cf56db6": ${gatekeeper.text}`,
    gatekeeper,
    { creator: { kind: 'Deployment', name: 'web' } },
  ],
  [
    'a condition in YAML, folded',
    `  - lastUpdateTime: "2026-11-22T02:00:00Z"
    message: 'pods "web-7c9f5b6d8-x2x9p" is forbidden: violates PodSecurity "restricted:latest":
      allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false),
      runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true)'
    reason: FailedCreate
    type: ReplicaFailure`,
    podSecurity,
    pod,
  ],
  [
    'a Deployment in YAML',
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nstatus:\n  conditions:\n  - type: ReplicaFailure\n    message: ${json(podSecurity.text)}\n`,
    podSecurity,
    { ...pod, namespace: 'shop', creator: { kind: 'Deployment', name: 'web' } },
  ],
  [
    'a Deployment in JSON',
    json({
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop' },
      status: {
        conditions: [
          { message: 'Deployment does not have minimum availability.' },
          { message: podSecurity.text },
        ],
      },
    }),
    podSecurity,
    { ...pod, namespace: 'shop', creator: { kind: 'Deployment', name: 'web' } },
  ],
  [
    'a list of events in JSON',
    json({
      kind: 'List',
      items: [
        {
          kind: 'Event',
          involvedObject: { ...replicaSet, namespace: 'shop' },
          message: `Error creating: ${podSecurity.text}`,
        },
      ],
    }),
    podSecurity,
    { ...pod, namespace: 'shop', creator: replicaSet },
  ],
  [
    'a Status',
    json({
      kind: 'Status',
      status: 'Failure',
      message: podSecurity.text,
      reason: 'Forbidden',
      details: { name: pod.name, kind: 'pods' },
      code: 403,
    }),
    podSecurity,
    pod,
  ],
  [
    'a Status in the log of kubectl -v=8, and the error below it',
    `I1122 02:11:12.345678   12345 helpers.go:246] server response object: [${JSON.stringify({ status: 'Failure', message: policy.text, details: { name: 'web', group: 'apps', kind: 'deployments', causes: [{ message: policy.text }] }, code: 422 }, null, 2)}]\nThe deployments "web" is invalid: : ${policy.text}`,
    policy,
    { kind: 'Deployment', name: 'web' },
  ],
  [
    'the exception of a client',
    `kubernetes.client.exceptions.ApiException: (403)\nReason: Forbidden\nHTTP response headers: HTTPHeaderDict({'Audit-Id': 'x'})\nHTTP response body: ${json({ kind: 'Status', message: podSecurity.text, details: { name: pod.name, kind: 'pods' } })}`,
    podSecurity,
    pod,
  ],
  [
    'an audit event',
    json({
      kind: 'Event',
      verb: 'create',
      objectRef: { resource: 'pods', namespace: 'shop', name: pod.name },
      responseStatus: { message: podSecurity.text, code: 403 },
    }),
    podSecurity,
    { ...pod, namespace: 'shop' },
  ],
  ['helm install', `Error: INSTALLATION FAILED: 1 error occurred:\n\t* ${kyverno.text}\n\n`, kyverno, web],
  [
    'helm upgrade',
    `Error: UPGRADE FAILED: cannot patch "web" with kind Deployment: ${gatekeeper.text}`,
    gatekeeper,
    { kind: 'Deployment', name: 'web' },
  ],
  [
    'helm 4, server-side',
    `Error: UPGRADE FAILED: server-side apply failed for object shop/web apps/v1, Kind=Deployment: ${gatekeeper.text}`,
    gatekeeper,
    web,
  ],
  [
    'a warning that helm 4 logs',
    `level=WARN msg=${json(podSecurity.text.replace(/^.*violates/, 'would violate'))}`,
    podSecurity,
    {},
    'warn',
  ],
  [
    'Argo CD',
    `one or more objects failed to apply, reason: error when patching "/dev/shm/1234567": ${kyverno.text} (retried 5 times).`,
    kyverno,
    web,
  ],
  [
    'Argo CD, on one line',
    `one or more objects failed to apply, reason: ${podSecurity.text} (retried 5 times).`,
    podSecurity,
    pod,
  ],
  [
    'the log of Argo CD',
    `time="2026-11-22T02:00:00Z" level=error msg="Failed sync attempt" application=argocd/shop error=${json(`one or more objects failed to apply, reason: ${gatekeeper.text}`)}`,
    gatekeeper,
    {},
  ],
  [
    'Flux',
    `Deployment/shop/web dry-run failed (Forbidden): deployments.apps "web" is forbidden: ${policy.text}`,
    policy,
    web,
  ],
  [
    'Flux, before 2.2',
    `Deployment/shop/web dry-run failed, reason: Forbidden, error: ${gatekeeper.text}`,
    gatekeeper,
    web,
  ],
  [
    'Flux, in a table',
    `Deployment/shop/web dry-run failed: ${kyverno.text.replaceAll('\n', ' ')}`,
    kyverno,
    web,
  ],
  [
    'the log of Flux',
    json({
      level: 'error',
      msg: 'Reconciliation failed after 1.2s',
      name: 'apps',
      namespace: 'flux-system',
      error: `Deployment/shop/web dry-run failed: ${kyverno.text}`,
    }),
    kyverno,
    web,
  ],
  [
    'the helm controller of Flux',
    `Helm upgrade failed for release shop/web with chart web@1.0.0: cannot patch "web" with kind Deployment: ${kyverno.text}`,
    kyverno,
    web,
  ],
  [
    'Terraform',
    `╷\n│ Error: ${podSecurity.text}\n│ \n│   with kubernetes_pod.web,\n│   on main.tf line 3, in resource "kubernetes_pod" "web":\n│ \n╵`,
    podSecurity,
    pod,
  ],
  [
    'a CI log',
    `2026-11-22T02:00:00.1234567Z Error from server (Forbidden): error when creating "k8s/web.yaml": ${podSecurity.text}\n2026-11-22T02:00:00.1334567Z ##[error]Process completed with exit code 1.`,
    podSecurity,
    { ...pod, file: 'k8s/web.yaml' },
  ],
  [
    'a chat that makes quotes round',
    podSecurity.text.replaceAll(/"([^"]*)"/g, '\u201C$1\u201D'),
    podSecurity,
    pod,
  ],
  ['a mail that quotes', `> ${gatekeeper.text.replaceAll('\n', '\n> ')}`, gatekeeper, {}],
  ['a ticket with a fence', `\`\`\`console\n${podSecurity.text}\n\`\`\``, podSecurity, pod],
  ['a terminal that breaks lines', podSecurity.text.replaceAll(/(.{70})/g, '$1\n'), podSecurity, pod],
  [
    'a mail that breaks lines between words',
    podSecurity.text.replaceAll(/(.{1,72}) /g, '$1\n'),
    podSecurity,
    pod,
  ],
  ['a text with its escapes', json(podSecurity.text).slice(1, -1), podSecurity, pod],
];

describe('a message is the same wherever it is pasted from', () => {
  test.each(cases.map((row) => [row[0], row] as const))(
    '%s',
    (_, [, text, { is }, subject, stage = 'enforce']) => {
      const [refusal, ...others] = recognise(text);
      expect(others).toEqual([]);
      expect([
        refusal?.refuser,
        refusal?.policy,
        refusal?.violations.map(({ rule }) => rule).join(' '),
      ]).toEqual(is);
      expect(refusal?.subject).toEqual(subject);
      expect(refusal?.stage).toBe(stage);
      // Nothing of what stood around it is in the message.
      expect(refusal?.violations.map(({ message }) => message).join('\n')).not.toMatch(
        /retried|kubectl|configured|│|\\/,
      );
    },
  );

  test('several refusals stay several', () => {
    const text = `Error from server (Forbidden): error when creating "a.yaml": ${podSecurity.text}\nError from server: error when creating "b.yaml": ${kyverno.text}`;
    expect(recognise(text).map(({ refuser, subject }) => `${refuser} ${subject.file}`)).toEqual([
      'PodSecurity a.yaml',
      'Kyverno b.yaml',
    ]);
  });

  test('what is no message is nothing, however it is written', () => {
    for (const text of ['{"message":"hello"}', 'message: hello\n', 'msg="hello"', '{"a":', '> hello'])
      expect(recognise(text)).toEqual([]);
  });
});

/** Forms of their own, by engine and release, with the sources they follow. */
const forms: readonly (readonly [string, string, string, Stage, string | null, string, string])[] = [
  // kyverno v1.9.5 pkg/webhooks/utils/block.go
  [
    'Kyverno before 1.10',
    'policy Pod/shop/web for resource violation: \n\nno-root:\n  run-as: not as root\n',
    'Kyverno',
    'enforce',
    'no-root',
    'run-as',
    'not as root',
  ],
  // kyverno v1.13.0 pkg/webhooks/utils/warning.go
  [
    'Kyverno, a warning in a log',
    'policy no-root.run-as: not as root',
    'Kyverno',
    'warn',
    'no-root',
    'run-as',
    'not as root',
  ],
  // kyverno v1.18.0 pkg/webhooks/resource/mpol/handler.go
  [
    'Kyverno, a MutatingPolicy',
    'Error from server: admission webhook "mpol.mutate.kyverno.svc-fail" denied the request: Resource: shop/web, Kind: Pod, Errors: [Policy add-labels: no such key: foo]',
    'Kyverno',
    'enforce',
    'add-labels',
    '',
    'no such key: foo',
  ],
  // kyverno v1.10.0 pkg/webhooks/resource/mutation/mutation.go
  [
    'Kyverno, a mutation that fails',
    'admission webhook "mutate.kyverno.svc-fail" denied the request: mutation policy add-x error: failed to apply policy add-x rules [r1: bad]',
    'Kyverno',
    'enforce',
    'add-x',
    'r1',
    'failed to apply policy add-x rules [r1: bad]',
  ],
  [
    'Kyverno, something of its own',
    'admission webhook "validate.kyverno.svc-fail" denied the request: failed to build policy context',
    'Kyverno',
    'enforce',
    null,
    '',
    'failed to build policy context',
  ],
  // kubernetes apiserver v0.36 pkg/admission/plugin/policy/generic/policy_dispatcher.go
  [
    'a MutatingAdmissionPolicy',
    `Error from server (Forbidden): policy 'add-sc' with binding 'all' denied request: failed to configure binding: not yet synced`,
    'MutatingAdmissionPolicy',
    'enforce',
    'add-sc',
    '',
    'failed to configure binding: not yet synced',
  ],
  [
    'a MutatingAdmissionPolicy without binding',
    'policy "add-sc" denied request: failed to configure policy: no',
    'MutatingAdmissionPolicy',
    'enforce',
    'add-sc',
    '',
    'failed to configure policy: no',
  ],
  // kubernetes apiserver v0.36 pkg/admission/plugin/policy/validating/dispatcher.go
  [
    'a policy’s warning in a log',
    `Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': no`,
    'ValidatingAdmissionPolicy',
    'warn',
    'p',
    '',
    'no',
  ],
  // gatekeeper v3.17.0 pkg/webhook/policy.go, pkg/audit/manager.go
  [
    'Gatekeeper, an event',
    'Admission webhook "validation.gatekeeper.sh" denied request, Resource Namespace: shop, Constraint: c, Message: no',
    'Gatekeeper',
    'enforce',
    'c',
    '',
    'no',
  ],
  [
    'Gatekeeper, an event of a warning',
    'Admission webhook "validation.gatekeeper.sh" raised a warning for this request, Constraint: c, Message: no',
    'Gatekeeper',
    'warn',
    'c',
    '',
    'no',
  ],
  [
    'Gatekeeper, an event of dryrun',
    'Dryrun violation, Resource Namespace: shop, Constraint: c, Message: no',
    'Gatekeeper',
    'audit',
    'c',
    '',
    'no',
  ],
  [
    'Gatekeeper, an event of its audit',
    'Resource Namespace: shop, Constraint: c, Message: no',
    'Gatekeeper',
    'audit',
    'c',
    '',
    'no',
  ],
  // gatekeeper v3.17.0 pkg/webhook/namespacelabel.go
  [
    'Gatekeeper, its own label',
    'admission webhook "check-ignore-label.gatekeeper.sh" denied the request: Only exempt namespace can have the admission.gatekeeper.sh/ignore label',
    'Gatekeeper',
    'enforce',
    null,
    'admission.gatekeeper.sh/ignore',
    'Only exempt namespace can have the admission.gatekeeper.sh/ignore label',
  ],
];

test.each(forms)('%s', (_, text, refuser, stage, name, rule, message) => {
  const [refusal, ...others] = recognise(text);
  expect(others).toEqual([]);
  expect(refusal).toMatchObject({ refuser, stage, policy: name, violations: [{ rule, message }] });
});
