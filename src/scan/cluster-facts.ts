import { type AdmissionRequest, type Engine, type Lookup, LookupError } from '../engine/engine.ts';
import { listAt, textAt } from '../engine/kyverno/read.ts';
import { withRegistry } from '../engine/registry-lookup.ts';
import type { Json, JsonObject } from '../kube/json.ts';
import { own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { builtInResource, type KindInfo } from '../kube/structure/kinds.ts';
import type { RegistryStore } from '../source/registry/registry-store.ts';
import { resolveGlobalContext } from './kyverno-suite/global-context.ts';
import { declaredNamespaces } from './kyverno-suite/lookup.ts';
import { anyKind, Objects } from './objects.ts';
import { parentOf } from './subresource.ts';

/** What a user tells policies of the cluster that the manifests are for. None of it is judged. */
export interface ClusterFacts {
  /** A values file as Kyverno's command line reads it. */
  readonly values: Json | undefined;
  /** Who all requests come from. */
  readonly user: Partial<AdmissionRequest>;
  readonly objects: readonly Resource[];
  /** What registries hold; null where nobody said anything of them. */
  readonly registry: RegistryStore | null;
  readonly sigstoreRoot: Json | undefined;
}

/** Nothing but what stands in the manifests. */
export const noFacts: ClusterFacts = {
  values: undefined,
  user: {},
  objects: [],
  registry: null,
  sigstoreRoot: undefined,
};

/** The same engine, told of the cluster. */
export function withFacts(engine: Engine, facts: ClusterFacts): Engine {
  const { values, user } = facts;
  const parent = (apiVersion: string, kind: string): ReturnType<typeof parentOf> =>
    values === undefined ? null : parentOf(apiVersion, kind, values);
  const lookups = new WeakMap<Lookup, Lookup>();
  const told = (lookup: Lookup): Lookup => {
    const known = lookups.get(lookup) ?? lookupWith(facts, lookup);
    lookups.set(lookup, known);
    return known;
  };
  const asked = (request: AdmissionRequest): AdmissionRequest => {
    const { resource } = request;
    const found = parent(resource.apiVersion, resource.kind);
    if (found === null) return { ...request, ...user };
    const { subResource, ...kind } = found;
    return { ...request, ...user, subResource, resource: { ...resource, ...kind } };
  };
  return {
    name: engine.name,
    // Which kinds the entries of the global context are filled with is only known once they are read.
    needs: engine.needs?.includes('GlobalContextEntry') === true ? [anyKind] : (engine.needs ?? []),
    concerns(apiVersion, kind) {
      const found = parent(apiVersion, kind);
      return found === null ? engine.concerns(apiVersion, kind) : true;
    },
    judge(request, lookup) {
      const { resource } = request;
      return engine.judge(asked(request), told(lookup)).map((verdict) => ({ ...verdict, resource }));
    },
    ...(engine.mutate && {
      mutate: (request, lookup) => engine.mutate?.(asked(request), told(lookup)) ?? { object: null },
    }),
  };
}

/** What was told comes first for namespaces, and the manifests come first for everything else. */
function lookupWith(facts: ClusterFacts, manifests: Lookup): Lookup {
  const cluster = new Objects(manifests.now);
  for (const object of facts.objects) cluster.add(object);
  const namespaces = declaredNamespaces(facts.values);
  const lookup: Lookup = {
    now: manifests.now,
    withoutRegistry: manifests.withoutRegistry === true,
    namespace: (name) => namespaces.get(name) ?? manifests.namespace(name) ?? cluster.namespace(name),
    get: (...of) => manifests.get(...of) ?? cluster.get(...of),
    list: (...of) => merged(manifests.list(...of), cluster.list(...of)),
    globalContext: (name) => globalContext(name, lookup),
    imageData: (reference) => asked(manifests.imageData?.(reference)),
    imageEvidence: (reference, repository) => asked(manifests.imageEvidence?.(reference, repository)),
  };
  return facts.registry === null ? lookup : withRegistry(lookup, facts.registry, facts.sigstoreRoot);
}

function asked<T>(answer: T | undefined): T {
  if (answer === undefined) throw new LookupError('no registry can be asked here');
  return answer;
}

/** Of two objects with the same name the one in the manifests counts. */
function merged(manifests: readonly JsonObject[], cluster: readonly JsonObject[]): readonly JsonObject[] {
  if (manifests.length === 0) return cluster;
  const names = new Set(manifests.map(nameOf));
  return [...manifests, ...cluster.filter((object) => !names.has(nameOf(object)))];
}

function nameOf(object: JsonObject): string {
  const metadata = own(object, 'metadata');
  return JSON.stringify([textAt(metadata, 'namespace'), textAt(metadata, 'name')]);
}

function resourceOf(entry: JsonObject): KindInfo | undefined {
  const wanted = own(own(entry, 'spec'), 'kubernetesResource');
  return builtInResource(textAt(wanted, 'group'), textAt(wanted, 'version'), textAt(wanted, 'resource'));
}

/** What a GlobalContextEntry gathers (kyverno 111e07bb cmd/cli commands/apply/global_context.go). */
function globalContext(name: string, lookup: Lookup): Json | undefined {
  const entry = entryVersions
    .map((version) => lookup.get(`kyverno.io/${version}`, 'GlobalContextEntry', '', name))
    .find((one) => one !== undefined);
  if (entry === undefined) return undefined;
  const spec = own(entry, 'spec');
  const kind = resourceOf(entry);
  if (kind === undefined)
    throw new LookupError(
      `global context entry ${name} cannot be filled here: its data is no known resource`,
    );
  const namespace = textAt(own(spec, 'kubernetesResource'), 'namespace');
  const objects = lookup.list(kind.apiVersion, kind.kind, namespace === '' ? undefined : namespace);
  const projections = listAt(spec, 'projections').map((one) => ({
    name: textAt(one, 'name'),
    path: textAt(one, 'jmesPath'),
  }));
  return resolveGlobalContext([{ name, resources: [...objects], projections }], () => []).get(name);
}

const entryVersions = ['v2', 'v2beta1', 'v2alpha1'];
