import type { LoadedConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import { podKindOf, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import { builtInKind } from '../kube/structure/kinds.ts';
import type { ManifestOf } from '../report/overview/how-to-mend.ts';
import { oneLine } from '../report/terminal/layout.ts';
import { openInputs } from '../source/inputs.ts';
import type { Io } from './command.ts';

export interface Manifests {
  readonly of: ManifestOf;
  /** How many could not be read. */
  readonly problems: number;
}

/** The workloads that are written in manifests, by namespace, kind and name. */
export async function readManifests(
  paths: readonly string[],
  { settings }: LoadedConfig,
  io: Io,
): Promise<Manifests> {
  const podKinds = podKindsOf(settings);
  const namespace = settings.namespace ?? 'default';
  const inputs = openInputs(paths, {
    cwd: io.cwd,
    stdin: io.stdin,
    env: io.env,
    namespace,
    ignore: settings.ignore ?? [],
    isClusterScoped: (apiVersion, kind) =>
      podKindOf(apiVersion, kind, podKinds) === undefined &&
      builtInKind(apiVersion, kind)?.namespaced !== true,
  });
  const found = new Map<string, Resource>();
  let problems = 0;
  try {
    for await (const events of inputs.read())
      for (const event of events) {
        if (event.type === 'error') {
          problems++;
          io.stderr.write(`${event.error.file}:${event.error.line ?? 1}: ${oneLine(event.error.message)}\n`);
        }
        if (event.type === 'resource' && podsOf(event.resource, podKinds).length > 0)
          found.set(
            keyOf(event.resource.namespace, event.resource.kind, event.resource.name),
            event.resource,
          );
      }
  } finally {
    await inputs.close();
  }
  return { of: (...names) => found.get(keyOf(...names)), problems };
}

function keyOf(namespace: string, kind: string, name: string): string {
  return `${namespace}\n${kind}\n${name}`;
}
