import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AdmissionRequest } from '../engine/engine.ts';
import { listAt, textAt } from '../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { builtInKind } from '../kube/structure/kinds.ts';
import type { Inputs } from '../source/inputs.ts';
import { RegistryStore } from '../source/registry/registry-store.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { readDocuments, SuiteError } from './kyverno-suite/documents.ts';
import { SettingError } from './level-option.ts';
import type { Problem } from './result.ts';
import { readUserInfo } from './user-info.ts';

/** The files that tell of a cluster; paths are relative to `cwd`. */
export interface ClusterFiles {
  readonly cwd: string;
  readonly valuesFile?: string;
  readonly userinfo?: string;
  readonly clusterResources?: Inputs;
  /** True when registries may be asked. */
  readonly registry?: boolean;
  /** What they answered another time. */
  readonly registryAnswers?: string;
}

/** Reads them. What is not readable among the cluster's objects is a problem; any other file that is not ends the run. */
export async function readClusterFacts(
  files: ClusterFiles,
): Promise<{ readonly facts: ClusterFacts; readonly problems: readonly Problem[] }> {
  const { objects, problems } = await readObjects(files.clusterResources);
  const answers = await readAnswers(files);
  return {
    facts: {
      values: readValues(files),
      user: readUser(files),
      objects,
      registry: files.registry === true || answers !== undefined ? new RegistryStore(answers) : null,
      sigstoreRoot: own(answers, 'sigstoreRoot'),
    },
    problems,
  };
}

function readValues({ cwd, valuesFile }: ClusterFiles): Json | undefined {
  if (valuesFile === undefined) return undefined;
  return readOne(resolve(cwd, valuesFile), '--values-file', 'Values', valuesKeys);
}

function readUser({ cwd, userinfo }: ClusterFiles): Partial<AdmissionRequest> {
  if (userinfo === undefined) return {};
  return readUserInfo(readOne(resolve(cwd, userinfo), '--userinfo', 'UserInfo', userKeys));
}

const valuesKeys = ['globalValues', 'policies', 'namespaceSelector', 'namespaces', 'subresources'];
const userKeys = ['roles', 'clusterRoles', 'userInfo'];

/** Kyverno's command line refuses what it does not know (cli.kyverno.io/v1alpha1), and takes files without a kind. */
function readOne(file: string, flag: string, kind: string, keys: readonly string[]): JsonObject {
  const value = documentOf(file, flag);
  const found = own(value, 'kind') ?? kind;
  if (!isObject(value) || found !== kind)
    throw new SettingError(flag, `expected a ${kind} (cli.kyverno.io/v1alpha1) in ${file}`);
  const strange = Object.keys(value).find(
    (key) => !['apiVersion', 'kind', 'metadata', ...keys].includes(key),
  );
  if (strange !== undefined)
    throw new SettingError(flag, `expected ${keys.join(', ')} in ${file}, found ${JSON.stringify(strange)}`);
  return value;
}

function documentOf(file: string, flag: string): Json {
  try {
    const [document] = readDocuments(file);
    return document?.value ?? null;
  } catch (error) {
    if (error instanceof SuiteError) throw new SettingError(flag, error.message);
    throw error;
  }
}

/** Objects as they are, and those that a ClusterResource of Kyverno's command line holds. */
async function readObjects(
  inputs: Inputs | undefined,
): Promise<{ readonly objects: readonly Resource[]; readonly problems: readonly Problem[] }> {
  const objects: Resource[] = [];
  const problems: Problem[] = [];
  if (inputs === undefined) return { objects, problems };
  for await (const events of inputs.read()) {
    for (const event of events) {
      if (event.type === 'resource') objects.push(...heldBy(event.resource));
      else if (event.type === 'error') problems.push(event.error);
    }
  }
  return { objects, problems };
}

function heldBy(resource: Resource): readonly Resource[] {
  if (resource.kind !== 'ClusterResource' || !resource.apiVersion.startsWith('cli.kyverno.io/'))
    return [resource];
  return listAt(own(resource.object, 'spec'), 'resources').flatMap((value) => {
    if (!isObject(value)) return [];
    const metadata = own(value, 'metadata');
    const apiVersion = textAt(value, 'apiVersion');
    const kind = textAt(value, 'kind');
    const scope = builtInKind(apiVersion, kind)?.namespaced === false ? '' : 'default';
    const namespace = textAt(metadata, 'namespace') || scope;
    const name = textAt(metadata, 'name');
    return [{ apiVersion, kind, namespace, name, object: value, origin: resource.origin }];
  });
}

/** undefined where none are named, or where they are only to be written. */
async function readAnswers({ cwd, registry, registryAnswers }: ClusterFiles): Promise<Json | undefined> {
  if (registryAnswers === undefined) return undefined;
  const file = resolve(cwd, registryAnswers);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Json;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (missing && registry === true) return undefined;
    const cause = error instanceof Error ? error.message : String(error);
    throw new SettingError('--registry-answers', `cannot read ${file}: ${cause}`);
  }
}
