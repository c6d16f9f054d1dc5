import { type Git, GitError } from './git.ts';

/** The branch that approves, or why nothing can be said of approvals here. */
export type Branch =
  | { readonly type: 'branch'; readonly name: string; readonly commit: string; readonly root: string }
  /** No repository: whatever is here is a proposal. */
  | { readonly type: 'none'; readonly because: string }
  /** There may be approvals, and they cannot be seen. */
  | { readonly type: 'inconclusive'; readonly because: string };

/**
 * Finds the approval branch: the one configured, else the remote's default. Of a branch that a remote has, the remote's
 * state counts; a local branch may hold what nobody else has seen.
 */
export async function approvalBranch(git: Git, configured: string | undefined): Promise<Branch> {
  let root: string | undefined;
  try {
    root = await git.maybe('rev-parse', '--show-toplevel');
  } catch (error) {
    if (error instanceof GitError) return { type: 'inconclusive', because: error.message };
    throw error;
  }
  if (root === undefined)
    return { type: 'none', because: 'this is no Git repository, so nothing here is approved' };
  if ((await git.text('rev-parse', '--is-shallow-repository')) === 'true')
    return {
      type: 'inconclusive',
      because: 'the clone is shallow and approvals lie in its history; run git fetch --unshallow',
    };

  const remote = await remoteOf(git);
  const names = configured === undefined ? await defaultBranch(git, remote) : candidates(configured, remote);
  for (const name of names) {
    const commit = await git.maybe(
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    );
    if (commit !== undefined)
      return { type: 'branch', name: name.replace(/^refs\/(?:heads|remotes)\//, ''), commit, root };
  }
  const because =
    configured === undefined
      ? 'the default branch of the remote is not known; set approval.branch in portcullis.yaml or run git remote set-head --auto origin'
      : `there is no branch ${configured}; fetch it, or mend approval.branch in portcullis.yaml`;
  return { type: 'inconclusive', because };
}

async function remoteOf(git: Git): Promise<string | undefined> {
  const remotes = (await git.text('remote')).split('\n').filter((name) => name !== '');
  return remotes.includes('origin') ? 'origin' : remotes[0];
}

function candidates(branch: string, remote: string | undefined): string[] {
  const local = `refs/heads/${branch}`;
  return remote === undefined ? [local] : [`refs/remotes/${remote}/${branch}`];
}

async function defaultBranch(git: Git, remote: string | undefined): Promise<string[]> {
  if (remote === undefined) {
    const names = ['main', 'master'].map((name) => `refs/heads/${name}`);
    return names;
  }
  const head = await git.maybe('symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`);
  return head === undefined ? [] : [head];
}
