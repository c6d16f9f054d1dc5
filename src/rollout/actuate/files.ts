import { basename, join } from 'node:path';
import type { Actuator, PlannedStep, Taken } from './actuator.ts';
import { contractDiff, contractFiles } from './contract-files.ts';
import { NamespaceTree } from './namespace-tree.ts';
import { unifiedDiff } from './unified-diff.ts';
import { writeWhole } from './write-whole.ts';

/** Edits the Namespace manifests of a GitOps tree where they lie. */
export function filesActuator(root: string, exceptions: string = join(root, 'exceptions')): Actuator {
  const tree = NamespaceTree.read(root);
  return {
    name: 'Files',
    labels: (namespace) => tree.labels(namespace),
    take: (step) =>
      Promise.resolve(step.kind === 'Quarantine' ? issued(step, exceptions) : written(tree, step)),
    preview: (step) => {
      if (step.kind === 'Quarantine') return contractDiff(step, exceptions, root);
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

/** Written to the working tree for whoever commits it: the contracts excuse nothing anywhere before. */
export function issued(step: PlannedStep, exceptions: string): Taken {
  const files = contractFiles(step);
  for (const { file, content } of files) writeWhole(join(exceptions, file), content);
  const paths = files.map(({ file }) => join(basename(exceptions), file));
  return {
    state: 'done',
    wrote: paths.join('\n'),
    undo: `rm ${paths.join(' ')}`,
    note: { files: paths.join('\n') },
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
