import { contractName, type ExceptionContract } from '../exception/contract.ts';
import type { Limits } from '../exception/limits.ts';
import { renewalCount } from '../exception/renewal.ts';
import { specHash } from '../exception/spec-hash.ts';
import { approvalBranch, type Branch } from './branch.ts';
import { type CodeOwners, codeOwnersPaths, isOwner, parseCodeOwners } from './codeowners.ts';
import { bringerOf, type Commit, mergerOf, type Person, readCommits, trailers } from './commit.ts';
import type { Git } from './git.ts';
import { type BranchHistory, branchHistory, historyKey, type Introduced } from './history.ts';
import { Signatures } from './signature.ts';

export interface ApprovalOptions {
  /** The branch that approves; missing: the remote's default branch. */
  readonly branch?: string;
  /** The folder of the contracts, from the root of the repository. */
  readonly folder: string;
  /** From the root of the repository. */
  readonly allowedSigners?: string;
  /** From the root of the repository; missing: where forges look for it. */
  readonly codeOwners?: string;
  readonly limits: Limits;
}

export interface Approver {
  readonly by: string;
  readonly via: 'signed commit' | 'trailer of a signed commit' | 'signed tag' | 'approval record' | 'merge';
  readonly commit: string;
}

/** What Git says of one contract. */
export interface Approval {
  readonly approved: boolean;
  /** A revocation stands in its history, even if it was deleted again. */
  readonly revoked: boolean;
  /** Why it is approved, or what is missing. */
  readonly because: string;
  /** People other than the authors, known by name. */
  readonly approvers: readonly Approver[];
  /** Who wrote the change that brought it to the branch. */
  readonly authors: readonly string[];
  /** Of these, who merged it themselves: that counts for nothing. */
  readonly selfMerged: readonly string[];
  readonly renewals: number;
}

/** What Git says of all contracts, or why it says nothing. */
export interface Approvals {
  readonly branch: Branch;
  of(contract: ExceptionContract): Promise<Approval>;
}

export async function readApprovals(git: Git, options: ApprovalOptions): Promise<Approvals> {
  const branch = await approvalBranch(git, options.branch);
  if (branch.type !== 'branch') {
    const nothing: Omit<Approval, 'renewals'> = {
      approved: false,
      revoked: false,
      because: branch.because,
      approvers: [],
      authors: [],
      selfMerged: [],
    };
    return { branch, of: () => Promise.resolve({ ...nothing, renewals: 0 }) };
  }
  const history = await branchHistory(git, branch.commit, options.folder);
  const reader = new ApprovalReader(git, branch.name, history, options);
  return { branch, of: (contract) => reader.of(contract) };
}

class ApprovalReader {
  readonly #git: Git;
  readonly #branch: string;
  readonly #history: BranchHistory;
  readonly #options: ApprovalOptions;
  readonly #signatures: Signatures;
  readonly #changes = new Map<string, Promise<MergedChange>>();
  #tags: Promise<readonly SignedTag[]> | undefined;

  constructor(git: Git, branch: string, history: BranchHistory, options: ApprovalOptions) {
    this.#git = git;
    this.#branch = branch;
    this.#history = history;
    this.#options = options;
    this.#signatures = new Signatures(git);
  }

  async of(contract: ExceptionContract): Promise<Approval> {
    const name = contractName(contract);
    const hash = specHash(contract);
    const introduced = this.#history.current.get(historyKey(name, hash));
    const shared = {
      revoked: this.#history.revoked.has(name),
      renewals: renewalCount(contract, this.#history.versions),
    };
    if (introduced === undefined) {
      const because = `this very spec is not on ${this.#branch}`;
      return { ...shared, approved: false, because, approvers: [], authors: [], selfMerged: [] };
    }
    const change = await this.#change(introduced.commit);
    const authors = people(change.authors);
    const found = [
      ...(await this.#bySignature(introduced, change)),
      ...(await this.#byTag(introduced, change, name, hash)),
      ...(await this.#byRecord(introduced, change, name, hash)),
      ...(await this.#byMerge(introduced, change)),
    ];
    const approvers = [...new Map(found.map((one) => [one.by, one])).values()];
    const { level } = contract.spec.risk;
    const needed = level === 'High' || level === 'Critical' ? this.#options.limits.approvers[level] : 0;
    return {
      ...shared,
      approved: approvers.length >= needed,
      because: this.#because(introduced, approvers, needed, level),
      approvers,
      authors,
      selfMerged: authors.filter(
        (email) => change.commit.parents.length > 1 && email === mergerOf(change.commit).email,
      ),
    };
  }

  #because({ commit }: Introduced, approvers: readonly Approver[], needed: number, level: string): string {
    const since = `on ${this.#branch} since ${commit.slice(0, 9)}`;
    const by = approvers.map((one) => `${one.by} (${one.via})`).join(', ');
    if (approvers.length < needed)
      return `${since}, but a contract of risk ${level} needs ${needed} known ${needed === 1 ? 'approver' : 'approvers'} and ${by === '' ? 'none is known' : `only ${by} is`}`;
    return by === '' ? `${since}, by an unknown approver` : `${since}, approved by ${by}`;
  }

  /** A signature of the commit that brought it, and the trailers it vouches for. */
  async #bySignature({ commit, path }: Introduced, change: MergedChange): Promise<Approver[]> {
    if (!change.commit.signed) return [];
    const signer = await this.#signatures.signerOf('commit', commit, change.allowedSigners);
    if (signer === undefined || !this.#counts({ name: signer, email: signer }, path, change)) return [];
    const vouched = trailers(change.commit.message, 'Approved-by')
      .filter(
        (person) => person.email !== '' && person.email !== signer && this.#counts(person, path, change),
      )
      .map(({ email }): Approver => ({ by: email, via: 'trailer of a signed commit', commit }));
    return [{ by: signer, via: 'signed commit', commit }, ...vouched];
  }

  /** A signed tag whose message names contract and hash: `Approves: billing/api-root sha256:…`. */
  async #byTag({ path }: Introduced, change: MergedChange, name: string, hash: string): Promise<Approver[]> {
    this.#tags ??= signedTags(this.#git);
    const approvers: Approver[] = [];
    for (const tag of await this.#tags) {
      if (!tag.message.split('\n').includes(`Approves: ${name} ${hash}`)) continue;
      const signer = await this.#signatures.signerOf('tag', tag.id, change.allowedSigners);
      if (signer !== undefined && this.#counts({ name: signer, email: signer }, path, change))
        approvers.push({ by: signer, via: 'signed tag', commit: tag.id });
    }
    return approvers;
  }

  /** A record that came to the branch by another change than the contract did, and by other people. */
  async #byRecord(
    introduced: Introduced,
    change: MergedChange,
    name: string,
    hash: string,
  ): Promise<Approver[]> {
    const approvers: Approver[] = [];
    for (const { record, commit, path } of this.#history.records) {
      if (record.contract !== name || record.specHash !== hash || commit === introduced.commit) continue;
      const later = await this.#change(commit);
      const signer = later.commit.signed
        ? await this.#signatures.signerOf('commit', commit, later.allowedSigners)
        : undefined;
      const bringer = signer === undefined ? bringerOf(later.commit) : { name: signer, email: signer };
      if (
        this.#counts(bringer, introduced.path, { ...later, authors: change.authors }) &&
        this.#ownsOrMay(bringer, path, later)
      )
        approvers.push({ by: bringer.email, via: 'approval record', commit });
    }
    return approvers;
  }

  /** Who merged it, where the merge itself changed nothing and its maker wrote none of what was merged. */
  async #byMerge({ commit, path }: Introduced, change: MergedChange): Promise<Approver[]> {
    if (change.commit.parents.length < 2 || !(await this.#wasMerged(commit, path))) return [];
    const merger = mergerOf(change.commit);
    return this.#counts(merger, path, change) ? [{ by: merger.email, via: 'merge', commit }] : [];
  }

  /** Whether the file came from a merged branch as it is: what a merge changes by itself was written by its maker. */
  async #wasMerged(commit: string, path: string): Promise<boolean> {
    const [own, ...others] = await Promise.all(
      ['', '^2', '^3'].map((parent) =>
        this.#git.maybe('rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}${parent}:${path}`),
      ),
    );
    return own !== undefined && others.includes(own);
  }

  #counts(person: Person, path: string, change: MergedChange): boolean {
    if (person.email === '' || change.authors.some((author) => samePerson(author, person))) return false;
    return this.#ownsOrMay(person, path, change);
  }

  #ownsOrMay(person: Person, path: string, { codeOwners }: MergedChange): boolean {
    const owners = codeOwners?.of(path);
    return owners === undefined || isOwner(person, owners) !== 'no';
  }

  #change(commit: string): Promise<MergedChange> {
    let change = this.#changes.get(commit);
    if (change === undefined) {
      change = this.#readChange(commit);
      this.#changes.set(commit, change);
    }
    return change;
  }

  async #readChange(id: string): Promise<MergedChange> {
    const commit = (await readCommits(this.#git, [id])).get(id);
    if (commit === undefined) throw new Error(`commit ${id} is gone`);
    const [parent] = commit.parents;
    const merged = commit.parents.length < 2 ? [commit] : await this.#mergedCommits(commit);
    return {
      commit,
      authors: merged.flatMap((one) => [one.author, ...trailers(one.message, 'Co-authored-by')]),
      allowedSigners: await this.#fileAt(parent, this.#options.allowedSigners),
      codeOwners: await this.#codeOwnersAt(parent),
    };
  }

  /** What a merge brought: the commits that its first parent did not have, itself left out. */
  async #mergedCommits({ id, parents }: Commit): Promise<Commit[]> {
    const ids = (await this.#git.text('rev-list', id, `^${parents[0] ?? id}`)).split('\n');
    return [
      ...(
        await readCommits(
          this.#git,
          ids.filter((one) => one !== id && one !== ''),
        )
      ).values(),
    ];
  }

  /** A file as the first parent has it: a change must not decide who may approve it. */
  async #fileAt(parent: string | undefined, path: string | undefined): Promise<string | undefined> {
    if (parent === undefined || path === undefined) return undefined;
    return this.#git.maybe('cat-file', 'blob', `${parent}:${path}`);
  }

  async #codeOwnersAt(parent: string | undefined): Promise<CodeOwners | undefined> {
    const paths = this.#options.codeOwners === undefined ? codeOwnersPaths : [this.#options.codeOwners];
    for (const path of paths) {
      const text = await this.#fileAt(parent, path);
      if (text !== undefined) return parseCodeOwners(text);
    }
    return undefined;
  }
}

/** A change of the branch, with what its first parent said about who may approve it. */
interface MergedChange {
  readonly commit: Commit;
  readonly authors: readonly Person[];
  readonly allowedSigners: string | undefined;
  readonly codeOwners: CodeOwners | undefined;
}

interface SignedTag {
  readonly id: string;
  readonly message: string;
}

async function signedTags(git: Git): Promise<readonly SignedTag[]> {
  const lines = (await git.text('for-each-ref', '--format=%(objecttype) %(objectname)', 'refs/tags')).split(
    '\n',
  );
  const ids = lines.filter((line) => line.startsWith('tag ')).map((line) => line.slice('tag '.length));
  return [...(await git.objects(ids))]
    .map(([id, bytes]) => ({ id, message: bytes.toString() }))
    .filter(({ message }) => message.includes('-----BEGIN SSH SIGNATURE-----'));
}

/** The same address, or the same name where a person writes under two addresses. */
function samePerson(a: Person, b: Person): boolean {
  return a.email === b.email || (a.name !== '' && a.name.toLowerCase() === b.name.toLowerCase());
}

function people(persons: readonly Person[]): string[] {
  return [...new Set(persons.map(({ email }) => email).filter((email) => email !== ''))];
}
