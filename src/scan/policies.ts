import type { Engine } from '../engine/engine.ts';
import { groupOf } from '../kube/group-kind.ts';
import type { JsonObject, Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Inputs } from '../source/inputs.ts';
import type { Problem, ScanErrorCode, ScanNotice } from './result.ts';

/** The engines that a user's policies make, and what is wrong with those that make none. */
export interface LoadedPolicies {
  readonly engines: readonly Engine[];
  /** What they were made of. */
  readonly resources: readonly Resource[];
  readonly problems: readonly Problem[];
  readonly notices: readonly ScanNotice[];
}

/** A family of policies: the objects it is made of, and the engine they become. Loaded only when one is there. */
interface Family {
  readonly kinds: ReadonlySet<string>;
  compile(resources: readonly Resource[], problems: Problem[]): Promise<Engine>;
}

const classicKinds = kinds('kyverno.io', 'ClusterPolicy', 'Policy');

const families: readonly Family[] = [
  {
    kinds: classicKinds,
    async compile(resources, problems) {
      const { loadKyvernoEngine } = await import('../engine/kyverno/index.ts');
      const exceptions = resources.filter(
        ({ apiVersion, kind }) => kind === 'PolicyException' && groupOf(apiVersion) === 'kyverno.io',
      );
      const policies = resources.filter((resource) => this.kinds.has(kindOf(resource)));
      const compiled = await loadKyvernoEngine(policies, { exceptions });
      noteProblems(compiled.problems, problems);
      return compiled.engine;
    },
  },
  {
    kinds: kinds(
      'admissionregistration.k8s.io',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
    ),
    async compile(resources, problems) {
      const { createAdmissionPolicyEngine, loadAdmissionPolicies } = await import(
        '../engine/admission-policy/index.ts'
      );
      const loaded = loadAdmissionPolicies(resources);
      noteProblems(loaded.problems, problems);
      return createAdmissionPolicyEngine({ ...loaded, crds: crdsOf(resources) });
    },
  },
  {
    kinds: kinds('admissionregistration.k8s.io', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'),
    async compile(resources, problems) {
      const { createMutatingPolicyEngine, loadMutatingPolicies } = await import(
        '../engine/admission-policy/index.ts'
      );
      const loaded = loadMutatingPolicies(resources);
      noteProblems(loaded.problems, problems);
      return createMutatingPolicyEngine({ ...loaded, crds: crdsOf(resources) });
    },
  },
  {
    kinds: kinds(
      'policies.kyverno.io',
      'ValidatingPolicy',
      'NamespacedValidatingPolicy',
      'MutatingPolicy',
      'NamespacedMutatingPolicy',
    ),
    async compile(resources, problems) {
      const { createKyvernoCelEngine, loadKyvernoCelPolicies } = await import(
        '../engine/admission-policy/index.ts'
      );
      const engine = createKyvernoCelEngine(loadKyvernoCelPolicies(resources));
      for (const { policy, path, message } of engine.problems) {
        const resource = resources.find(({ kind, name }) => kind === policy.kind && name === policy.name);
        if (resource) problems.push(policyProblem(resource, path, message));
      }
      return engine;
    },
  },
];

/**
 * Reads policies of every family. What is no policy of any is named: it might have been meant to be one. With `smells`, so
 * are policies that do not do what they seem to.
 */
export async function loadPolicies(inputs: Inputs, smells = false): Promise<LoadedPolicies> {
  const resources: Resource[] = [];
  const problems: Problem[] = [];
  for await (const events of inputs.read()) {
    for (const event of events) {
      if (event.type === 'resource') resources.push(event.resource);
      else if (event.type === 'error') problems.push(event.error);
    }
  }
  const engines: Engine[] = [];
  for (const family of families) {
    if (resources.some((resource) => family.kinds.has(kindOf(resource)))) {
      engines.push(await family.compile(resources, problems));
    }
  }
  const none = {
    code: 'NO_POLICY',
    file: '',
    message: '--policies: no policy of a known kind was found there.',
  };
  const notices = engines.length === 0 ? [none] : [];
  if (smells) notices.push(...(await smellNotices(resources)));
  return { engines, resources, problems, notices };
}

async function smellNotices(resources: readonly Resource[]): Promise<ScanNotice[]> {
  const policies = resources.filter((resource) => classicKinds.has(kindOf(resource)));
  if (policies.length === 0) return [];
  const { findSmells } = await import('../engine/kyverno/smell/find-smells.ts');
  return policies.flatMap((resource) =>
    findSmells(resource).map(({ code, rule, path, message }) => ({
      code: `smell:${code}`,
      file: resource.origin.file,
      line: (resource.origin.locate?.(path) ?? resource.origin.start).line,
      message: `${resource.name}/${rule}: ${message} (${code})`,
    })),
  );
}

function crdsOf(resources: readonly Resource[]): JsonObject[] {
  return resources.filter(({ kind }) => kind === 'CustomResourceDefinition').map(({ object }) => object);
}

function noteProblems(
  found: readonly { readonly resource: Resource; readonly path: Path; readonly message: string }[],
  problems: Problem[],
): void {
  for (const { resource, path, message } of found) problems.push(policyProblem(resource, path, message));
}

/** The schemas of custom kinds and parameters. */
function kinds(group: string, ...names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => `${group}/${name}`));
}

function kindOf({ apiVersion, kind }: Resource): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

function policyProblem({ kind, name, origin }: Resource, path: Path, message: string): Problem {
  const { line, column } = origin.locate?.(path) ?? origin.start;
  return {
    code: 'BAD_POLICY' satisfies ScanErrorCode,
    message: `${kind} ${name}: ${message}`,
    file: origin.file,
    line,
    column,
  };
}
