import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { builtInKind } from '../kube/structure/kinds.ts';
import { type ClusterFacts, noFacts, withFacts } from '../scan/cluster-facts.ts';
import { fetchImages } from '../scan/fetch-images.ts';
import { type LoadedPolicies, loadPolicies, type PolicyOptions } from '../scan/policies.ts';
import { readClusterFacts } from '../scan/read-cluster-facts.ts';
import type { ScanOptions } from '../scan/scan.ts';
import { type Inputs, openInputs } from '../source/inputs.ts';
import { RegistryClient } from '../source/registry/client.ts';
import { dockerCredentials } from '../source/registry/docker-credentials.ts';
import type { Io } from './command.ts';

/** What policies are told of the cluster that the manifests are for. */
export interface ClusterFlags {
  readonly valuesFile?: string;
  readonly userinfo?: string;
  readonly clusterResources?: readonly string[];
  readonly registry?: boolean;
  readonly registryAnswers?: string;
}

/** Policies, and what has to be asked before they judge. */
export interface ToldPolicies extends LoadedPolicies {
  prepare?(inputs: Inputs, options: ScanOptions): Promise<void>;
}

/** Reads the policies and what the flags name. Throws SettingError. */
export async function loadToldPolicies(
  inputs: Inputs,
  options: PolicyOptions,
  flags: ClusterFlags,
  io: Io,
): Promise<ToldPolicies> {
  const { clusterResources, ...files } = flags;
  const isClusterScoped = (apiVersion: string, kind: string): boolean =>
    builtInKind(apiVersion, kind)?.namespaced !== true;
  const objects =
    clusterResources &&
    openInputs(clusterResources, {
      cwd: io.cwd,
      stdin: io.stdin,
      env: io.env,
      namespace: 'default',
      isClusterScoped,
    });
  try {
    const { facts, problems } = await readClusterFacts({
      cwd: io.cwd,
      ...files,
      ...(objects && { clusterResources: objects }),
    });
    const loaded = await loadPolicies(inputs, { ...options, values: facts.values });
    return {
      ...tell(loaded, facts),
      problems: [...problems, ...loaded.problems],
      ...(flags.registry === true
        ? { prepare: (all, options) => askRegistries(all, options, facts, flags, io) }
        : {}),
    };
  } finally {
    await objects?.close();
  }
}

/** Entries of the global context may stand beside the policies that refer to them. */
export function tell(loaded: LoadedPolicies, facts: ClusterFacts = noFacts): LoadedPolicies {
  const entries = loaded.resources.filter(({ kind }) => kind === 'GlobalContextEntry');
  const told = { ...facts, objects: [...entries, ...facts.objects] };
  return { ...loaded, engines: loaded.engines.map((engine) => withFacts(engine, told)) };
}

/** Asks the registries, and writes down what they said where that was asked for. */
async function askRegistries(
  inputs: Inputs,
  options: ScanOptions,
  { registry, sigstoreRoot }: ClusterFacts,
  { registryAnswers }: ClusterFlags,
  io: Io,
): Promise<void> {
  if (registry === null) return;
  const folder = io.env['DOCKER_CONFIG'] ?? resolve(homedir(), '.docker');
  const client = new RegistryClient({ credentials: dockerCredentials(resolve(folder, 'config.json')) });
  await fetchImages(inputs, options, registry, client);
  if (registryAnswers === undefined) return;
  const answers = { ...registry.record(), ...(sigstoreRoot === undefined ? {} : { sigstoreRoot }) };
  await writeFile(resolve(io.cwd, registryAnswers), `${JSON.stringify(answers, null, 2)}\n`);
}
