import { customPodKinds } from '../kube/custom-pod-kinds.ts';
import { type PodKinds, podKinds } from '../kube/pod-template.ts';
import type { Config } from './config.generated.ts';

/** The custom kinds that hold pods: those Portcullis knows, and those of the configuration. */
export function podKindsOf({ workloads = [] }: Config): PodKinds {
  const own = workloads.map(({ group, kind, paths }) => ({
    group,
    kind,
    paths: paths.map((path) => path.split('.')),
  }));
  return podKinds([...customPodKinds.values(), ...own]);
}
