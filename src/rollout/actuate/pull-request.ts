import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { shortId } from '../quarantine.ts';
import type { RolloutPlan } from '../rollout-plan.ts';
import type { Actuator, PlannedStep, Taken } from './actuator.ts';
import { type ContractFile, contractDiff, contractFiles, pathFrom } from './contract-files.ts';
import { Git } from './git.ts';
import { type FileChange, NamespaceTree } from './namespace-tree.ts';
import { proposalText } from './proposal-text.ts';
import { unifiedDiff } from './unified-diff.ts';

export interface PullRequestOptions {
  /** The working tree of the repository, and the folder of the Namespace manifests in it. */
  readonly root: string;
  readonly tree: string;
  /** The folder of the contracts. */
  readonly exceptions: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether branches are pushed to the remote of the plan. */
  readonly push: boolean;
}

/**
 * A branch with one commit for each step. It is made from the base branch without touching the working tree or the
 * index, so that it can run in a repository somebody works in. Opening the pull request is the forge's business: its
 * text is the commit's.
 */
export function pullRequestActuator(options: PullRequestOptions): Actuator {
  const git = new Git(options.root, options.env);
  const tree = NamespaceTree.read(options.tree);
  const inRepository = (change: FileChange): string =>
    relative(options.root, join(options.tree, change.file)).replaceAll('\\', '/');

  /** Paths are as the repository sees them. */
  function filesOf(step: PlannedStep): ContractFile[] {
    if (step.kind === 'Quarantine')
      return contractFiles(step).map(({ file, content }) => ({
        file: pathFrom(options.root, options.exceptions, file),
        content,
      }));
    const change = tree.change(step.namespace, step.patch);
    return [{ file: inRepository(change), content: change.after }];
  }

  async function take(step: PlannedStep, plan: RolloutPlan, why: string): Promise<Taken> {
    const base = await baseOf(git, plan);
    const files = filesOf(step);
    const branch = branchOf(step);
    const text = proposalText(step, plan, why);
    // The branch is rewritten when it is there: a run that was killed, or a step that was withdrawn before.
    const commit = await commitOn(git, base, files, text);
    await git.text(['update-ref', `refs/heads/${branch}`, commit]);
    const remote = plan.output.repository ?? 'origin';
    const pushed =
      options.push &&
      (plan.output.repository !== null || (await git.maybe(['remote', 'get-url', remote])) !== undefined);
    if (pushed) await git.text(['push', '--force', remote, `refs/heads/${branch}:refs/heads/${branch}`]);
    return {
      state: 'proposed',
      wrote: `branch ${branch}${pushed ? ` pushed to ${remote}` : ` (not pushed: git push origin ${branch})`}`,
      undo: `git branch -D ${branch}${pushed ? ` && git push ${remote} --delete ${branch}` : ''}`,
      note: { branch, commit, file: files.map(({ file }) => file).join('\n'), ...(pushed ? { remote } : {}) },
    };
  }

  return {
    name: 'PullRequest',
    labels: (namespace) => tree.labels(namespace),
    take,
    preview: (step) => {
      if (step.kind === 'Quarantine') return contractDiff(step, options.exceptions, options.root);
      const change = tree.change(step.namespace, step.patch);
      return unifiedDiff(inRepository(change), change.before?.toString() ?? null, change.after.toString());
    },
    withdraw: async (_, { branch, remote }) => {
      if (branch === undefined) return '';
      await git.maybe(['update-ref', '-d', `refs/heads/${branch}`]);
      if (remote !== undefined) await git.maybe(['push', remote, '--delete', branch]);
      return `branch ${branch} deleted`;
    },
    recover: () => Promise.resolve(),
  };
}

/** Where pull requests go: as the plan says, else where the repository stands. */
async function baseOf(git: Git, { output }: RolloutPlan): Promise<string> {
  if (output.branch === null) return git.text(['rev-parse', '--verify', 'HEAD']);
  for (const name of [`refs/heads/${output.branch}`, `refs/remotes/origin/${output.branch}`]) {
    const found = await git.maybe(['rev-parse', '--verify', name]);
    if (found !== undefined) return found;
  }
  return git.text(['rev-parse', '--verify', output.branch]);
}

/** A commit that differs from `base` in some files. */
async function commitOn(
  git: Git,
  base: string,
  files: readonly ContractFile[],
  message: string,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-index-'));
  try {
    const index = join(folder, 'index');
    await git.text(['read-tree', base], { index });
    for (const { file, content } of files) {
      const blob = await git.text(['hash-object', '-w', '--stdin'], { input: content });
      await git.text(['update-index', '--add', '--cacheinfo', `100644,${blob},${file}`], { index });
    }
    const tree = await git.text(['write-tree'], { index });
    return await git.text(['commit-tree', tree, '-p', base, '-F', '-'], { input: Buffer.from(message) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One branch a step: it says what it does, and is the same when the step is proposed again. */
export function branchOf({ rollout, namespace, to, kind, id }: PlannedStep): string {
  const what = kind === 'Quarantine' ? `quarantine-${shortId(id)}` : to.toLowerCase();
  return `portcullis/${rollout}/${namespace}-${what}`;
}
