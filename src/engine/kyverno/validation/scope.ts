import { builtInKind, builtInKinds } from '../../../kube/structure/kinds.ts';

/** Whether a kind lives in namespaces; undefined for a kind that is not Kubernetes' own. */
export function isNamespaced(apiVersion: string, kind: string): boolean | undefined {
  return builtInKind(apiVersion, kind)?.namespaced;
}

/** The same for a kind as policies write it: `Node`, or `v1/Node`. */
export function isClusterWide(written: string): boolean {
  clusterWide ??= new Set(
    [...builtInKinds()]
      .filter(({ namespaced }) => !namespaced)
      .flatMap(({ apiVersion, kind }) => [kind, `${apiVersion}/${kind}`]),
  );
  return clusterWide.has(written);
}

let clusterWide: ReadonlySet<string> | undefined;
