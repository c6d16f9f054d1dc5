import * as fc from 'fast-check';
import type { JsonObject } from '../kube/json.ts';

const apiVersions: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
};

function holding(kind: string, template: JsonObject): JsonObject {
  return kind === 'CronJob' ? { schedule: '* * * * *', jobTemplate: { spec: { template } } } : { template };
}

function given(key: string, value: JsonObject | JsonObject[] | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}

function someLabels(): fc.Arbitrary<JsonObject | undefined> {
  return fc.option(
    fc.record(
      {
        team: fc.constantFrom('', 'a', '0', '1h', '*'),
        'app.kubernetes.io/name': fc.constantFrom('', 'shop', '100m'),
        other: fc.constant('x'),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  );
}

const flag = fc.constantFrom(undefined, true, false);

function podSpecs(): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      containers: fc.array(containers(), { minLength: 1, maxLength: 2 }),
      initContainers: fc.option(fc.array(containers(), { maxLength: 2 }), { nil: undefined }),
      ephemeralContainers: fc.option(fc.array(containers(), { maxLength: 1 }), { nil: undefined }),
      runAsNonRoot: flag,
      volumes: fc.option(
        fc.array(
          fc.constantFrom<JsonObject>({ emptyDir: {} }, { hostPath: { path: '/' } }, { hostPath: {} }),
          { maxLength: 2 },
        ),
        { nil: undefined },
      ),
      os: fc.constantFrom(undefined, 'linux', 'windows'),
    })
    .map(({ containers: main, initContainers, ephemeralContainers, runAsNonRoot, volumes, os }) => ({
      containers: main,
      ...given('initContainers', initContainers),
      ...given('ephemeralContainers', ephemeralContainers),
      ...given('securityContext', runAsNonRoot === undefined ? undefined : { runAsNonRoot }),
      ...given(
        'volumes',
        volumes?.map((volume, index) => ({ ...(index === 0 ? {} : { name: 'v' }), ...volume })),
      ),
      ...given('os', os === undefined ? undefined : { name: os }),
    }));
}

function containers(): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      image: images,
      runAsNonRoot: flag,
      privileged: flag,
      readOnlyRootFilesystem: flag,
      secured: fc.boolean(),
    })
    .map(({ image, secured, ...flags }) => {
      const securityContext = Object.fromEntries(
        Object.entries(flags).filter(([, value]) => value !== undefined),
      );
      return {
        ...(image === 'app' ? {} : { name: 'c' }),
        ...(image === '' ? {} : { image }),
        ...(secured ? { securityContext } : {}),
      };
    });
}

const digest = `@sha256:${'a1'.repeat(32)}`;

/** Every part that a name may have or lack, some that no registry would take, and any text at all. */
const images: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          '',
          'ghcr.io/',
          'ghcr.io.evil.net/',
          'docker.io/',
          'registry.example.com:5000/',
          'localhost/',
          'Hub/',
          'user/',
          'library/',
        ),
        fc.constantFrom('', 'team/', 'teams/', 'library/'),
        fc.constantFrom('app', 'latest', 'app_1'),
        fc.constantFrom('', ':1.0', ':latest', ':LATEST', ':latest-1', ':5000'),
        fc.constantFrom('', digest, '@sha256:latest'),
      )
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '*',
      '?',
      'ghcr.io/*',
      'registry:5000',
      "a'b",
      '{{x}}',
      '$(IMAGE)',
      ':latest',
      '@',
      '/',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
);

/** Whatever a guardrail may look at, in every kind of object that holds pods. For tests. */
export const workloads: fc.Arbitrary<JsonObject> = fc
  .record({
    kind: fc.constantFrom(
      'Pod',
      'ReplicationController',
      'Deployment',
      'ReplicaSet',
      'StatefulSet',
      'DaemonSet',
      'Job',
      'CronJob',
    ),
    namespace: fc.constantFrom('shop', 'infra', 'storage', 'kube-system'),
    name: fc.constantFrom('web', 'a', '', '1st', 'with.dot', 'web-', `${'long-'.repeat(12)}name`),
    owner: fc.constantFrom<JsonObject[] | undefined>(
      undefined,
      [],
      [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' }],
      [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u', controller: false }],
      [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u', controller: true }],
    ),
    labels: someLabels(),
    templateLabels: someLabels(),
    spec: podSpecs(),
  })
  .map(({ kind, namespace, name, owner, labels, templateLabels, spec }) => {
    const metadata = {
      ...(name === '' ? { generateName: 'web-' } : { name }),
      namespace,
      ...given('ownerReferences', owner),
      ...given('labels', labels),
    };
    const template = { ...(templateLabels && { metadata: { labels: templateLabels } }), spec };
    return {
      apiVersion: apiVersions[kind] ?? 'v1',
      kind,
      metadata,
      spec: kind === 'Pod' ? spec : holding(kind, template),
    };
  });
