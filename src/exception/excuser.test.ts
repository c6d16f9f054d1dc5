import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testContract, testDeployment, testResource, testVerdict } from '../../test/support/contract.ts';
import type { JsonObject, Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import type { ContractSpec, ExceptionContract } from './contract.ts';
import { createExcuser, type Excuse, type StandingContract } from './excuser.ts';

const now = new Date('2026-12-01T00:00:00Z');
const api = { name: 'api', image: 'ghcr.io/acme/api:9.1' };
const proxy = { name: 'proxy', image: 'envoy:1' };
const podPath: Path = ['spec', 'template', 'spec'];
const inContainer = (index: number, ...rest: Path): Path => [...podPath, 'containers', index, ...rest];
const runAsNonRoot = (index: number): Path => inContainer(index, 'securityContext', 'runAsNonRoot');

function excuse(
  contracts: readonly (ExceptionContract | StandingContract)[],
  verdict: Verdict,
  assumeApproved = false,
): Excuse | null {
  const standing = contracts.map((one) =>
    'standing' in one ? one : { contract: one, standing: { approved: true } },
  );
  return createExcuser(standing, { now, assumeApproved }).excuse(verdict);
}

function outcome(contract: ExceptionContract, verdict: Verdict): string {
  return excuse([contract], verdict)?.verdict.outcome ?? 'untouched';
}

const plain = testDeployment({ containers: [api] });
const failing = testVerdict(plain, { fields: [runAsNonRoot(0)] });

describe('which verdicts a contract speaks of', () => {
  test.each<[string, Partial<ContractSpec>, Partial<Verdict>, string]>([
    ['the one it names', {}, {}, 'excepted'],
    ['a pass', {}, { outcome: 'pass' }, 'untouched'],
    ['an error is never excepted', {}, { outcome: 'error' }, 'untouched'],
    ['another check', {}, { rule: 'runAsUser' }, 'untouched'],
    ['a lower level', {}, { policy: 'baseline@v1.34' }, 'excepted'],
    [
      'a higher level',
      { policies: [{ engine: 'PodSecurity', level: 'baseline', checks: ['runAsNonRoot'] }] },
      {},
      'untouched',
    ],
    ['another engine', {}, { engine: 'Kyverno' }, 'untouched'],
    ['another workload', { subjects: [{ kind: 'Deployment', name: 'web' }] }, {}, 'untouched'],
    ['another kind', { subjects: [{ kind: 'StatefulSet', name: 'api' }] }, {}, 'untouched'],
    ['a prefix', { subjects: [{ kind: 'Deployment', name: 'ap*' }] }, {}, 'excepted'],
    ['the API group', { subjects: [{ kind: 'Deployment', name: 'api', apiGroup: 'apps' }] }, {}, 'excepted'],
    ['another group', { subjects: [{ kind: 'Deployment', name: 'api', apiGroup: 'x.io' }] }, {}, 'untouched'],
  ])('%s', (_name, spec, parts, expected) => {
    expect(outcome(testContract(spec), { ...failing, ...parts })).toBe(expected);
  });

  const kyverno = {
    engine: 'Kyverno',
    policy: 'no-latest',
    rule: 'autogen-tag',
    policyKind: 'ClusterPolicy',
  } as const;
  test.each<[string, ContractSpec['policies'][number], Partial<Verdict>, string]>([
    ['whole policy', { engine: 'Kyverno', kind: 'ClusterPolicy', name: 'no-latest' }, {}, 'excepted'],
    [
      'derived rule',
      { engine: 'Kyverno', kind: 'ClusterPolicy', name: 'no-latest', rules: ['tag'] },
      {},
      'excepted',
    ],
    [
      'other rule',
      { engine: 'Kyverno', kind: 'ClusterPolicy', name: 'no-latest', rules: ['ta'] },
      {},
      'untouched',
    ],
    ['other kind', { engine: 'Kyverno', kind: 'ValidatingPolicy', name: 'no-latest' }, {}, 'untouched'],
    [
      'namespaced policy',
      { engine: 'Kyverno', kind: 'Policy', namespace: 'billing', name: 'no-latest' },
      { policy: 'billing/no-latest', policyKind: 'Policy' },
      'excepted',
    ],
    [
      'name of a namespaced policy',
      { engine: 'Kyverno', kind: 'Policy', name: 'no-latest' },
      { policy: 'billing/no-latest' },
      'untouched',
    ],
  ])('Kyverno: %s', (_name, scope, parts, expected) => {
    expect(outcome(testContract({ policies: [scope] }), { ...failing, ...kyverno, ...parts })).toBe(expected);
  });

  test('a contract of another namespace', () => {
    expect(outcome(testContract({}, { namespace: 'shop' }), failing)).toBe('untouched');
  });

  test('an excepted verdict keeps its message and names the contract', () => {
    const { verdict } = excuse([testContract()], failing) ?? {};
    expect(verdict).toEqual({ ...failing, outcome: 'excepted', exception: 'billing/api-root' });
  });
});

describe('every offending field must be covered', () => {
  const two = testDeployment({ containers: [api, proxy] });
  const both = testVerdict(two, { fields: [runAsNonRoot(0), runAsNonRoot(1)] });

  test('the rest stays a fail and is listed', () => {
    const contract = testContract({ subjects: [{ kind: 'Deployment', name: 'api', containers: ['api'] }] });
    expect(excuse([contract], both)?.verdict).toEqual({ ...both, fields: [runAsNonRoot(1)] });
  });

  test('what another subject of the contract may, this one may not', () => {
    const contract = testContract({
      subjects: [
        { kind: 'Deployment', name: 'api', containers: ['api'] },
        { kind: 'Deployment', name: 'web' },
      ],
    });
    expect(excuse([contract], both)?.verdict).toEqual({ ...both, fields: [runAsNonRoot(1)] });
  });

  test('two contracts together', () => {
    const one = testContract(
      { subjects: [{ kind: 'Deployment', name: 'api', containers: ['api'] }] },
      { name: 'one' },
    );
    const other = testContract(
      { subjects: [{ kind: 'Deployment', name: 'api', images: ['envoy:*'] }] },
      { name: 'two' },
    );
    expect(excuse([one, other], both)?.verdict).toMatchObject({
      outcome: 'excepted',
      exception: 'billing/one, billing/two',
    });
  });

  const podLevel = [...podPath, 'securityContext', 'runAsNonRoot'];
  test.each<[string, ContractSpec['subjects'][number], JsonObject[], Path, string]>([
    [
      'pod field, the only container',
      { kind: 'Deployment', name: 'api', containers: ['api'] },
      [api],
      podLevel,
      'excepted',
    ],
    [
      'pod field, a second container',
      { kind: 'Deployment', name: 'api', containers: ['api'] },
      [api, proxy],
      podLevel,
      'fail',
    ],
    [
      'pod field, every image',
      { kind: 'Deployment', name: 'api', images: ['ghcr.io/acme/*', 'envoy:1'] },
      [api, proxy],
      podLevel,
      'excepted',
    ],
    [
      'pod field, no container',
      { kind: 'Deployment', name: 'api', containers: ['api'] },
      [],
      podLevel,
      'fail',
    ],
    [
      'name right, image wrong',
      { kind: 'Deployment', name: 'api', containers: ['api'], images: ['envoy:*'] },
      [api],
      runAsNonRoot(0),
      'fail',
    ],
    ['no narrowing', { kind: 'Deployment', name: 'api' }, [api, proxy], podLevel, 'excepted'],
  ])('%s', (_name, subject, containers, field, expected) => {
    const verdict = testVerdict(testDeployment({ containers }), { fields: [field] });
    const found = excuse([testContract({ subjects: [subject] })], verdict);
    expect(found?.verdict.outcome ?? 'fail').toBe(expected);
  });

  test('a null container counts as one that nobody named', () => {
    const resource = testDeployment({ containers: [api, null] });
    const contract = testContract({ subjects: [{ kind: 'Deployment', name: 'api', containers: ['api'] }] });
    expect(outcome(contract, testVerdict(resource, { fields: [podLevel] }))).toBe('untouched');
  });

  test.each<[string, ContractSpec['subjects'][number], string]>([
    ['no narrowing', { kind: 'Deployment', name: 'api' }, 'excepted'],
    [
      'narrowed to one of two containers',
      { kind: 'Deployment', name: 'api', containers: ['api'] },
      'untouched',
    ],
  ])('a verdict without fields, %s', (_name, subject, expected) => {
    expect(outcome(testContract({ subjects: [subject] }), { ...both, fields: [] })).toBe(expected);
  });
});

describe('fields and values', () => {
  const caps = inContainer(0, 'securityContext', 'capabilities', 'add');
  const resource = testDeployment({
    containers: [{ ...api, securityContext: { capabilities: { add: ['NET_ADMIN', 'SYS_TIME'] } } }],
  });
  const add = 'spec.containers[name=api].securityContext.capabilities.add';
  test.each<[string, string, unknown[] | undefined, Path, string]>([
    [
      'missing is null',
      'spec.containers[name=api].securityContext.runAsNonRoot',
      [null, false],
      runAsNonRoot(0),
      'excepted',
    ],
    [
      'missing is not false',
      'spec.containers[name=api].securityContext.runAsNonRoot',
      [false],
      runAsNonRoot(0),
      'untouched',
    ],
    [
      'another container',
      'spec.containers[name=web].securityContext.runAsNonRoot',
      undefined,
      runAsNonRoot(0),
      'untouched',
    ],
    [
      'any container',
      'spec.containers[*].securityContext.runAsNonRoot',
      undefined,
      runAsNonRoot(0),
      'excepted',
    ],
    ['by index', 'spec.containers[0].securityContext', undefined, runAsNonRoot(0), 'excepted'],
    [
      'seen from the object',
      'spec.template.spec.containers[name=api].securityContext.runAsNonRoot',
      undefined,
      runAsNonRoot(0),
      'excepted',
    ],
    ['an item of a list', add, ['NET_ADMIN'], [...caps, 0], 'excepted'],
    ['another item', add, ['NET_ADMIN'], [...caps, 1], 'untouched'],
    ['the list, all items named', add, ['NET_ADMIN', 'SYS_TIME'], caps, 'excepted'],
    ['the list, one item not named', add, ['NET_ADMIN'], caps, 'untouched'],
    ['a path that cannot be read', 'spec..x', undefined, runAsNonRoot(0), 'untouched'],
    ['a longer path', `${add}.x`, undefined, caps, 'untouched'],
  ])('%s', (_name, path, values, field, expected) => {
    const policy = { engine: 'PodSecurity', level: 'restricted', checks: ['runAsNonRoot'] } as const;
    const fields = [{ path, ...(values === undefined ? {} : { values }) }];
    expect(
      outcome(
        testContract({ policies: [{ ...policy, fields }] }),
        testVerdict(resource, { fields: [field] }),
      ),
    ).toBe(expected);
  });

  test('the same path means the same in a CronJob', () => {
    const cronJob = testResource({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'api', namespace: 'billing' },
      spec: { jobTemplate: { spec: { template: { spec: { containers: [api] } } } } },
    });
    const field: Path = [
      'spec',
      'jobTemplate',
      'spec',
      'template',
      'spec',
      'containers',
      0,
      'securityContext',
      'runAsNonRoot',
    ];
    const contract = testContract({
      subjects: [{ kind: 'CronJob', name: 'api' }],
      policies: [
        {
          engine: 'PodSecurity',
          level: 'restricted',
          checks: ['runAsNonRoot'],
          fields: [{ path: 'spec.containers[name=api].securityContext.runAsNonRoot' }],
        },
      ],
    });
    expect(outcome(contract, testVerdict(cronJob, { fields: [field] }))).toBe('excepted');
  });
});

describe('states', () => {
  const later = Date.parse('2027-01-01T00:00:00Z');
  const ended = testContract({ validFrom: '2026-10-31T12:00:00Z', expiresAt: '2026-11-30T12:00:00Z' });

  test('a proposed contract excuses nothing, and is named as what would', () => {
    const proposed = { contract: testContract(), standing: { approved: false } };
    const found = excuse([proposed], failing);
    expect(found?.verdict).toEqual(failing);
    expect(found?.pending).toEqual([proposed.contract]);
    expect(excuse([proposed], failing, true)?.verdict.outcome).toBe('excepted');
  });

  test('Overdue excuses what is at enforce, and nothing else', () => {
    const overdue = { contract: ended, standing: { approved: true, windowOpens: later } };
    expect(excuse([overdue], failing)?.verdict.outcome).toBe('excepted');
    expect(excuse([overdue], { ...failing, stage: 'warn' })?.verdict.outcome).toBe('fail');
    expect(excuse([overdue], { ...failing, stage: null })?.verdict.outcome).toBe('fail');
  });

  test('an ended contract is remembered as one that matched', () => {
    const found = excuse([ended], failing);
    expect(found).toMatchObject({ verdict: failing, pending: [], matching: [ended], covers: [[]] });
  });
});

describe('for every pod', () => {
  const container = fc.record({
    name: fc.constantFrom('api', 'proxy', 'debug', 'constructor'),
    image: fc.constantFrom('ghcr.io/acme/api:1', 'envoy:1', 'busybox'),
  });
  const subject = fc.record(
    {
      kind: fc.constant('Deployment'),
      name: fc.constant('api'),
      containers: fc.subarray(['api', 'proxy', 'constructor'], { minLength: 1 }),
      images: fc.subarray(['ghcr.io/acme/*', 'envoy:*'], { minLength: 1 }),
    },
    { requiredKeys: ['kind', 'name'] },
  );
  const field = fc.oneof(
    fc.nat(4).map((index) => runAsNonRoot(index)),
    fc.constant<Path>([...podPath, 'securityContext', 'runAsNonRoot']),
    fc.constant<Path>([...podPath, 'hostNetwork']),
  );
  const pods = fc
    .array(container, { maxLength: 4 })
    .map((containers): Resource => testDeployment({ containers }));

  test('adding a violation never turns a fail into a pass', () => {
    fc.assert(
      fc.property(
        pods,
        fc.array(subject, { minLength: 1, maxLength: 2 }),
        fc.array(field, { minLength: 1 }),
        field,
        (pod, subjects, fields, more) => {
          const contract = testContract({ subjects });
          const before = outcome(contract, testVerdict(pod, { fields }));
          if (before !== 'excepted')
            expect(outcome(contract, testVerdict(pod, { fields: [...fields, more] }))).not.toBe('excepted');
        },
      ),
    );
  });

  test('a second container never rides along', () => {
    const stranger = { name: 'stranger', image: 'evil.example/x' };
    fc.assert(
      fc.property(
        fc.array(container, { minLength: 1, maxLength: 3 }),
        subject,
        field,
        (containers, one, pod) => {
          if (one.containers === undefined && one.images === undefined) return;
          const resource = testDeployment({ containers: [...containers, stranger] });
          const contract = testContract({ subjects: [one] });
          const fields = [runAsNonRoot(containers.length)];
          expect(outcome(contract, testVerdict(resource, { fields }))).not.toBe('excepted');
          if (!pod.includes('containers'))
            expect(outcome(contract, testVerdict(resource, { fields: [pod] }))).not.toBe('excepted');
        },
      ),
    );
  });

  test('what is left as a fail names only fields that were there', () => {
    fc.assert(
      fc.property(pods, subject, fc.array(field, { minLength: 1 }), (pod, one, fields) => {
        const found = excuse([testContract({ subjects: [one] })], testVerdict(pod, { fields }));
        for (const left of found?.verdict.fields ?? []) expect(fields).toContainEqual(left);
      }),
    );
  });
});
