import type { Engine } from '../engine/engine.ts';
import type { Version } from '../engine/pod-security/version.ts';
import { groupOf } from '../kube/group-kind.ts';
import type { Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Inputs } from '../source/inputs.ts';
import type { Problem } from './result.ts';

/** The engines that a user's policies make, and what is wrong with those that make none. */
export interface LoadedPolicies {
  readonly engines: readonly Engine[];
  readonly problems: readonly Problem[];
  readonly notices: readonly string[];
}

/** Reads policies of every family. An engine is loaded only when a policy of its family is there. */
export async function loadPolicies(inputs: Inputs, emulate: Version | undefined): Promise<LoadedPolicies> {
  const resources: Resource[] = [];
  const problems: Problem[] = [];
  const notices: string[] = [];
  for await (const events of inputs.read()) {
    for (const event of events) {
      if (event.type === 'resource') resources.push(event.resource);
      else if (event.type === 'error') problems.push(event.error);
    }
  }
  const engines: Engine[] = [];
  const families = new Set(resources.map(({ apiVersion }) => groupOf(apiVersion)));
  if (families.has('admissionregistration.k8s.io'))
    engines.push(await admissionPolicies(resources, emulate, problems));
  if (engines.length === 0 && problems.length === 0) notices.push('No policy was found under --policies.');
  return { engines, problems, notices };
}

async function admissionPolicies(
  resources: readonly Resource[],
  _emulate: Version | undefined,
  problems: Problem[],
): Promise<Engine> {
  const { createAdmissionPolicyEngine, loadAdmissionPolicies } = await import(
    '../engine/admission-policy/index.ts'
  );
  const loaded = loadAdmissionPolicies(resources);
  for (const { resource, path, message } of loaded.problems)
    problems.push(policyProblem(resource, path, message));
  const crds = resources
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ object }) => object);
  return createAdmissionPolicyEngine({ ...loaded, crds });
}

function policyProblem({ kind, name, origin }: Resource, path: Path, message: string): Problem {
  const { line, column } = origin.locate?.(path) ?? origin.start;
  return { code: 'BAD_POLICY', message: `${kind} ${name}: ${message}`, file: origin.file, line, column };
}
