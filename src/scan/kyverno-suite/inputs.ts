import { dirname, isAbsolute, join } from 'node:path';
import type { AdmissionRequest } from '../../engine/engine.ts';
import { listAt, textAt, textList } from '../../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { DocumentOrigin } from '../../source/document-origin.ts';
import { readUserInfo } from '../user-info.ts';
import { type Document, readDocuments, SuiteError } from './documents.ts';
import { resolveGlobalContext } from './global-context.ts';
import type { Payload } from './payload.ts';
import { prepareResource } from './prepare-resource.ts';
import type { Suite } from './suite.ts';

/** Everything a suite names, read. */
export interface SuiteInputs {
  /** Policies of all families, bindings and exceptions, as they were written. */
  readonly policies: readonly Resource[];
  readonly exceptions: readonly Resource[];
  readonly resources: readonly Resource[];
  readonly payloads: readonly Payload[];
  readonly targets: readonly Resource[];
  readonly params: readonly Resource[];
  /** What clone rules may find. */
  readonly cloneSources: readonly Resource[];
  /** null for a suite that has no cluster. */
  readonly cluster: readonly Resource[] | null;
  readonly crds: readonly Json[];
  /** What a Context file records for policies in CEL: objects of a cluster, and images by reference. */
  readonly recorded: readonly Resource[];
  readonly images: ReadonlyMap<string, JsonObject>;
  readonly values: Json | undefined;
  readonly user: Partial<AdmissionRequest>;
  readonly globalContext: ReadonlyMap<string, Json>;
  /** The prepared objects of any other file. Throws SuiteError. */
  readonly read: (path: string) => readonly Resource[];
}

/** Reads what the suite of the file `file` names. Throws SuiteError for what cannot be read. */
export function readInputs(suite: Suite, file: string): SuiteInputs {
  const folder = dirname(file);
  const known = new Map<string, readonly Document[]>();
  const documents = (path: string): readonly Document[] => {
    const full = isAbsolute(path) ? path : join(folder, path);
    const found = known.get(full) ?? flatten(readDocuments(full));
    known.set(full, found);
    return found;
  };
  const all = (paths: readonly string[]): Document[] => paths.flatMap(documents);
  const cluster = readCluster(suite, all);
  const objects = (paths: readonly string[]): Resource[] =>
    all(paths).map((one) => prepareResource(one, cluster.scoped));
  const contextFile = suite.context === '' ? undefined : documents(suite.context)[0];
  const context = own(contextFile?.value, 'spec');
  return {
    policies: all(suite.policies).map(asResource),
    exceptions: all(suite.exceptions).map(asResource),
    resources: unique(objects(suite.resources)),
    payloads: suite.payloads.map(({ kind, file: path }) => {
      const name = kind === 'JSON' ? path : join(folder, path);
      return { kind, name, value: payloadOf(path, documents(path)) };
    }),
    targets: objects(suite.targetResources),
    params: objects(suite.paramResources),
    cloneSources: objects(
      [...new Set(suite.entries.map((entry) => entry.cloneSourceResource))].filter(Boolean),
    ),
    cluster: suite.clusterResources.length > 0 ? cluster.resources : null,
    crds: cluster.crds,
    recorded: listAt(context, 'resources').map((value) =>
      asResource({ ...(contextFile as Document), value }),
    ),
    images: new Map(listAt(context, 'images').map((image) => [textAt(image, 'image'), imageData(image)])),
    values: suite.values ?? (suite.variables === '' ? undefined : documents(suite.variables)[0]?.value),
    user: userOf(suite.userinfo, all),
    globalContext: resolveGlobalContext(suite.globalContextEntries, (path) =>
      documents(path).map(({ value }) => value),
    ),
    read: (path) => objects([path]),
  };
}

type ReadAll = (paths: readonly string[]) => readonly Document[];

interface Cluster {
  readonly resources: readonly Resource[];
  readonly crds: readonly Json[];
  /** `group/kind` of the cluster-scoped kinds that the suite declares. */
  readonly scoped: ReadonlySet<string>;
}

function readCluster(suite: Suite, all: ReadAll): Cluster {
  const files = all(suite.clusterResources);
  const crds = files.flatMap(({ value }) => all(textList(own(own(value, 'spec'), 'crds'))));
  const scoped = new Set(crds.flatMap(({ value }) => clusterKind(value)));
  const resources = files.flatMap((file) =>
    listAt(own(file.value, 'spec'), 'resources').map((value) => prepareResource({ ...file, value }, scoped)),
  );
  return { resources, scoped, crds: crds.map(({ value }) => value) };
}

function clusterKind(crd: Json): string[] {
  const spec = own(crd, 'spec');
  if (own(spec, 'scope') !== 'Cluster') return [];
  return [`${textAt(spec, 'group')}/${textAt(own(spec, 'names'), 'kind')}`];
}

function flatten(documents: readonly Document[]): Document[] {
  return documents.flatMap((document) => {
    if (own(document.value, 'kind') !== 'List') return [document];
    return listAt(document.value, 'items').map((value) => ({ ...document, value }));
  });
}

function asResource(document: Document): Resource {
  const object = isObject(document.value) ? document.value : {};
  const metadata = own(object, 'metadata');
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
    object,
    origin: new DocumentOrigin(document.file, document.text),
  };
}

function payloadOf(path: string, [document, ...more]: readonly Document[]): Json {
  if (document !== undefined && more.length === 0 && isObject(document.value)) return document.value;
  throw new SuiteError(`${path}: expected a payload that is one object`);
}

/** The first of those that are the same object. */
function unique(resources: readonly Resource[]): Resource[] {
  const seen = new Map<string, Resource>();
  for (const resource of resources) {
    const group = resource.apiVersion.includes('/') ? resource.apiVersion.split('/')[0] : '';
    const key = `${group} ${resource.kind} ${resource.namespace} ${resource.name}`;
    if (!seen.has(key)) seen.set(key, resource);
  }
  return [...seen.values()];
}

/** Fields that Go writes even when they are empty. */
function imageData(image: Json): JsonObject {
  const given = isObject(image) ? image : {};
  return { resolvedImage: '', registry: '', repository: '', ...given };
}

function userOf(path: string, all: ReadAll): Partial<AdmissionRequest> {
  if (path === '') return {};
  const [document] = all([path]);
  if (document === undefined) throw new SuiteError(`${path} holds no user info`);
  return readUserInfo(document.value);
}
