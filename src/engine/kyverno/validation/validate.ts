import { own, type Path } from '../../../kube/json.ts';
import type { Resource } from '../../../kube/resource.ts';
import { textAt } from '../read.ts';
import { cleanupProblems } from './cleanup.ts';
import { exceptionProblems } from './exception.ts';
import { policyProblems } from './policy.ts';
import { type FieldProblem, joined } from './problem.ts';
import { schemas } from './schema.ts';
import { structureProblems } from './structure.ts';

/** A policy or exception that a cluster with Kyverno refuses, and why. */
export interface Refusal {
  readonly resource: Resource;
  /** The field it is about. */
  readonly path: Path;
  readonly message: string;
  /** The webhook that refuses it; null when the API server itself does, by its schema. */
  readonly webhook: string | null;
}

/** null for what a cluster accepts. */
export function validateKyverno(resource: Resource): Refusal | null {
  const schema = Object.hasOwn(schemas, resource.kind) ? schemas[resource.kind] : undefined;
  const check = checks[resource.kind];
  if (schema === undefined || check === undefined) return null;
  const identity = identityProblems(resource);
  if (identity.length > 0) return refusal(resource, identity, null);
  const structure = structureProblems(resource.object, schema, []);
  if (structure.length > 0) return refusal(resource, structure, null);
  const problems = check.problems(resource);
  return problems.length > 0 ? refusal(resource, problems, check.webhook) : null;
}

/** What the API server itself wants of any object. */
function identityProblems({ apiVersion, kind, object }: Resource): FieldProblem[] {
  const [group, version = ''] = apiVersion.split('/');
  if (group === 'kyverno.io' && !versions[kind]?.includes(version))
    return [{ path: ['apiVersion'], message: `no matches for kind "${kind}" in version "${apiVersion}"` }];
  const metadata = own(object, 'metadata');
  const name = own(metadata, 'name') ?? null;
  if (name !== null && typeof name !== 'string')
    return structureProblems(name, { type: 'string' }, ['metadata', 'name']);
  if ((name ?? '') !== '' || textAt(metadata, 'generateName') !== '') return [];
  return [
    {
      path: ['metadata', 'name'],
      message: 'metadata.name: Required value: name or generateName is required',
    },
  ];
}

/** What a cluster with Kyverno v1.19 serves (config/crds/kyverno). */
const versions: Readonly<Record<string, readonly string[]>> = {
  ClusterPolicy: ['v1', 'v2beta1'],
  Policy: ['v1', 'v2beta1'],
  PolicyException: ['v2', 'v2beta1'],
  ClusterCleanupPolicy: ['v2', 'v2beta1'],
  CleanupPolicy: ['v2', 'v2beta1'],
};

/** What the API server tells whoever creates it. */
export function refusalText({ resource, message, webhook }: Refusal): string {
  if (webhook !== null) return `admission webhook "${webhook}" denied the request: ${message}`;
  return `${resource.kind}.kyverno.io ${JSON.stringify(resource.name)} is invalid: ${message}`;
}

function refusal(resource: Resource, problems: readonly FieldProblem[], webhook: string | null): Refusal {
  return { resource, path: problems[0]?.path ?? [], message: joined(problems), webhook };
}

interface Check {
  readonly webhook: string;
  problems(resource: Resource): readonly FieldProblem[];
}

const policyCheck: Check = { webhook: 'validate-policy.kyverno.svc', problems: policyProblems };
const cleanupCheck: Check = {
  webhook: 'kyverno-cleanup-controller.kyverno.svc',
  problems: cleanupProblems,
};

const checks: Readonly<Record<string, Check>> = {
  ClusterPolicy: policyCheck,
  Policy: policyCheck,
  PolicyException: { webhook: 'kyverno-svc.kyverno.svc', problems: exceptionProblems },
  ClusterCleanupPolicy: cleanupCheck,
  CleanupPolicy: cleanupCheck,
};
