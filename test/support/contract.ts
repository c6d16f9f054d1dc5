import type { ContractSpec, ExceptionContract } from '../../src/exception/contract.ts';
import { isObject, type Json, type JsonObject } from '../../src/kube/json.ts';
import type { Resource } from '../../src/kube/resource.ts';
import type { Verdict } from '../../src/verdict.ts';

/** A valid contract for tests: runAsNonRoot of Deployment billing/api, from 22 November to 22 December 2026. */
export function testContract(
  spec: Partial<ContractSpec> = {},
  metadata: Partial<ExceptionContract['metadata']> = {},
): ExceptionContract {
  return {
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'ExceptionContract',
    metadata: { name: 'api-root', namespace: 'billing', ...metadata },
    spec: {
      subjects: [{ kind: 'Deployment', name: 'api' }],
      policies: [{ engine: 'PodSecurity', level: 'restricted', checks: ['runAsNonRoot'] }],
      owner: { team: 'billing', contact: '#billing' },
      reason: 'The vendor image writes to its home folder.',
      risk: { level: 'High', impact: 'Root inside the container.' },
      validFrom: '2026-11-22T00:00:00Z',
      expiresAt: '2026-12-22T00:00:00Z',
      ...spec,
    },
  };
}

/** A workload as the engines see it, with its template's pod spec in place. */
export function testDeployment(podSpec: JsonObject, name = 'api', namespace = 'billing'): Resource {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { template: { spec: podSpec } },
  };
  return testResource(object);
}

export function testResource(object: JsonObject): Resource {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  return {
    apiVersion: text(object.apiVersion),
    kind: text(object.kind),
    namespace: text(metadata.namespace),
    name: text(metadata.name),
    object,
    origin: { file: 'test.yaml', start: { line: 1, column: 1 } },
  };
}

export function testVerdict(resource: Resource, parts: Partial<Verdict> = {}): Verdict {
  return {
    engine: 'PodSecurity',
    policy: 'restricted@v1.34',
    rule: 'runAsNonRoot',
    outcome: 'fail',
    stage: 'enforce',
    severity: 'medium',
    message: 'runAsNonRoot != true',
    resource,
    fields: [],
    exception: null,
    ...parts,
  };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
