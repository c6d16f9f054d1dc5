import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kube/json.ts';
import type { Verdict } from '../../verdict.ts';
import type { JudgedPolicy } from '../policy-set.ts';
import type { WorkloadName } from '../record-admissions.ts';
import { templateHash } from '../template-hash.ts';
import { AuditLogReader, type ImportedLog } from './import.ts';

const start = Date.parse('2026-11-22T10:00:00Z');
const minute = 60_000;

const restricted: JudgedPolicy = {
  engine: 'PodSecurity',
  policy: 'restricted@v1.34',
  revision: 'r',
  source: null,
};
const spec = { containers: [{ name: 'app', image: 'web:1' }] };

function at(minutes: number): string {
  return new Date(start + minutes * minute).toISOString().replace('Z', '000Z');
}

let count = 0;

function event(minutes: number, own: object = {}): JsonObject {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: `id-${count++}`,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/pods',
    verb: 'create',
    user: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
    objectRef: { resource: 'pods', namespace: 'shop', apiVersion: 'v1' },
    responseStatus: { code: 201 },
    stageTimestamp: at(minutes),
    ...own,
  } as JsonObject;
}

function pod(own: object = {}, podSpec: object = spec): JsonObject {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      generateName: 'web-5d6f-',
      labels: { app: 'web', 'pod-template-hash': '5d6f' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d6f', uid: 'u', controller: true },
      ],
      ...own,
    },
    spec: podSpec,
  } as JsonObject;
}

const privileged = { containers: [{ name: 'app', image: 'web:1', securityContext: { privileged: true } }] };

function judge(object: JsonObject, namespace: string): Verdict[] {
  const bad = JSON.stringify(object.spec).includes('"privileged":true');
  return [
    {
      engine: 'PodSecurity',
      policy: 'restricted@v1.34',
      rule: 'privileged',
      outcome: bad ? 'fail' : 'pass',
      stage: 'enforce',
      severity: bad ? 'critical' : 'high',
      message: bad ? 'privileged (…)' : '',
      resource: {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace,
        name: '',
        object,
        origin: { file: '', start: { line: 1, column: 1 } },
      },
      fields: bad ? [['spec', 'containers', 0, 'securityContext', 'privileged']] : [],
      exception: null,
    },
  ];
}

const known = new Set(['apps/Deployment/web', 'apps/StatefulSet/db', 'batch/CronJob/nightly']);

function read(events: readonly (JsonObject | string)[], own: { audited?: JudgedPolicy } = {}): ImportedLog {
  const reader = new AuditLogReader({
    scope: 'repo',
    actor: 'test',
    isKnown: ({ group, kind, name }: WorkloadName) => known.has(`${group}/${kind}/${name}`),
    judge,
    audited: () => own.audited,
    policies: [restricted],
  });
  for (const one of events) reader.line(typeof one === 'string' ? one : JSON.stringify(one));
  return reader.finish();
}

const heartbeat = (minutes: number): JsonObject =>
  event(minutes, { verb: 'update', objectRef: { resource: 'leases' } });

describe('pods that were let in', () => {
  test('count for the workload whose controller made them, as they were stored', () => {
    const { batch } = read([event(0, { requestObject: pod(), responseObject: pod() })]);
    expect(batch.admitted).toMatchObject([
      {
        workload: { namespace: 'shop', group: 'apps', kind: 'Deployment', name: 'web' },
        at: start,
        ephemeral: false,
        judged: [restricted],
        findings: [],
        templateHash: templateHash('Deployment', { metadata: { labels: { app: 'web' } }, spec }),
      },
    ]);
  });

  test('show what a webhook put in; the hash is that of what was asked for', () => {
    const { batch } = read([event(0, { requestObject: pod(), responseObject: pod({}, privileged) })]);
    expect(batch.admitted[0]?.findings).toEqual([
      {
        engine: 'PodSecurity',
        policy: 'restricted@v1.34',
        rule: 'privileged',
        field: 'spec.containers[name=app].securityContext.privileged',
        message: 'privileged (…)',
      },
    ]);
    expect(batch.admitted[0]?.templateHash).toBe(
      templateHash('Deployment', { metadata: { labels: { app: 'web' } }, spec }),
    );
  });

  test('prove nothing without the stored object, but for the API server’s own audit', () => {
    const bare = event(0, { requestObject: pod() });
    expect(read([bare]).batch.admitted[0]).toMatchObject({ judged: [], findings: [] });
    expect(read([bare], { audited: restricted }).batch.admitted[0]).toMatchObject({
      judged: [restricted],
      findings: [],
    });
    const violated = event(0, {
      requestObject: pod(),
      annotations: {
        'pod-security.kubernetes.io/audit-violations':
          'would violate PodSecurity "restricted:v1.34": privileged',
      },
    });
    expect(read([violated], { audited: restricted }).batch.admitted[0]?.findings).toMatchObject([
      { policy: 'restricted@v1.34', rule: '' },
    ]);
  });

  test.each([
    [
      'of a StatefulSet',
      {
        name: 'db-0',
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', controller: true }],
      },
      'system:serviceaccount:kube-system:statefulset-controller',
      'apps/StatefulSet/db',
      false,
    ],
    [
      'of a CronJob',
      { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'nightly-29401', controller: true }] },
      'system:serviceaccount:kube-system:job-controller',
      'batch/CronJob/nightly',
      false,
    ],
    [
      'of a Job of its own',
      { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: 'import', controller: true }] },
      'system:serviceaccount:kube-system:job-controller',
      'batch/Job/import',
      false,
    ],
    [
      'of a build system',
      {
        ownerReferences: [
          { apiVersion: 'tekton.dev/v1', kind: 'TaskRun', name: 'build-7', controller: true },
        ],
      },
      'system:serviceaccount:tekton:controller',
      'tekton.dev/TaskRun/build-7',
      true,
    ],
    ['of nobody', { ownerReferences: [], generateName: 'debug-' }, 'jane', '/Pod/debug-', true],
    [
      'whose owner is claimed by a tenant',
      {},
      'system:serviceaccount:shop:ci',
      'apps/ReplicaSet/web-5d6f',
      false,
    ],
    [
      'whose name only begins like a Deployment’s',
      {
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-other', controller: true }],
      },
      'system:serviceaccount:kube-system:replicaset-controller',
      'apps/ReplicaSet/web-other',
      false,
    ],
  ])('%s', (_, metadata, username, expected, ephemeral) => {
    const [admitted] = read([
      event(0, { user: { username }, requestObject: pod(metadata), responseObject: pod(metadata) }),
    ]).batch.admitted;
    const { group, kind, name } = admitted?.workload ?? {};
    expect([`${group}/${kind}/${name}`, admitted?.ephemeral]).toEqual([expected, ephemeral]);
  });

  test.each([
    ['a dry run', { requestURI: '/api/v1/namespaces/shop/pods?dryRun=All' }],
    ['an earlier stage of the request', { stage: 'RequestReceived' }],
    ['a subresource', { objectRef: { resource: 'pods', subresource: 'exec', namespace: 'shop' } }],
    ['another verb', { verb: 'patch' }],
    [
      'another kind of that name',
      { objectRef: { resource: 'pods', apiGroup: 'metrics.k8s.io', namespace: 'shop' } },
    ],
    ['a failure of the server', { responseStatus: { code: 500 } }],
  ])('%s is no evidence', (_, own) => {
    expect(read([event(0, { requestObject: pod(), responseObject: pod(), ...own })]).batch.admitted).toEqual(
      [],
    );
  });
});

describe('pods that were refused', () => {
  const refusal = 'pods "web-5d6f-x" is forbidden: violates PodSecurity "restricted:v1.34": privileged (…)';
  const refused = (own: object = {}): JsonObject =>
    event(0, { requestObject: pod({}, privileged), responseStatus: { code: 403, message: refusal }, ...own });

  test('are confirmed when the controller asked, with the check by our own judgement', () => {
    expect(read([refused()]).batch.refused).toMatchObject([
      {
        workload: { kind: 'Deployment', name: 'web' },
        confirmed: true,
        findings: [{ rule: 'privileged', critical: true }],
      },
    ]);
  });

  test('are not confirmed when a tenant asked, whatever owner he writes', () => {
    expect(read([refused({ user: { username: 'jane' } })]).batch.refused).toMatchObject([
      { confirmed: false },
    ]);
  });

  test('of a clean template: what was refused is known by the policy alone', () => {
    expect(read([refused({ requestObject: pod() })]).batch.refused).toMatchObject([
      {
        confirmed: true,
        findings: [{ engine: 'PodSecurity', policy: 'restricted@v1.34', rule: '', field: '' }],
      },
    ]);
  });

  test.each([
    ['quota', 'pods "x" is forbidden: exceeded quota: compute'],
    ['RBAC', 'pods is forbidden: User "jane" cannot create resource "pods"'],
    ['a service account', 'pods "x" is forbidden: error looking up service account shop/web'],
  ])('by %s are no refusal of a policy', (_, message) => {
    expect(read([refused({ responseStatus: { code: 403, message } })]).batch.refused).toEqual([]);
  });

  test('by another policy name that policy', () => {
    const message =
      "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'b' denied request: no";
    expect(read([refused({ responseStatus: { code: 403, message } })]).batch.refused).toMatchObject([
      { findings: [{ engine: 'ValidatingAdmissionPolicy', policy: 'no-latest' }] },
    ]);
  });
});

describe('the time the log was up', () => {
  test('is from the first event to the last, but for long silences', () => {
    const { batch } = read([heartbeat(0), heartbeat(50), heartbeat(100), heartbeat(200), heartbeat(230)]);
    expect(batch.up).toEqual([
      { from: start, to: start + 100 * minute },
      { from: start + 200 * minute, to: start + 230 * minute },
    ]);
  });

  test('is blind around lines that cannot be read', () => {
    const log = read([
      heartbeat(0),
      heartbeat(10),
      '{"kind":"Event",',
      '{"not":"an event"}',
      heartbeat(20),
      heartbeat(30),
    ]);
    expect(log.batch.blind).toEqual([{ from: start + 10 * minute, to: start + 20 * minute }]);
    expect([log.unreadable, log.events]).toEqual([2, 4]);
    expect(read([heartbeat(0), heartbeat(10), 'x']).batch.blind).toEqual([
      { from: start + 10 * minute, to: start + 10 * minute },
    ]);
  });

  test('events may come as a list, in any order, and with keys of any name', () => {
    const list = JSON.stringify({
      kind: 'EventList',
      apiVersion: 'audit.k8s.io/v1',
      items: [heartbeat(30), heartbeat(0)],
    });
    expect(read([list, '']).batch.up).toEqual([{ from: start, to: start + 30 * minute }]);
    const hostile = event(0, {
      requestObject: JSON.parse(
        '{"metadata":{"labels":{"__proto__":"x","constructor":"y"}},"spec":{}}',
      ) as object,
    });
    expect(read([hostile]).podsCreated).toBe(1);
    expect(read(['null', '[]', '7', '"x"']).unreadable).toBe(4);
  });
});

test('what the log lacks is counted', () => {
  expect(
    read([event(0), event(1, { requestObject: pod() }), event(2, { requestURI: '/x?dryRun=All' })]),
  ).toMatchObject({
    podsCreated: 2,
    withoutObject: 1,
    dryRuns: 1,
  });
});
