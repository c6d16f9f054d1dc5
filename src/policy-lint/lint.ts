import { checkPolicy, loadAdmissionPolicies } from '../engine/admission-policy/index.ts';
import { validateKyverno } from '../engine/kyverno/index.ts';
import { groupOf } from '../kube/group-kind.ts';
import type { JsonObject, Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { celFindings } from './cel.ts';
import { celRules } from './classic-cel.ts';
import type { LintFinding } from './finding.ts';
import { smellsOf } from './smells.ts';

export interface LintOptions {
  /** Findings about the cost of each expression too. */
  readonly cost?: boolean;
}

/** Everything that can be said of policies without any request, in their order. Other objects are passed over. */
export function lintPolicies(resources: readonly Resource[], options: LintOptions = {}): LintFinding[] {
  const crds = resources
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ object }) => object);
  return [...resources.flatMap((resource) => lintPolicy(resource, crds, options)), ...bindings(resources)];
}

function lintPolicy(resource: Resource, crds: readonly JsonObject[], options: LintOptions): LintFinding[] {
  const refusal = isKyverno(resource) ? validateKyverno(resource) : null;
  const { path = [], message = '' } = refusal ?? {};
  if (refusal !== null) return [{ rule: 'refused', severity: 'error', resource, path, message }];
  const parts = isKyverno(resource) ? celRules(resource) : [{ resource, path: (same: Path) => same }];
  return [...smells(resource), ...celFindings(resource, parts, crds, options)];
}

function smells(resource: Resource): LintFinding[] {
  return smellsOf(resource).map(({ code, rule, path, message }) => ({
    rule: code,
    severity: 'warning',
    resource,
    path,
    message: rule === '' ? message : `rule ${rule}: ${message}`,
  }));
}

/** Bindings, whose policies have had their turn. */
function bindings(resources: readonly Resource[]): LintFinding[] {
  return loadAdmissionPolicies(resources)
    .problems.filter(({ resource }) => resource.kind === 'ValidatingAdmissionPolicyBinding')
    .map(({ resource, path, message }) => ({ rule: 'refused', severity: 'error', resource, path, message }));
}

const kyvernoKinds: ReadonlySet<string> = new Set([
  'ClusterPolicy',
  'Policy',
  'PolicyException',
  'ClusterCleanupPolicy',
  'CleanupPolicy',
]);

function isKyverno({ apiVersion, kind }: Resource): boolean {
  return groupOf(apiVersion) === 'kyverno.io' && kyvernoKinds.has(kind);
}

const admissionKinds = /^(?:Validating|Mutating)AdmissionPolicy(?:Binding)?$/;

/** True for what `lintPolicies` has something to look for in. */
export function isPolicy(resource: Resource): boolean {
  const group = groupOf(resource.apiVersion);
  if (group === 'admissionregistration.k8s.io') return admissionKinds.test(resource.kind);
  return isKyverno(resource) || (group === 'policies.kyverno.io' && checkPolicy(resource) !== null);
}
