import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admissionLookup, policyEngine, requestFor } from '../../../../test/support/admission.ts';
import { testContract } from '../../../../test/support/contract.ts';
import { activeChecks, checks, evaluatePodSecurity } from '../../../engine/pod-security/index.ts';
import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import type { Verdict } from '../../../verdict.ts';
import type { ContractSpec, ExceptionContract } from '../../contract.ts';
import { createExcuser } from '../../excuser.ts';
import { subjectsAtAdmission } from '../../identity.ts';
import { celChecks } from './atoms.ts';
import { compilePodSecurity } from './compile.ts';

const restricted = { level: 'restricted', version: 'v1.34' } as const;
const now = new Date('2026-12-01T00:00:00Z');
const end = new Date('2026-12-22T00:00:00Z');
const controllers = (name: string): string => `system:serviceaccount:kube-system:${name}`;

test('every revision of every check has its CEL', () => {
  for (const { id, revisions } of checks)
    expect(celChecks[id]?.map(({ since }) => since)).toEqual(revisions.map(({ since }) => since));
});

function textAt(value: Json | undefined, key: string): string {
  const text = own(value, key);
  return typeof text === 'string' ? text : '';
}

describe('what is written', () => {
  test('policy, binding, guard and label, in the order of applying them', () => {
    const { objects, notes } = compilePodSecurity([{ contract: testContract(), end }], 'billing', restricted);
    expect(objects.map((object) => `${textAt(object, 'kind')} ${textAt(object.metadata, 'name')}`)).toEqual([
      'ValidatingAdmissionPolicy portcullis-pod-security.billing',
      'ValidatingAdmissionPolicyBinding portcullis-pod-security.billing',
      'ValidatingAdmissionPolicy portcullis-pod-security.billing.guard',
      'ValidatingAdmissionPolicyBinding portcullis-pod-security.billing.guard',
      'Namespace billing',
    ]);
    expect(objects.at(-1)).toMatchObject({
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
    });
    expect(objects[0]).toMatchObject({
      metadata: {
        annotations: {
          'portcullis.dev/remove-at': '2026-12-22T00:00:00Z',
          'portcullis.dev/owners': 'billing (#billing)',
        },
      },
      spec: { failurePolicy: 'Fail' },
    });
    expect(notes).toHaveLength(1);
  });

  test('a baseline check lowers the namespace to privileged', () => {
    const contract = testContract({
      policies: [{ engine: 'PodSecurity', level: 'baseline', checks: ['hostPorts'] }],
    });
    const { objects } = compilePodSecurity([{ contract, end }], 'billing', restricted);
    expect(objects.at(-1)).toMatchObject({
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    });
  });

  test('nothing for contracts about other engines', () => {
    const contract = testContract({ policies: [{ engine: 'Kyverno', kind: 'ClusterPolicy', name: 'x' }] });
    expect(compilePodSecurity([{ contract, end }], 'billing', restricted).objects).toEqual([]);
  });
});

const hash = '7c9f';
const deployment: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api', namespace: 'billing', uid: 'd' },
  spec: {},
};
const replicaSet: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {
    name: `api-${hash}`,
    namespace: 'billing',
    uid: 'r',
    labels: { 'pod-template-hash': hash },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'api', uid: 'd', controller: true }],
  },
  spec: {},
};
const lookup = admissionLookup([deployment, replicaSet], now);

function podOf(spec: JsonObject, parts: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `api-${hash}-x1`,
      namespace: 'billing',
      labels: { 'pod-template-hash': hash },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `api-${hash}`, uid: 'r', controller: true },
      ],
      ...parts,
    },
    spec,
  };
}

/** The checks that refuse a pod, by the compiled policy and by the contracts themselves. */
function refused(
  pod: JsonObject,
  contracts: readonly ExceptionContract[],
  username: string,
): { compiled: string[]; direct: string[] } {
  const { objects } = compilePodSecurity(
    contracts.map((contract) => ({ contract, end })),
    'billing',
    restricted,
  );
  const request = requestFor(pod, username);
  const judged = policyEngine(objects)
    .judge(request, lookup)
    .filter(({ policy }) => policy === 'portcullis-pod-security.billing');
  for (const verdict of judged) expect(verdict.outcome, verdict.message).not.toBe('error');
  const active = activeChecks(restricted.level, restricted.version).map(({ check }) => check.id);
  const excuser = createExcuser(
    contracts.map((contract) => ({ contract, standing: { approved: true } })),
    { now, subjectsOf: () => subjectsAtAdmission(request, lookup) },
  );
  const direct = evaluatePodSecurity(pod, restricted).results.flatMap(({ checkId, fields, message }) => {
    const verdict: Verdict = {
      engine: 'PodSecurity',
      policy: 'restricted@v1.34',
      rule: checkId,
      outcome: 'fail',
      stage: 'enforce',
      severity: null,
      message,
      resource: request.resource,
      fields,
      exception: null,
    };
    return (excuser.excuse(verdict)?.verdict ?? verdict).outcome === 'fail' ? [checkId] : [];
  });
  return {
    compiled: active.filter(
      (_, index) => judged.find(({ rule }) => rule === `validations[${index}]`)?.outcome === 'fail',
    ),
    direct,
  };
}

const bad = { name: 'api', image: 'ghcr.io/acme/api:1', securityContext: { privileged: true } };
const contract = testContract({
  policies: [
    {
      engine: 'PodSecurity',
      level: 'restricted',
      checks: [
        'privileged',
        'runAsNonRoot',
        'seccompProfile_restricted',
        'capabilities_restricted',
        'allowPrivilegeEscalation',
      ],
    },
  ],
});

describe('whom it excuses', () => {
  test.each<[string, JsonObject, string, boolean]>([
    ['a pod of the deployment', podOf({ containers: [bad] }), controllers('replicaset-controller'), true],
    ['a pod that somebody made with its owner', podOf({ containers: [bad] }), 'mallory', false],
    [
      'a pod of another owner',
      podOf({ containers: [bad] }, { ownerReferences: [] }),
      controllers('replicaset-controller'),
      false,
    ],
    [
      'a pod of a ReplicaSet with the right prefix',
      podOf(
        { containers: [bad] },
        {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'api-two-7c9f', uid: 'x', controller: true },
          ],
        },
      ),
      controllers('replicaset-controller'),
      false,
    ],
    [
      'a pod with another hash',
      podOf({ containers: [bad] }, { labels: { 'pod-template-hash': 'other' } }),
      controllers('replicaset-controller'),
      false,
    ],
  ])('%s', (_name, pod, username, excused) => {
    const { compiled, direct } = refused(pod, [contract], username);
    expect(compiled).toEqual(direct);
    expect(compiled.length === 0).toBe(excused);
  });
});

describe('updates', () => {
  const { objects } = compilePodSecurity([{ contract, end }], 'billing', restricted);
  const engine = policyEngine(objects);
  const decide = (pod: JsonObject, old: JsonObject, subResource = ''): string[] =>
    engine
      .judge({ ...requestFor(pod, 'ann'), operation: 'UPDATE', oldObject: old, subResource }, lookup)
      .filter(({ outcome, policy }) => outcome === 'fail' && !policy.endsWith('.guard'))
      .map(({ rule }) => rule);

  test('that change nothing of weight are left alone', () => {
    expect(
      decide(podOf({ containers: [bad] }, { labels: { a: 'b' } }), podOf({ containers: [bad] })),
    ).toEqual([]);
  });

  test('that add a debug container or change an image are judged, for nobody', () => {
    const debug = podOf({ containers: [bad], ephemeralContainers: [{ name: 'debug', image: 'busybox' }] });
    expect(decide(debug, podOf({ containers: [bad] }), 'ephemeralcontainers')).not.toEqual([]);
    expect(
      decide(podOf({ containers: [{ ...bad, image: 'other' }] }), podOf({ containers: [bad] })),
    ).not.toEqual([]);
  });
});

describe('the guard', () => {
  const { objects } = compilePodSecurity([{ contract, end }], 'billing', restricted);
  const engine = policyEngine(objects);
  const refuses = (object: JsonObject, username: string, old: JsonObject | null = null): boolean =>
    engine
      .judge(
        { ...requestFor(object, username), operation: old === null ? 'CREATE' : 'UPDATE', oldObject: old },
        lookup,
      )
      .some(({ outcome, policy }) => outcome === 'fail' && policy.endsWith('.guard'));
  const made = (name: string, image = 'a'): JsonObject => ({
    ...replicaSet,
    metadata: { name, namespace: 'billing' },
    spec: { template: { spec: { containers: [{ name: 'api', image }] } } },
  });

  test.each<[string, JsonObject, string, JsonObject | null, boolean]>([
    ['the controller makes one', made('api-7c9f'), controllers('deployment-controller'), null, false],
    ['somebody makes one of that name', made('api-evil'), 'mallory', null, true],
    ['somebody makes another', made('web-7c9f'), 'mallory', null, false],
    ['somebody makes one with a longer name', made('api-two-7c9f'), 'mallory', null, false],
    ['somebody scales it', made('api-7c9f'), 'ann', made('api-7c9f'), false],
    ['somebody puts another pod in', made('api-7c9f', 'evil'), 'mallory', made('api-7c9f'), true],
  ])('%s', (_name, object, username, old, expected) => {
    expect(refuses(object, username, old)).toBe(expected);
  });
});

const securityContext = fc.record(
  {
    privileged: fc.boolean(),
    allowPrivilegeEscalation: fc.boolean(),
    runAsNonRoot: fc.boolean(),
    runAsUser: fc.constantFrom(0, 1000),
    procMount: fc.constantFrom('Default', 'Unmasked'),
    capabilities: fc.record(
      {
        add: fc.subarray(['NET_ADMIN', 'NET_BIND_SERVICE', 'SYS_TIME']),
        drop: fc.subarray(['ALL', 'NET_RAW']),
      },
      { requiredKeys: [] },
    ),
    seccompProfile: fc.record({ type: fc.constantFrom('RuntimeDefault', 'Unconfined') }),
  },
  { requiredKeys: [] },
);
const container = fc.record(
  {
    name: fc.constantFrom('api', 'proxy', 'debug'),
    image: fc.constantFrom('ghcr.io/acme/api:1', 'envoy:1', 'busybox'),
    securityContext,
    ports: fc.array(
      fc.record(
        { containerPort: fc.constant(80), hostPort: fc.constantFrom(0, 80) },
        { requiredKeys: ['containerPort'] },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['name', 'image'] },
);
const podSpec = fc.record(
  {
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    initContainers: fc.array(container, { maxLength: 1 }),
    hostNetwork: fc.boolean(),
    securityContext: fc.record(
      {
        runAsNonRoot: fc.boolean(),
        sysctls: fc.array(fc.record({ name: fc.constantFrom('kernel.msgmax', 'net.ipv4.tcp_syncookies') }), {
          maxLength: 2,
        }),
      },
      { requiredKeys: [] },
    ),
    volumes: fc.array(
      fc.constantFrom<JsonObject>(
        { name: 'data', hostPath: { path: '/data' } },
        { name: 'tmp', emptyDir: {} },
        { name: 'nfs', nfs: {} },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['containers'] },
);
const path = fc.constantFrom(
  'spec.containers[name=api].securityContext.privileged',
  'spec.containers[*].securityContext',
  'spec.containers[name=proxy].securityContext.capabilities.add',
  'spec.containers[name=api].securityContext.capabilities.drop',
  'spec.containers[*].ports[*].hostPort',
  'spec.initContainers[*].securityContext.runAsNonRoot',
  'spec.securityContext.sysctls',
  'spec.volumes[name=data].hostPath',
  'spec.hostNetwork',
  'spec',
);
const scope = fc.record(
  {
    engine: fc.constant('PodSecurity' as const),
    level: fc.constantFrom<'baseline' | 'restricted'>('baseline', 'restricted', 'restricted'),
    checks: fc.subarray(
      activeChecks('restricted', 'v1.34').map(({ check }) => check.id),
      { minLength: 4 },
    ),
    fields: fc.array(
      fc.record(
        {
          path,
          values: fc.subarray<unknown>([null, true, false, 80, 'NET_ADMIN', 'ALL', 'NET_RAW'], {
            minLength: 1,
          }),
        },
        { requiredKeys: ['path'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: ['engine', 'level', 'checks'] },
);
const subject = fc.record(
  {
    kind: fc.constant('Deployment'),
    name: fc.constantFrom('api', 'ap*', 'web'),
    containers: fc.subarray(['api', 'proxy'], { minLength: 1 }),
    images: fc.subarray(['ghcr.io/acme/*', 'envoy:1'], { minLength: 1 }),
  },
  { requiredKeys: ['kind', 'name'] },
);
const anyContract = fc
  .record({
    subjects: fc.array(subject, { minLength: 1, maxLength: 2 }),
    policies: fc.array(scope, { minLength: 1, maxLength: 2 }),
  })
  .map((parts) => testContract(parts as Partial<ContractSpec>));

test('for every pod and contract it excuses exactly what the contract says', () => {
  fc.assert(
    fc.property(
      podSpec,
      fc.array(anyContract, { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      (spec, contracts, byController) => {
        const pod = podOf(spec as JsonObject);
        const { compiled, direct } = refused(
          pod,
          contracts,
          byController ? controllers('replicaset-controller') : 'mallory',
        );
        expect(compiled).toEqual(direct);
      },
    ),
    { numRuns: 120 },
  );
});
