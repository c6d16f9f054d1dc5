import { expect, test } from 'vitest';
import type { ExceptionContract } from '../exception/contract.ts';
import { badPod } from './bed.fixture.ts';
import { ContractCover } from './contract-cover.ts';

const now = new Date('2026-11-22T10:00:00Z');
const body = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { template: { spec: badPod } },
};
const found = {
  subject: 'Deployment/web',
  policy: 'baseline@v1.34 privileged',
  field: 'spec.template.spec.containers[name=app].securityContext.privileged',
  engine: 'PodSecurity',
  policyName: 'baseline@v1.34',
  rule: 'privileged',
};

function contract(expiresAt: string): ExceptionContract {
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'ExceptionContract',
    metadata: { name: 'web-privileged', namespace: 'shop' },
    spec: {
      subjects: [{ kind: 'Deployment', name: 'web' }],
      policies: [{ engine: 'PodSecurity', level: 'baseline', checks: ['privileged'] }],
      owner: { team: 'web', contact: '#web' },
      reason: 'it needs the device, for now',
      risk: { level: 'High', impact: 'root on the node' },
      validFrom: '2026-11-01T00:00:00Z',
      expiresAt,
    },
  };
}

test.each(['now and then', 'then and now'])(
  'one that was changed is not hidden by what it was: %s',
  (order) => {
    const contracts = [
      { contract: contract('2026-11-29T00:00:00Z'), standing: { approved: true } },
      { contract: contract('2026-11-23T00:00:00Z'), standing: { approved: true, revoked: true } },
    ];
    const cover = new ContractCover(order === 'now and then' ? contracts : contracts.toReversed(), now);
    const touching = cover.contractsFor(found, body, false);
    expect(new Set(touching.map(({ id }) => id)).size).toBe(2);
    expect(new Set(touching.map(({ approved, revoked }) => approved && !revoked))).toEqual(
      new Set([false, true]),
    );
  },
);
