import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { newestMinor } from '../engine/pod-security/registry.ts';
import { type PodKinds, podKindOf } from '../kube/pod-template.ts';
import { builtInKind } from '../kube/structure/kinds.ts';
import { SettingError } from '../scan/level-option.ts';
import { openInputs, type ReadOptions } from '../source/inputs.ts';
import type { Io } from './command.ts';
import type { ClusterFlags, ToldPolicies } from './scan-cluster.ts';

export interface InputFlags extends ClusterFlags {
  readonly namespace?: string;
  readonly policies?: readonly string[];
  /** False with --no-smells. */
  readonly smells?: boolean;
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly ignore?: readonly string[];
  readonly kubernetes?: string;
}

/** How the manifests of a scan are read; relative paths are under `cwd`. */
export function readOptions(
  flags: InputFlags,
  { settings, folder }: LoadedConfig,
  podKinds: PodKinds,
  cwd: string,
  io: Io,
): ReadOptions {
  const missing = flags.values?.find((file) => !existsSync(resolve(io.cwd, file)));
  if (missing !== undefined)
    throw new SettingError('--values', `expected a file, found none at ${missing}; check the path`);
  return {
    cwd,
    stdin: io.stdin,
    env: io.env,
    namespace: flags.namespace ?? settings.namespace ?? 'default',
    ignore: [
      ...(settings.ignore ?? []).map((glob) => globFrom(folder, io.cwd, glob)),
      ...(flags.ignore ?? []),
    ],
    // Charts ask which version they are rendered for.
    helm: {
      values: flags.values ?? [],
      set: flags.set ?? [],
      kubeVersion: kubeVersionOf(flags.kubernetes ?? settings.kubernetes),
    },
    maxFileSize: (settings.maxFileSize ?? 256) * 1024 * 1024,
    // A custom kind is taken to live in a namespace only when it holds pods, which always do.
    isClusterScoped: (apiVersion, kind) =>
      podKindOf(apiVersion, kind, podKinds) === undefined && isClusterScoped(apiVersion, kind),
  };
}

function kubeVersionOf(given: string | undefined): string {
  return `${given === undefined ? `1.${newestMinor}` : given.replace(/^v/, '')}.0`;
}

/** A glob relative to `folder`, as one relative to `cwd`. One for any depth means the same from everywhere. */
function globFrom(folder: string, cwd: string, glob: string): string {
  const prefix = relative(cwd, folder).split(sep).join('/');
  return prefix === '' || glob.startsWith('**/') ? glob : `${prefix}/${glob}`;
}

/** The policies named on the command line, relative to here, or else by the configuration, relative to it. */
export async function policiesOf(
  flags: InputFlags,
  { settings, folder }: LoadedConfig,
  io: Io,
): Promise<ToldPolicies | undefined> {
  const [paths, cwd] =
    flags.policies === undefined ? [settings.policies ?? [], folder] : [flags.policies, io.cwd];
  if (paths.length === 0) return withoutPolicies(flags);
  const { loadPolicies } = await import('../scan/policies.ts');
  const inputs = openInputs(paths, { cwd, stdin: io.stdin, env: io.env, isClusterScoped });
  try {
    const options = {
      smells: flags.smells !== false,
      kubernetes: flags.kubernetes ?? settings.kubernetes,
    };
    if (clusterFlags.some((flag) => flags[flag] !== undefined)) {
      const { loadToldPolicies } = await import('./scan-cluster.ts');
      return await loadToldPolicies(inputs, options, flags, io);
    }
    const loaded = await loadPolicies(inputs, options);
    if (!loaded.engines.some(({ needs }) => needs?.includes('GlobalContextEntry'))) return loaded;
    const { tell } = await import('./scan-cluster.ts');
    return tell(loaded);
  } finally {
    await inputs.close();
  }
}

/** A file that nothing would read must not look as if it had counted. */
function withoutPolicies(flags: InputFlags): undefined {
  const given = clusterFlags.find((flag) => flags[flag] !== undefined);
  if (given === undefined) return undefined;
  const option = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new SettingError(`--${option}`, 'only policies are told of it; name them with --policies');
}

const clusterFlags = [
  'valuesFile',
  'userinfo',
  'clusterResources',
  'registry',
  'registryAnswers',
] as const satisfies readonly (keyof ClusterFlags)[];

function isClusterScoped(apiVersion: string, kind: string): boolean {
  return builtInKind(apiVersion, kind)?.namespaced !== true;
}
