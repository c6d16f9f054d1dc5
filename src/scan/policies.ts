import type { PolicyCompileProblem } from '../engine/admission-policy/index.ts';
import { kyvernoCelKinds } from '../engine/admission-policy/kyverno/kinds.ts';
import type { Engine } from '../engine/engine.ts';
import { groupOf } from '../kube/group-kind.ts';
import type { Json, JsonObject, Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { KubernetesVersion } from '../language/cel/index.ts';
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
  compile(resources: readonly Resource[], problems: Problem[], options: PolicyOptions): Promise<Engine>;
}

/** What policies are read with. */
export interface PolicyOptions {
  /** True to name policies that do not do what they seem to. */
  readonly smells?: boolean;
  /** A values file of Kyverno's command line. */
  readonly values?: Json | undefined;
  /** The version of the cluster, which decides what its CEL can do: `1.34`. The newest known when not given. */
  readonly kubernetes?: string | undefined;
}

const classicKinds = kinds('kyverno.io', 'ClusterPolicy', 'Policy');

const families: readonly Family[] = [
  {
    kinds: classicKinds,
    async compile(resources, problems, { values }) {
      const { loadKyvernoEngine } = await import('../engine/kyverno/index.ts');
      const exceptions = resources.filter(
        ({ apiVersion, kind }) => kind === 'PolicyException' && groupOf(apiVersion) === 'kyverno.io',
      );
      const policies = resources.filter((resource) => this.kinds.has(kindOf(resource)));
      const compiled = await loadKyvernoEngine(policies, {
        exceptions,
        ...(values === undefined ? {} : { values }),
      });
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
    async compile(resources, problems, { kubernetes }) {
      const { createAdmissionPolicyEngine, learningKinds, loadAdmissionPolicies } = await import(
        '../engine/admission-policy/index.ts'
      );
      const loaded = loadAdmissionPolicies(resources);
      noteProblems(loaded.problems, problems);
      const version = await celVersion(kubernetes);
      return learningKinds(crdsOf(resources), (crds) =>
        createAdmissionPolicyEngine({ ...loaded, crds, version }),
      );
    },
  },
  {
    kinds: kinds('admissionregistration.k8s.io', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'),
    async compile(resources, problems, { kubernetes }) {
      const { createMutatingPolicyEngine, learningKinds, loadMutatingPolicies } = await import(
        '../engine/admission-policy/index.ts'
      );
      const loaded = loadMutatingPolicies(resources);
      noteProblems(loaded.problems, problems);
      const version = await celVersion(kubernetes);
      return learningKinds(crdsOf(resources), (crds) =>
        createMutatingPolicyEngine({ ...loaded, crds, version }),
      );
    },
  },
  {
    kinds: kinds('policies.kyverno.io', ...kyvernoCelKinds),
    async compile(resources, problems) {
      const { createKyvernoCelEngine, learningKinds, loadKyvernoCelPolicies } = await import(
        '../engine/admission-policy/index.ts'
      );
      const loaded = loadKyvernoCelPolicies(resources);
      const signed = loaded.imageValidatingPolicies.length > 0;
      const keyless = signed ? await import('../engine/kyverno/verify-images/sigstore.ts') : {};
      let noted = false;
      return learningKinds(loaded.crds, (crds) => {
        const engine = createKyvernoCelEngine({ ...loaded, ...keyless, crds });
        if (!noted) notePolicyProblems(engine.problems, resources, problems);
        noted = true;
        return engine;
      });
    },
  },
];

/** Reads policies of every family. What is no policy of any is named: it might have been meant to be one. */
export async function loadPolicies(inputs: Inputs, options: PolicyOptions = {}): Promise<LoadedPolicies> {
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
      engines.push(await family.compile(resources, problems, options));
    }
  }
  const cleanup = resources.filter(({ kind }) => kind === 'ClusterCleanupPolicy' || kind === 'CleanupPolicy');
  if (cleanup.length > 0) {
    const { loadCleanupPolicies } = await import('../engine/kyverno/cleanup/cleanup.ts');
    noteProblems(loadCleanupPolicies(cleanup).problems, problems);
  }
  const none = {
    code: 'NO_POLICY',
    file: '',
    message: '--policies: no policy of a known kind was found there.',
  };
  const notices: ScanNotice[] = engines.length === 0 && cleanup.length === 0 ? [none] : [];
  if (cleanup.length > 0) notices.push(cleanupNotice);
  if (options.smells === true) notices.push(...(await smellNotices(resources)));
  return { engines, resources, problems, notices };
}

const cleanupNotice: ScanNotice = {
  code: 'CLEANUP',
  file: '',
  message: 'Cleanup policies judge nothing; portcullis policy cleanup says what they would delete.',
};

async function smellNotices(resources: readonly Resource[]): Promise<ScanNotice[]> {
  if (resources.length === 0) return [];
  const { smellsOf } = await import('../policy-lint/smells.ts');
  return resources.flatMap((resource) =>
    smellsOf(resource).map(({ code, rule, path, message }) => ({
      code: `smell:${code}`,
      file: resource.origin.file,
      line: (resource.origin.locate?.(path) ?? resource.origin.start).line,
      message: `${resource.name}${rule === '' ? '' : `/${rule}`}: ${message} (${code})`,
    })),
  );
}

/** The version nearest to the given one whose CEL is known. */
async function celVersion(given: string | undefined): Promise<KubernetesVersion> {
  const { KUBERNETES_VERSIONS } = await import('../language/cel/kubernetes.ts');
  const minor = Number(/^v?1\.(\d{1,4})/.exec(given ?? '')?.[1] ?? Infinity);
  return (
    KUBERNETES_VERSIONS.findLast((version) => Number(version.slice(2)) <= minor) ?? KUBERNETES_VERSIONS[0]
  );
}

/** The schemas of custom kinds and parameters. */
function crdsOf(resources: readonly Resource[]): JsonObject[] {
  return resources.filter(({ kind }) => kind === 'CustomResourceDefinition').map(({ object }) => object);
}

function noteProblems(
  found: readonly { readonly resource: Resource; readonly path: Path; readonly message: string }[],
  problems: Problem[],
): void {
  for (const { resource, path, message } of found) problems.push(policyProblem(resource, path, message));
}

function notePolicyProblems(
  found: readonly PolicyCompileProblem[],
  resources: readonly Resource[],
  problems: Problem[],
): void {
  for (const { policy, path, message } of found) {
    const resource = resources.find(
      ({ kind, name, namespace }) =>
        kind === policy.kind &&
        name === policy.name &&
        (policy.namespace === '' || (namespace || 'default') === policy.namespace),
    );
    if (resource) problems.push(policyProblem(resource, path, message));
  }
}

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
    message: `${name === '' ? kind : `${kind} ${name}`}: ${message}`,
    file: origin.file,
    line,
    column,
  };
}
