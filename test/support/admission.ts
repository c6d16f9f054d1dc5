import {
  createAdmissionPolicyEngine,
  loadAdmissionPolicies,
} from '../../src/engine/admission-policy/index.ts';
import { type AdmissionRequest, createRequest, type Engine, type Lookup } from '../../src/engine/engine.ts';
import { at, type JsonObject, own } from '../../src/kube/json.ts';
import type { Resource } from '../../src/kube/resource.ts';
import { testResource } from './contract.ts';

/** An engine of the ValidatingAdmissionPolicies and bindings among some objects. */
export function policyEngine(objects: readonly JsonObject[]): Engine {
  return createAdmissionPolicyEngine(loadAdmissionPolicies(objects.map(asPolicy)));
}

/** Policies live in no namespace. */
export function asPolicy(object: JsonObject): Resource {
  return { ...testResource(object), namespace: '' };
}

/** Somebody creates the object. */
export function requestFor(object: JsonObject, username: string): AdmissionRequest {
  return { ...createRequest(testResource(object)), userInfo: { username } };
}

/** A cluster of these objects, with a Namespace for every name. */
export function admissionLookup(objects: readonly JsonObject[], now: Date): Lookup {
  return {
    now,
    namespace: (name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    }),
    list: () => [],
    get: (_apiVersion, kind, namespace, name) =>
      objects.find(
        (object) =>
          own(object, 'kind') === kind &&
          at(object, ['metadata', 'namespace']) === namespace &&
          at(object, ['metadata', 'name']) === name,
      ),
  };
}
