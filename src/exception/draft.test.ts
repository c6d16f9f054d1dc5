import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testDeployment, testVerdict } from '../../test/support/contract.ts';
import { evaluatePodSecurity } from '../engine/pod-security/index.ts';
import type { JsonObject } from '../kube/json.ts';
import { podOf } from '../kube/pod-template.ts';
import type { Verdict } from '../verdict.ts';
import { draftFromVerdicts } from './draft.ts';
import { createExcuser } from './excuser.ts';
import { contractProblems } from './problems.ts';

const now = new Date('2026-12-01T00:00:00Z');

function failsOf(spec: JsonObject): Verdict[] {
  const resource = testDeployment(spec);
  const pod = podOf(resource);
  if (pod === undefined) throw new Error('no pod');
  return evaluatePodSecurity(pod, { level: 'restricted', version: 'v1.34' }).results.map(
    ({ checkId, fields, message }) =>
      testVerdict(resource, {
        rule: checkId,
        message,
        fields: fields.map((field) => [...pod.path, ...field]),
      }),
  );
}

describe('a draft', () => {
  test('names container, field and value where it can', () => {
    const fails = failsOf({
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'api',
          securityContext: {
            capabilities: { add: ['NET_ADMIN'], drop: ['ALL'] },
            allowPrivilegeEscalation: false,
          },
        },
      ],
    });
    const { spec, metadata } = draftFromVerdicts(fails, { days: 14 }, now);
    expect(metadata).toEqual({ name: 'api-capabilities-restricted', namespace: 'billing' });
    expect(spec.subjects).toEqual([{ kind: 'Deployment', name: 'api', containers: ['api'] }]);
    expect(spec.policies).toEqual([
      {
        engine: 'PodSecurity',
        level: 'restricted',
        checks: ['capabilities_restricted'],
        fields: [
          { path: 'spec.containers[name=api].securityContext.capabilities.add', values: ['NET_ADMIN'] },
        ],
      },
    ]);
    expect(spec.expiresAt).toBe('2026-12-15T00:00:00Z');
  });

  test('reaches what the API server makes of a generateName', () => {
    const resource = {
      ...testDeployment({ hostNetwork: true, containers: [] }),
      name: 'import-feed-',
      object: { metadata: { generateName: 'import-feed-', namespace: 'billing' } },
    };
    const contract = draftFromVerdicts(
      [testVerdict(resource, { rule: 'hostNamespaces' })],
      { days: 14 },
      now,
    );
    expect(contract.spec.subjects).toMatchObject([{ name: 'import-feed-*' }]);
    expect(contractProblems(contract)).toEqual([]);
  });

  test('says TODO where only a person can know', () => {
    const { spec } = draftFromVerdicts(failsOf({ hostNetwork: true, containers: [] }), { days: 14 }, now);
    expect(spec.owner).toEqual({ team: 'TODO', contact: 'TODO' });
    expect(spec.reason).toMatch(/^TODO: /);
  });
});

const securityContext = fc.record(
  {
    privileged: fc.boolean(),
    runAsNonRoot: fc.boolean(),
    runAsUser: fc.constantFrom(0, 1),
    procMount: fc.constantFrom('Unmasked', ''),
    capabilities: fc.record(
      {
        add: fc.array(fc.constantFrom('NET_ADMIN', 'SYS_TIME', 'NET_BIND_SERVICE'), { maxLength: 3 }),
        drop: fc.subarray(['ALL', 'X']),
      },
      { requiredKeys: [] },
    ),
    seLinuxOptions: fc.record(
      { type: fc.constantFrom('spc_t', ''), user: fc.constantFrom('u', '') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
const container = fc.record(
  { name: fc.constantFrom('api', 'side car', 'x'), securityContext },
  { requiredKeys: ['name'] },
);
const spec = fc.record(
  {
    containers: fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1, maxLength: 3 }),
    initContainers: fc.array(container, { maxLength: 1 }),
    hostPID: fc.boolean(),
    securityContext,
    volumes: fc.array(
      fc.constantFrom<JsonObject>(
        { name: 'a', hostPath: { path: '/' } },
        { name: 'b' },
        { hostPath: {} },
        { name: 'n', nfs: {} },
      ),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: ['containers'] },
);

test('a draft is a contract, and excuses what it was drafted for', () => {
  fc.assert(
    fc.property(spec, (pod) => {
      const fails = failsOf(pod as JsonObject);
      if (fails.length === 0) return;
      const contract = draftFromVerdicts(fails, { days: 14 }, now);
      expect(contractProblems(contract)).toEqual([]);
      const excuser = createExcuser([{ contract, standing: { approved: true } }], { now });
      for (const fail of fails) expect(excuser.excuse(fail)?.verdict.outcome, fail.rule).toBe('excepted');
    }),
    { numRuns: 300 },
  );
});
