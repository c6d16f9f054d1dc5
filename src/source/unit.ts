import type { SourceEvent } from './event.ts';

/** One thing to read, or something to be said in its place. `path` is as the user would write it. */
export type Unit =
  | { readonly type: 'file'; readonly path: string; readonly asked: boolean }
  | { readonly type: 'stdin' }
  | ChartUnit
  | KustomizeUnit
  | { readonly type: 'event'; readonly event: SourceEvent };

/** A folder with a Helm chart. */
export interface ChartUnit {
  readonly type: 'chart';
  readonly path: string;
  readonly asked: boolean;
  /** The chart's YAML and JSON files, which are not read by themselves. */
  readonly files: readonly string[];
}

/** A folder with a kustomization that is built for itself. */
export interface KustomizeUnit {
  readonly type: 'kustomize';
  readonly path: string;
  readonly asked: boolean;
  /** True for a component, which cannot be built without a kustomization that uses it. */
  readonly component: boolean;
  /** Files of the tree that were found too and are judged as what the tree builds. */
  readonly files: readonly string[];
  /** Of these the ones that are no whole objects. */
  readonly parts: readonly string[];
  /** All files with whole objects that the tree refers to, as absolute paths. */
  readonly resources: readonly string[];
}
