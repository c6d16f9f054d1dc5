import type { JsonObject } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { type AdmissionRequest, createRequest, type Lookup } from '../../engine.ts';
import { lookupOf, resource } from '../testing.ts';
import { createKyvernoCelEngine, type KyvernoCelEngine } from './engine.ts';
import { loadKyvernoCelPolicies } from './load.ts';

/** Constraints on the creation of some resources of one group. */
export function matching(...resources: string[]): JsonObject {
  const [group = '', version = ''] = resources[0]?.includes('/')
    ? (resources.shift() ?? '').split('/')
    : ['', 'v1'];
  return {
    resourceRules: [
      { apiGroups: [group], apiVersions: [version], operations: ['CREATE', 'UPDATE'], resources },
    ],
  };
}

export function policy(kind: string, spec: JsonObject, name = 'p', namespace = ''): Resource {
  return resource('policies.kyverno.io/v1', kind, name, { spec }, namespace);
}

export function exception(spec: JsonObject, metadata: JsonObject = {}): Resource {
  const policyRefs = ['ValidatingPolicy', 'MutatingPolicy', 'GeneratingPolicy', 'DeletingPolicy'].map(
    (kind) => ({
      name: 'p',
      kind,
    }),
  );
  return resource(
    'policies.kyverno.io/v1',
    'PolicyException',
    'e',
    { spec: { policyRefs, ...spec }, metadata },
    'ns',
  );
}

export function engineOf(...resources: Resource[]): KyvernoCelEngine {
  return createKyvernoCelEngine(loadKyvernoCelPolicies(resources));
}

export function pod(rest: JsonObject = {}, namespace = 'ns'): Resource {
  return resource('v1', 'Pod', 'web', rest, namespace);
}

export function created(object: Resource, more: Partial<AdmissionRequest> = {}): AdmissionRequest {
  return { ...createRequest(object), ...more };
}

export const emptyLookup: Lookup = lookupOf();

/** The text that an expression gives for a pod. An error's text begins with `error: `. */
export function textOf(expression: string, object: Resource = pod(), lookup: Lookup = emptyLookup): string {
  const validations = [{ expression: 'false', messageExpression: `string(${expression})` }];
  const engine = engineOf(policy('ValidatingPolicy', { matchConstraints: matching('pods'), validations }));
  const [problem] = engine.problems;
  if (problem) return `problem: ${problem.message}`;
  const [result] = engine.results(created(object), lookup);
  return result?.result.message.replace('failed to evaluate message expression', 'error') ?? '';
}
