import type { Actuator, PlannedStep, Taken } from './actuator.ts';
import { NamespaceTree } from './namespace-tree.ts';
import { unifiedDiff } from './unified-diff.ts';

/** Edits the Namespace manifests of a GitOps tree where they lie. */
export function filesActuator(root: string): Actuator {
  const tree = NamespaceTree.read(root);
  return {
    name: 'Files',
    labels: (namespace) => tree.labels(namespace),
    take: (step) => Promise.resolve(written(tree, step)),
    preview: (step) => {
      const { file, before, after } = tree.change(step.namespace, step.patch);
      return unifiedDiff(file, before?.toString() ?? null, after.toString());
    },
    withdraw: () => Promise.resolve(''),
    recover: () => {
      tree.sweep();
      return Promise.resolve();
    },
  };
}

function written(tree: NamespaceTree, { namespace, patch }: PlannedStep): Taken {
  const change = tree.change(namespace, patch);
  if (change.before?.equals(change.after) !== true) tree.write(change);
  return {
    state: 'done',
    wrote: change.file,
    undo: change.before === null ? `rm ${change.file}` : `git checkout -- ${change.file}`,
    note: { file: change.file },
  };
}
