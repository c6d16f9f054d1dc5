import { groupOf, versionOf } from '../../kube/group-kind.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { type KubernetesVersion, kubernetesEnvironment } from '../../language/cel/index.ts';
import type { Verdict } from '../../verdict.ts';
import { type AdmissionRequest, type Engine, type Lookup, LookupError } from '../engine.ts';
import { assumeNamespaces } from './assume-namespaces.ts';
import { attributesOf } from './attributes.ts';
import { kindTable } from './kind-table.ts';
import { mayMatchResource } from './match-resources.ts';
import { type CompiledMutatingPolicy, compileMutatingPolicies } from './mutating-compile.ts';
import { type MutationOutcome, mutateRequest } from './mutating-dispatch.ts';
import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding } from './mutating-policy.ts';
import { mutatingResponse } from './mutating-respond.ts';
import type { AdmissionResponse } from './response.ts';

export interface MutatingPolicyOptions {
  readonly policies: readonly MutatingAdmissionPolicy[];
  readonly bindings: readonly MutatingAdmissionPolicyBinding[];
  /** CustomResourceDefinitions: what custom kinds are served as, and their fields. */
  readonly crds?: readonly JsonObject[];
  readonly version?: KubernetesVersion;
}

/** The object as policies leave it, and what they did to it. */
export interface MutationResult {
  readonly object: JsonObject | null;
  readonly outcomes: readonly MutationOutcome[];
  readonly response: AdmissionResponse;
}

export interface MutatingPolicyEngine extends Engine {
  /** What the API server would make of the object. An object that nothing changes is the same object. */
  mutate(request: AdmissionRequest, lookup: Lookup): MutationResult;
}

/** Changes objects by MutatingAdmissionPolicies. As an engine it says for each mutation whether it could be made. */
export function createMutatingPolicyEngine(options: MutatingPolicyOptions): MutatingPolicyEngine {
  const kinds = kindTable(options.crds);
  const environment = kubernetesEnvironment({ version: options.version ?? '1.36' });
  const policies = compileMutatingPolicies(options.policies, options.bindings, environment, kinds);

  function policiesFor(apiVersion: string, kind: string): readonly CompiledMutatingPolicy[] {
    const { resource } = kinds.find(apiVersion, kind);
    const wanted = { group: groupOf(apiVersion), version: versionOf(apiVersion), resource };
    return policies.filter(({ policy }) => mayMatchResource(policy.matchConstraints, wanted, kinds));
  }

  function mutate(request: AdmissionRequest, lookup: Lookup): MutationResult {
    const attributes = attributesOf(request, kinds);
    // There is nothing to change in what is deleted.
    const concerned =
      request.operation === 'DELETE' ? [] : policiesFor(request.resource.apiVersion, request.resource.kind);
    const mutated = mutateRequest(concerned, attributes, kinds, lookup);
    return {
      object: mutated.object,
      outcomes: mutated.outcomes,
      response: mutatingResponse(mutated, attributes),
    };
  }

  return {
    name: 'MutatingAdmissionPolicy',
    needs: [...new Set(options.policies.flatMap(({ paramKind }) => paramKind?.kind ?? []))],
    concerns: (apiVersion, kind) => policiesFor(apiVersion, kind).length > 0,
    mutate,
    judge(request, lookup): readonly Verdict[] {
      try {
        const { outcomes } = mutate(request, assumeNamespaces(lookup));
        return outcomes.map((outcome) => verdictOf(outcome, request.resource));
      } catch (error) {
        if (!(error instanceof LookupError)) throw error;
        return policiesFor(request.resource.apiVersion, request.resource.kind).map(({ policy }) =>
          verdictOf({ ...nothing, policy, message: error.message }, request.resource),
        );
      }
    },
  };
}

const nothing: Omit<MutationOutcome, 'policy'> = {
  binding: null,
  mutation: null,
  outcome: 'error',
  message: '',
  misconfigured: true,
};

function verdictOf({ policy, mutation, outcome, message }: MutationOutcome, resource: Resource): Verdict {
  const passed = outcome === 'changed' || outcome === 'unchanged';
  return {
    engine: 'MutatingAdmissionPolicy',
    policy: policy.name,
    rule: mutation === null ? '' : `mutations[${mutation}]`,
    outcome: passed ? 'pass' : outcome === 'skipped' ? 'skip' : 'error',
    stage: outcome === 'error' && policy.failurePolicy === 'Ignore' ? null : 'enforce',
    severity: null,
    message,
    resource,
    fields: [],
    exception: null,
  };
}
