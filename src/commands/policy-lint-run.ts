import {
  type CheckedExpression,
  checkPolicy,
  loadAdmissionPolicies,
} from '../engine/admission-policy/index.ts';
import { loadKyvernoEngine } from '../engine/kyverno/index.ts';
import { groupOf } from '../kube/group-kind.ts';
import type { Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { oneLine } from '../report/terminal/layout.ts';
import type { ExitCode, Io } from './command.ts';
import type { LintFlags } from './policy-lint.ts';
import { readObjects } from './policy-migrate-read.ts';

interface Finding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly policy: string;
  /** `spec.validations[0].expression` */
  readonly field: string;
  readonly message: string;
}

/** Prints what is found. 1 for errors, 3 for what cannot be read or is no policy. */
export async function lintPolicies(files: readonly string[], flags: LintFlags, io: Io): Promise<ExitCode> {
  const { resources, problems } = await readObjects(files, io);
  for (const problem of problems) io.stderr.write(`${oneLine(problem)}\n`);
  const crds = resources
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ object }) => object);
  const findings = [
    ...resources.flatMap((resource) => checked(resource, crds, flags.cost === true)),
    ...loaded(resources),
    ...(await classic(resources)),
  ];
  if (flags.output === 'json') io.stdout.write(`${JSON.stringify({ findings }, null, 2)}\n`);
  else for (const finding of findings) io.stdout.write(`${lineOf(finding)}\n`);
  if (!resources.some(isPolicy)) io.stderr.write('No policy of a known kind was found there.\n');
  if (problems.length > 0 || !resources.some(isPolicy)) return 3;
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function lineOf({ file, line, column, severity, policy, field, message }: Finding): string {
  const place = field === '' ? '' : `${field}: `;
  return oneLine(`${file}:${line}:${column}: ${severity}: ${policy}: ${place}${message}`);
}

/** Policies whose expressions are CEL. */
function checked(resource: Resource, crds: readonly Resource['object'][], cost: boolean): Finding[] {
  const check = checkPolicy(resource, { crds });
  if (check === null) return [];
  const found = check.findings.map(({ severity, path, line, column, message, kinds }) => {
    const inside = line === 1 && column === 1 ? '' : `${line}:${column}: `;
    const about = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
    return findingAt(resource, path, severity, `${inside}${message}${about}`);
  });
  const costs = cost ? check.expressions.map((one) => costOf(resource, one)) : [];
  return [...found, ...costs];
}

function costOf(resource: Resource, { path, type, cost }: CheckedExpression): Finding {
  const most = cost.max === null ? 'no bound' : `at most ${cost.max}`;
  return findingAt(resource, path, 'info', `type ${type}, cost at least ${cost.min}, ${most}`);
}

/** Bindings and whatever else loading refuses; policies have had their turn. */
function loaded(resources: readonly Resource[]): Finding[] {
  return loadAdmissionPolicies(resources)
    .problems.filter(({ resource }) => checkPolicy(resource) === null)
    .map(({ resource, path, message }) => findingAt(resource, path, 'error', message));
}

async function classic(resources: readonly Resource[]): Promise<Finding[]> {
  const policies = resources.filter(isClassic);
  if (policies.length === 0) return [];
  const { problems } = await loadKyvernoEngine(policies);
  return problems.map(({ resource, message }) => findingAt(resource, [], 'error', message));
}

function isClassic({ apiVersion, kind }: Resource): boolean {
  return groupOf(apiVersion) === 'kyverno.io' && (kind === 'ClusterPolicy' || kind === 'Policy');
}

const admissionKinds = /^(?:Validating|Mutating)AdmissionPolicy(?:Binding)?$/;

function isPolicy(resource: Resource): boolean {
  const group = groupOf(resource.apiVersion);
  if (group === 'admissionregistration.k8s.io') return admissionKinds.test(resource.kind);
  return isClassic(resource) || (group === 'policies.kyverno.io' && checkPolicy(resource) !== null);
}

function findingAt(
  { origin, kind, name }: Resource,
  path: Path,
  severity: Finding['severity'],
  message: string,
): Finding {
  const { line, column } = origin.locate?.(path) ?? origin.start;
  const field = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
  return { severity, file: origin.file, line, column, policy: `${kind} ${name}`, field, message };
}
