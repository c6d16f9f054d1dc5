import type { LoadedConfig } from '../config/load.ts';
import { podKindOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import { builtInKind } from '../kube/structure/kinds.ts';
import type { LoadedPolicies } from '../scan/policies.ts';
import type { ScanResult } from '../scan/result.ts';
import { scan } from '../scan/scan.ts';
import { type JudgeFlags, setUp } from '../scan/setup.ts';
import { openInputs, type ReadOptions } from '../source/inputs.ts';
import type { Verdict } from '../verdict.ts';
import type { Io } from './command.ts';

export interface ManifestFlags extends JudgeFlags {
  readonly namespace?: string;
  readonly policies?: readonly string[];
}

/** Judges manifests as `scan` does, and hands on every resource and verdict, passes included. */
export async function judgeManifests(
  paths: readonly string[],
  flags: ManifestFlags,
  config: LoadedConfig,
  io: Io,
  receive: (verdict: Verdict) => void,
  see: (resource: Resource) => void = () => {},
  loaded?: LoadedPolicies,
): Promise<ScanResult> {
  const policies = loaded ?? (await policiesOf(flags, config, io));
  const context = {
    cwd: io.cwd,
    now: io.now(),
    ci: false,
    kept: 0,
    ...(policies === undefined ? {} : { policies }),
  };
  const setup = setUp(flags, config, context);
  const inputs = openInputs(paths, {
    ...reading(io),
    namespace: flags.namespace ?? config.settings.namespace ?? 'default',
    ignore: config.settings.ignore ?? [],
    isClusterScoped: (apiVersion, kind) =>
      podKindOf(apiVersion, kind, setup.podKinds) === undefined &&
      builtInKind(apiVersion, kind)?.namespaced !== true,
  });
  try {
    // Nobody keeps records here, so none are asked for: the observer sees verdicts as they fall.
    const observer = { resource: see, verdict: receive, gap: () => {} };
    return await scan(inputs, { ...setup.scan, all: false, observer }, () => {});
  } finally {
    await inputs.close();
  }
}

/** The policies named on the command line, relative to here, or else by the configuration, relative to it. */
export async function policiesOf(
  flags: ManifestFlags,
  { settings, folder }: LoadedConfig,
  io: Io,
): Promise<LoadedPolicies | undefined> {
  const [paths, cwd] =
    flags.policies === undefined ? [settings.policies ?? [], folder] : [flags.policies, io.cwd];
  if (paths.length === 0) return undefined;
  const { loadPolicies } = await import('../scan/policies.ts');
  const inputs = openInputs(paths, { ...reading(io), cwd });
  try {
    return await loadPolicies(inputs, { kubernetes: flags.kubernetes ?? settings.kubernetes });
  } finally {
    await inputs.close();
  }
}

function reading(io: Io): ReadOptions {
  const isClusterScoped = (apiVersion: string, kind: string): boolean =>
    builtInKind(apiVersion, kind)?.namespaced !== true;
  return { cwd: io.cwd, stdin: io.stdin, env: io.env, isClusterScoped };
}
