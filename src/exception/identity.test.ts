import { describe, expect, test } from 'vitest';
import { testResource } from '../../test/support/contract.ts';
import { type AdmissionRequest, createRequest, type Lookup, LookupError } from '../engine/engine.ts';
import type { JsonObject } from '../kube/json.ts';
import { subjectsAtAdmission } from './identity.ts';

const account = (name: string): string => `system:serviceaccount:kube-system:${name}`;

function owned(
  kind: string,
  name: string,
  owner: string | null,
  labels: JsonObject = {},
  apiVersion = 'apps/v1',
): JsonObject {
  const [ownerVersion = '', ownerKind = '', ownerName = ''] = owner?.split(' ') ?? [];
  const ownerReferences = [
    { apiVersion: ownerVersion, kind: ownerKind, name: ownerName, uid: `uid-${ownerName}`, controller: true },
  ];
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      labels,
      ...(owner === null ? {} : { ownerReferences }),
    },
    spec: {},
  };
}

const hash = { 'pod-template-hash': '7c9f' };
const deployment = owned('Deployment', 'api', null);
const replicaSet = owned('ReplicaSet', 'api-7c9f', 'apps/v1 Deployment api', hash);
const cluster = [
  deployment,
  replicaSet,
  owned('ReplicaSet', 'api-extra', 'apps/v1 Deployment api', hash),
  owned('StatefulSet', 'db', null),
  owned('CronJob', 'nightly', null, {}, 'batch/v1'),
  owned('Job', 'nightly-29384756', 'batch/v1 CronJob nightly', {}, 'batch/v1'),
];
const lookup: Lookup = {
  now: new Date(0),
  namespace: () => undefined,
  list: () => [],
  get: (_apiVersion, kind, namespace, name) =>
    cluster.find((one) => {
      const metadata = one.metadata as JsonObject;
      return one.kind === kind && namespace === 'shop' && metadata.name === name;
    }),
};

function names(
  object: JsonObject,
  username: string,
  request: Partial<AdmissionRequest> = {},
  from: Lookup = lookup,
): string[] {
  const made = { ...createRequest(testResource(object)), userInfo: { username }, ...request };
  return subjectsAtAdmission(made, from).map(({ kind, name }) => `${kind}/${name}`);
}

const pod = (name: string, owner: string | null, labels: JsonObject = {}): JsonObject =>
  owned('Pod', name, owner, labels, 'v1');

describe('a pod counts as its workload only when that can be proved', () => {
  const good = pod('api-7c9f-x1', 'apps/v1 ReplicaSet api-7c9f', hash);
  test.each<[string, JsonObject, string, string[]]>([
    [
      'made by the controller',
      good,
      account('replicaset-controller'),
      ['Pod/api-7c9f-x1', 'ReplicaSet/api-7c9f', 'Deployment/api'],
    ],
    [
      'one account for all controllers',
      good,
      'system:kube-controller-manager',
      ['Pod/api-7c9f-x1', 'ReplicaSet/api-7c9f', 'Deployment/api'],
    ],
    ['made by a person', good, 'mallory', ['Pod/api-7c9f-x1']],
    ['made by another controller', good, account('job-controller'), ['Pod/api-7c9f-x1']],
    [
      'made by an account of that name elsewhere',
      good,
      'system:serviceaccount:shop:replicaset-controller',
      ['Pod/api-7c9f-x1'],
    ],
    [
      'no such ReplicaSet',
      pod('p', 'apps/v1 ReplicaSet api-0000', hash),
      account('replicaset-controller'),
      ['Pod/p'],
    ],
    [
      'another template hash',
      pod('p', 'apps/v1 ReplicaSet api-7c9f', { 'pod-template-hash': '1' }),
      account('replicaset-controller'),
      ['Pod/p'],
    ],
    [
      'a ReplicaSet with the right prefix',
      pod('p', 'apps/v1 ReplicaSet api-extra', hash),
      account('replicaset-controller'),
      ['Pod/p', 'ReplicaSet/api-extra'],
    ],
    [
      'an owner of another group',
      pod('p', 'evil.io/v1 ReplicaSet api-7c9f', hash),
      account('replicaset-controller'),
      ['Pod/p'],
    ],
    [
      'a StatefulSet',
      pod('db-0', 'apps/v1 StatefulSet db'),
      account('statefulset-controller'),
      ['Pod/db-0', 'StatefulSet/db'],
    ],
    [
      'a pod that is not its ordinal',
      pod('db-x', 'apps/v1 StatefulSet db'),
      account('statefulset-controller'),
      ['Pod/db-x'],
    ],
    [
      'a CronJob',
      pod('nightly-29384756-z', 'batch/v1 Job nightly-29384756'),
      account('job-controller'),
      ['Pod/nightly-29384756-z', 'Job/nightly-29384756', 'CronJob/nightly'],
    ],
    ['a ReplicaSet', replicaSet, account('deployment-controller'), ['ReplicaSet/api-7c9f', 'Deployment/api']],
    ['a ReplicaSet made by a person', replicaSet, 'mallory', ['ReplicaSet/api-7c9f']],
    ['no owner', pod('p', null), account('replicaset-controller'), ['Pod/p']],
  ])('%s', (_name, object, username, expected) => {
    expect(names(object, username)).toEqual(expected);
  });

  test('an owner of the same name but another uid', () => {
    const object = structuredClone(good);
    const [reference] = (object.metadata as JsonObject).ownerReferences as JsonObject[];
    Object.assign(reference ?? {}, { uid: 'other' });
    expect(names(object, account('replicaset-controller'))).toEqual(['Pod/api-7c9f-x1']);
  });

  test('an owner that cannot be looked up', () => {
    const blind: Lookup = {
      ...lookup,
      get: () => {
        throw new LookupError('no cluster');
      },
    };
    expect(names(good, account('replicaset-controller'), {}, blind)).toEqual(['Pod/api-7c9f-x1']);
  });

  test('an update that leaves the spec alone counts, one that changes it does not', () => {
    const changed = { ...good, spec: { ephemeralContainers: [{ name: 'debug' }] } };
    const update = { operation: 'UPDATE', oldObject: good } as const;
    expect(names(good, 'someone', update)).toHaveLength(3);
    expect(names(changed, 'someone', update)).toEqual(['Pod/api-7c9f-x1']);
    expect(names(changed, account('replicaset-controller'), update)).toEqual(['Pod/api-7c9f-x1']);
  });
});
