import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admissionLookup, asPolicy, requestFor } from '../../../test/support/admission.ts';
import { testContract } from '../../../test/support/contract.ts';
import {
  createAdmissionPolicyEngine,
  createKyvernoCelEngine,
  loadAdmissionPolicies,
  loadKyvernoCelPolicies,
} from '../../engine/admission-policy/index.ts';
import type { Engine } from '../../engine/engine.ts';
import { createKyvernoEngine } from '../../engine/kyverno/index.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { ExceptionContract, PolicyScope, Subject } from '../contract.ts';
import { createExcuser } from '../excuser.ts';
import { subjectsAtAdmission } from '../identity.ts';
import type { Compiled } from './compiled.ts';
import { compileKyverno } from './kyverno.ts';
import { compileKyvernoCel } from './kyverno-cel.ts';
import { compileAdmissionPolicies } from './vap.ts';

const now = new Date('2026-12-01T00:00:00Z');
const end = new Date('2026-12-22T00:00:00Z');
const controller = (name: string): string => `system:serviceaccount:kube-system:${name}`;

const classicPolicy: JsonObject = {
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name: 'hardening' },
  spec: {
    validationFailureAction: 'Enforce',
    rules: [
      {
        name: 'privileged',
        match: { any: [{ resources: { kinds: ['Pod'] } }] },
        validate: {
          message: 'not privileged',
          pattern: { spec: { containers: [{ '=(securityContext)': { '=(privileged)': 'false' } }] } },
        },
      },
      {
        name: 'team',
        match: { any: [{ resources: { kinds: ['Pod'] } }] },
        validate: { message: 'a team', pattern: { metadata: { labels: { team: '?*' } } } },
      },
    ],
  },
};
const notPrivileged = (spec: string): string =>
  `object.kind == 'Pod' ? object.spec.containers.all(c, !c.?securityContext.?privileged.orValue(false)) : ${spec}.containers.all(c, !c.?securityContext.?privileged.orValue(false))`;
const celPolicy: JsonObject = {
  apiVersion: 'policies.kyverno.io/v1',
  kind: 'ValidatingPolicy',
  metadata: { name: 'hardening' },
  spec: {
    validationActions: ['Deny'],
    matchConstraints: {
      resourceRules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] },
      ],
    },
    validations: [
      {
        expression: 'object.spec.containers.all(c, !c.?securityContext.?privileged.orValue(false))',
        message: 'not privileged',
      },
    ],
  },
};
const admissionPolicy: JsonObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'hardening' },
  spec: {
    matchConstraints: {
      resourceRules: [
        { apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods'] },
        { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['*'], resources: ['deployments'] },
      ],
    },
    validations: [{ expression: notPrivileged('object.spec.template.spec'), message: 'not privileged' }],
  },
};
const binding: JsonObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'hardening' },
  spec: { policyName: 'hardening', validationActions: ['Deny'] },
};

interface Target {
  readonly scope: PolicyScope;
  /** Rules that a contract may name; none where exceptions know no rules. */
  readonly rules: readonly string[];
  readonly bare: Engine;
  with(compiled: Compiled): Engine;
  compile(contract: ExceptionContract): Compiled;
}

const targets: Readonly<Record<string, Target>> = {
  kyverno: {
    scope: { engine: 'Kyverno', kind: 'ClusterPolicy', name: 'hardening' },
    rules: ['privileged', 'team'],
    bare: createKyvernoEngine([asPolicy(classicPolicy)]).engine,
    with: ({ objects }) =>
      createKyvernoEngine([asPolicy(classicPolicy)], {
        mode: 'admission',
        exceptions: objects.map((object) => ({ ...asPolicy(object), namespace: 'billing' })),
      }).engine,
    compile: (contract) => compileKyverno([{ contract, end }]),
  },
  'kyverno-cel': {
    scope: { engine: 'Kyverno', kind: 'ValidatingPolicy', name: 'hardening' },
    rules: [],
    bare: createKyvernoCelEngine(loadKyvernoCelPolicies([asPolicy(celPolicy)])),
    with: ({ objects }) =>
      createKyvernoCelEngine(loadKyvernoCelPolicies([celPolicy, ...objects].map(asPolicy))),
    compile: (contract) => compileKyvernoCel([{ contract, end }]),
  },
  vap: {
    scope: { engine: 'ValidatingAdmissionPolicy', name: 'hardening' },
    rules: [],
    bare: createAdmissionPolicyEngine(loadAdmissionPolicies([admissionPolicy, binding].map(asPolicy))),
    with: ({ objects }) =>
      createAdmissionPolicyEngine(loadAdmissionPolicies([...objects, binding].map(asPolicy))),
    compile: (contract) => compileAdmissionPolicies([{ contract, end }], [admissionPolicy]),
  },
};

const hash = '7c9f';
const owner = (kind: string, name: string, uid: string): JsonObject[] => [
  { apiVersion: 'apps/v1', kind, name, uid, controller: true },
];
const cluster: JsonObject[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'billing', uid: 'd' },
    spec: {},
  },
  {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `api-${hash}`,
      namespace: 'billing',
      uid: 'r',
      labels: { 'pod-template-hash': hash },
      ownerReferences: owner('Deployment', 'api', 'd'),
    },
    spec: {},
  },
];
const lookup = admissionLookup(cluster, now);

const container = fc.record({
  name: fc.constantFrom('api', 'proxy'),
  image: fc.constantFrom('ghcr.io/acme/api:1', 'envoy:1'),
  securityContext: fc.record({ privileged: fc.boolean() }),
});
const request = fc
  .record({
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    team: fc.boolean(),
    what: fc.constantFrom(
      'deployment',
      'other deployment',
      'pod of the controller',
      'pod of the controller, changed',
      'pod that the controller only owns',
      'pod of somebody',
      'pod alone',
    ),
    namespace: fc.constantFrom('billing', 'billing', 'shop'),
  })
  .map(({ containers, team, what, namespace }) => {
    const labels: JsonObject = { 'pod-template-hash': hash, ...(team ? { team: 'a' } : {}) };
    if (what.endsWith('deployment')) {
      const metadata: JsonObject = { name: what === 'deployment' ? 'api' : 'web', namespace, labels };
      return requestFor(
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata,
          spec: { template: { metadata: { labels }, spec: { containers } } },
        },
        'ann',
      );
    }
    const owners = owner('ReplicaSet', `api-${hash}`, 'r');
    const ownerReferences =
      what === 'pod alone'
        ? []
        : what === 'pod that the controller only owns'
          ? owners.map((one) => ({ ...one, controller: false }))
          : owners;
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `api-${hash}-x`, namespace, labels, ownerReferences },
      spec: { containers },
    };
    const asked = requestFor(
      pod,
      what.startsWith('pod of the controller') || what === 'pod that the controller only owns'
        ? controller('replicaset-controller')
        : 'mallory',
    );
    // Who made it does not say who changes it.
    return what === 'pod of the controller, changed'
      ? {
          ...asked,
          operation: 'UPDATE' as const,
          oldObject: { ...pod, spec: { containers: [{ name: 'api', image: 'old' }] } },
        }
      : asked;
  });
const subject = fc.record(
  {
    kind: fc.constantFrom('Deployment', 'Pod'),
    name: fc.constantFrom('api', 'ap*', 'web'),
    containers: fc.subarray(['api', 'proxy'], { minLength: 1 }),
    images: fc.subarray(['ghcr.io/acme/*', 'envoy:1'], { minLength: 1 }),
  },
  { requiredKeys: ['kind', 'name'] },
) as fc.Arbitrary<Subject>;

describe.each(Object.entries(targets))('%s', (_name, target) => {
  test('excuses what the contract says, and never more', () => {
    const seen = { excused: 0, refused: 0 };
    fc.assert(
      fc.property(
        request,
        fc.array(subject, { minLength: 1, maxLength: 2 }),
        fc.subarray([...target.rules]),
        (asked, subjects, rules) => {
          const scope = rules.length === 0 ? target.scope : { ...target.scope, rules };
          const contract = testContract({ subjects, policies: [scope] });
          const compiled = target.compile(contract);
          expect(compiled.wider).toEqual([]);
          const excuser = createExcuser([{ contract, standing: { approved: true } }], {
            now,
            subjectsOf: () => subjectsAtAdmission(asked, lookup),
          });
          const native = target.with(compiled).judge(asked, lookup);
          const narrowed = subjects.some(
            ({ containers, images }) => containers !== undefined || images !== undefined,
          );
          for (const verdict of target.bare.judge(asked, lookup)) {
            if (verdict.outcome !== 'fail') continue;
            const excused = excuser.excuse(verdict)?.verdict.outcome === 'excepted';
            const refused = native.some(({ rule, outcome }) => rule === verdict.rule && outcome === 'fail');
            if (!refused) expect(excused, `${verdict.rule} is excused natively`).toBe(true);
            else if (!narrowed) expect(excused, `${verdict.rule} is refused natively`).toBe(false);
            if (refused) seen.refused++;
            else seen.excused++;
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(seen.excused).toBeGreaterThan(5);
    expect(seen.refused).toBeGreaterThan(5);
  });

  test('has nothing to say of a deletion', () => {
    const compiled = target.compile(testContract({ policies: [target.scope] }));
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x', namespace: 'billing' },
      spec: { containers: [] },
    };
    const asked = { ...requestFor(pod, 'ann'), operation: 'DELETE' as const, oldObject: pod };
    const outcomes = (engine: Engine): string[] =>
      engine.judge(asked, lookup).map(({ rule, outcome, message }) => `${rule} ${outcome} ${message}`);
    expect(outcomes(target.with(compiled))).toEqual(outcomes(target.bare));
  });

  test('carries owner, end, reason and the hash of the contract', () => {
    const contract = testContract({ policies: [target.scope] });
    const text = JSON.stringify(target.compile(contract).objects);
    for (const word of [
      'billing (#billing)',
      'The vendor image',
      'sha256:',
      '2026-12-22T00:00:00Z',
      'billing/api-root',
    ])
      expect(text).toContain(word);
  });

  test('says when it can only excuse more than asked', () => {
    const contract = testContract({
      policies: [{ ...target.scope, fields: [{ path: 'spec.hostNetwork' }] }],
    });
    expect(target.compile(contract).wider).toHaveLength(1);
  });

  test('is nothing for contracts about other engines', () => {
    expect(target.compile(testContract()).objects).toEqual([]);
  });
});

test('a classic policy is left alone under every name that Kyverno derives for a rule', () => {
  const scope: PolicyScope = {
    engine: 'Kyverno',
    kind: 'ClusterPolicy',
    name: 'hardening',
    rules: ['privileged'],
  };
  const { objects } = compileKyverno([{ contract: testContract({ policies: [scope] }), end }]);
  for (const object of objects)
    expect(object).toMatchObject({
      spec: {
        exceptions: [
          {
            policyName: 'hardening',
            ruleNames: ['privileged', 'autogen-privileged', 'autogen-cronjob-privileged'],
          },
        ],
      },
    });
  expect(objects.length).toBeGreaterThan(0);
});
