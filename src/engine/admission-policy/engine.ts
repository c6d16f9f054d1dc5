import { groupOf, versionOf } from '../../kube/group-kind.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { type KubernetesVersion, kubernetesEnvironment } from '../../language/cel/index.ts';
import type { Verdict } from '../../verdict.ts';
import { type AdmissionRequest, type Engine, type Lookup, LookupError } from '../engine.ts';
import { assumeNamespaces } from './assume-namespaces.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { type CompiledPolicy, compilePolicies } from './compiled-policy.ts';
import { dispatch, type Outcome } from './dispatch.ts';
import { type KindTable, kindTable } from './kind-table.ts';
import { mayMatchResource } from './match-resources.ts';
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from './policy.ts';
import { respond } from './respond.ts';
import type { AdmissionResponse } from './response.ts';
import { verdictsOf } from './verdicts.ts';

export interface AdmissionPolicyOptions {
  readonly policies: readonly ValidatingAdmissionPolicy[];
  readonly bindings: readonly ValidatingAdmissionPolicyBinding[];
  /** CustomResourceDefinitions: what custom kinds are served as, and their scope. */
  readonly crds?: readonly JsonObject[];
  readonly version?: KubernetesVersion;
}

export interface AdmissionPolicyEngine extends Engine {
  /** What the API server would answer, to the letter. */
  respond(request: AdmissionRequest, lookup: Lookup): AdmissionResponse;
}

/**
 * Judges by ValidatingAdmissionPolicies. A policy that nothing binds here is judged too, at no stage: what the namespace
 * would be ready for. A namespace that the lookup does not know is taken to exist, with the label every namespace has.
 */
export function createAdmissionPolicyEngine(options: AdmissionPolicyOptions): AdmissionPolicyEngine {
  const kinds = kindTable(options.crds);
  const environment = kubernetesEnvironment({ version: options.version ?? '1.36' });
  const policies = compilePolicies(options.policies, options.bindings, environment, kinds);
  const byKind = new Map<string, readonly CompiledPolicy[]>();

  function policiesFor(apiVersion: string, kind: string): readonly CompiledPolicy[] {
    const key = `${apiVersion} ${kind}`;
    let found = byKind.get(key);
    if (!found) {
      const { resource } = kinds.find(apiVersion, kind);
      const wanted = { group: groupOf(apiVersion), version: versionOf(apiVersion), resource };
      found = policies.filter(({ policy }) => mayMatchResource(policy.matchConstraints, wanted, kinds));
      byKind.set(key, found);
    }
    return found;
  }

  return {
    name: 'ValidatingAdmissionPolicy',
    needs: [...new Set(options.policies.flatMap(({ paramKind }) => paramKind?.kind ?? []))],
    concerns: (apiVersion, kind) => policiesFor(apiVersion, kind).length > 0,
    judge(request, lookup): readonly Verdict[] {
      const { resource } = request;
      const attributes = attributesOf(request, kinds);
      const assuming = assumeNamespaces(lookup);
      return policiesFor(resource.apiVersion, resource.kind).flatMap((policy) =>
        judgeBy(policy, attributes, resource, kinds, assuming),
      );
    },
    respond(request, lookup): AdmissionResponse {
      const attributes = attributesOf(request, kinds);
      const concerned = policiesFor(request.resource.apiVersion, request.resource.kind);
      return respond(dispatch(concerned, attributes, kinds, lookup), attributes);
    },
  };
}

function judgeBy(
  policy: CompiledPolicy,
  attributes: Attributes,
  resource: Resource,
  kinds: KindTable,
  lookup: Lookup,
): Verdict[] {
  try {
    const { outcomes } = dispatch([policy], attributes, kinds, lookup);
    return verdictsOf(
      policy,
      outcomes.length > 0 ? outcomes : unbound(policy, attributes, kinds, lookup),
      resource,
    );
  } catch (error) {
    if (!(error instanceof LookupError)) throw error;
    const outcome: Outcome = { policy: policy.policy, binding: null, problem: error.message, results: [] };
    return verdictsOf(policy, [outcome], resource);
  }
}

/** The policy as if something bound it, asking for nothing. Parameters only a binding could name. */
function unbound(
  policy: CompiledPolicy,
  attributes: Attributes,
  kinds: KindTable,
  lookup: Lookup,
): readonly Outcome[] {
  if (policy.policy.paramKind !== null) return [];
  const bindings = [{ binding: nothingBound, matches: matchesAll }];
  return dispatch([{ ...policy, bindings }], attributes, kinds, lookup).outcomes;
}

const matchesAll = ({
  resource,
  kind,
}: Attributes): { resource: Attributes['resource']; kind: Attributes['kind'] } => ({
  resource,
  kind,
});

const nothingBound: ValidatingAdmissionPolicyBinding = {
  name: '',
  object: {},
  policyName: '',
  paramRef: null,
  matchResources: null,
  validationActions: [],
};
