import { dirname, isAbsolute, join } from 'node:path';
import type { AdmissionRequest, UserInfo } from '../../engine/engine.ts';
import { type KyvernoEngine, loadKyvernoEngine, type PolicyResult } from '../../engine/kyverno/index.ts';
import { listAt, textAt, textList } from '../../engine/kyverno/read.ts';
import { isObject, type Json, own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { DocumentOrigin } from '../../source/document-origin.ts';
import { type Document, readDocuments, SuiteError } from './documents.ts';
import { namespaceLabels, SuiteLookup } from './lookup.ts';
import { prepareResource } from './prepare-resource.ts';
import type { Row } from './row.ts';
import { judgeEntries } from './rows.ts';
import type { Suite } from './suite.ts';

/** What one suite came to. */
export interface SuiteRun {
  readonly suite: Suite;
  readonly rows: readonly Row[];
  readonly engine: KyvernoEngine;
  readonly results: readonly PolicyResult[];
}

/** Runs a suite of the file `file`. Throws SuiteError for what cannot be read. */
export async function runSuite(suite: Suite, file: string, now: Date): Promise<SuiteRun> {
  const folder = dirname(file);
  const read = (paths: readonly string[]): Document[] =>
    paths.flatMap((path) => readDocuments(isAbsolute(path) ? path : join(folder, path)));
  const values = suite.values ?? valuesOf(suite.variables, read);
  const policies = flatten(read(suite.policies)).map(asResource);
  const exceptions = flatten(read(suite.exceptions)).map(asResource);
  const cluster = readCluster(suite, read);
  const resources = unique(flatten(read(suite.resources)).map((one) => prepareResource(one, cluster.scoped)));
  const { engine } = await loadKyvernoEngine(policies, {
    exceptions,
    numbers: 'double',
    unavailable: 'ignore',
    ...(values === undefined ? {} : { values }),
  });
  const lookup = new SuiteLookup({
    now,
    namespaces: namespaceLabels(values),
    cluster: suite.clusterResources.length > 0 ? [...resources, ...cluster.resources] : null,
    apiCallResponses: suite.apiCallResponses,
    globalContext: new Map(),
  });
  const user = userOf(suite.userinfo, read);
  const judged = resources.map((resource) => ({
    resource,
    results: engine.evaluate({ ...requestOf(resource, values), ...user }, lookup),
  }));
  const rows = judgeEntries(suite.entries, judged, policies);
  return { suite, rows, engine, results: judged.flatMap(({ results }) => results) };
}

type Read = (paths: readonly string[]) => Document[];

function valuesOf(path: string, read: Read): Json | undefined {
  return path === '' ? undefined : read([path])[0]?.value;
}

interface Cluster {
  readonly resources: readonly Resource[];
  /** `group/kind` of the cluster-scoped kinds that the suite declares. */
  readonly scoped: ReadonlySet<string>;
}

function readCluster(suite: Suite, read: Read): Cluster {
  const scoped = new Set<string>();
  const resources: Resource[] = [];
  for (const document of read(suite.clusterResources)) {
    const spec = own(document.value, 'spec');
    for (const crd of read(textList(own(spec, 'crds')))) noteScope(crd.value, scoped);
    for (const object of listAt(spec, 'resources'))
      resources.push(prepareResource({ ...document, value: object }, scoped));
  }
  return { resources, scoped };
}

function noteScope(crd: Json, scoped: Set<string>): void {
  const spec = own(crd, 'spec');
  if (own(spec, 'scope') !== 'Cluster') return;
  scoped.add(`${textAt(spec, 'group')}/${textAt(own(spec, 'names'), 'kind')}`);
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

function userOf(path: string, read: Read): Partial<AdmissionRequest> {
  if (path === '') return {};
  const [document] = read([path]);
  if (document === undefined) throw new SuiteError(`${path} holds no user info`);
  const userInfo = own(document.value, 'userInfo');
  const user: UserInfo = {
    username: textAt(userInfo, 'username'),
    ...(Array.isArray(own(userInfo, 'groups')) ? { groups: textList(own(userInfo, 'groups')) } : {}),
    ...(typeof own(userInfo, 'uid') === 'string' ? { uid: textAt(userInfo, 'uid') } : {}),
  };
  return {
    userInfo: user,
    roles: textList(own(document.value, 'roles')),
    clusterRoles: textList(own(document.value, 'clusterRoles')),
  };
}

function requestOf(resource: Resource, values: Json | undefined): AdmissionRequest {
  return {
    operation: 'CREATE',
    resource: withParent(resource, values),
    oldObject: null,
    subResource: subResourceOf(resource, values),
    userInfo: { username: '' },
    dryRun: false,
  };
}

/** A resource that the values declare to be a subresource is judged as its parent's. */
function declared(resource: Resource, values: Json | undefined): Json | undefined {
  return listAt(values, 'subresources').find((entry) => {
    const { group, version, kind } = kindAt(own(entry, 'subresource'));
    return resource.apiVersion === (group === '' ? version : `${group}/${version}`) && resource.kind === kind;
  });
}

function withParent(resource: Resource, values: Json | undefined): Resource {
  const entry = declared(resource, values);
  if (entry === undefined) return resource;
  const { group, version, kind } = kindAt(own(entry, 'parentResource'));
  return { ...resource, apiVersion: group === '' ? version : `${group}/${version}`, kind };
}

function subResourceOf(resource: Resource, values: Json | undefined): string {
  const name = own(own(declared(resource, values), 'subresource'), 'name');
  return typeof name === 'string' ? (name.split('/')[1] ?? '') : '';
}

function kindAt(value: Json | undefined): { group: string; version: string; kind: string } {
  const text = (key: string): string => {
    const part = own(value, key);
    return typeof part === 'string' ? part : '';
  };
  return { group: text('group'), version: text('version'), kind: text('kind') };
}
