import { contractName, type ExceptionContract } from '../exception/contract.ts';
import { loadContracts } from '../exception/load.ts';
import { specHash } from '../exception/spec-hash.ts';
import type { Git } from './git.ts';
import { type ApprovalRecord, isRecordPath, parseRecord } from './record.ts';

/** What stands on the approval branch, and what stood there. */
export interface BranchHistory {
  /** By name and hash of what stands there now: the first-parent commit that brought it, and its file. */
  readonly current: ReadonlyMap<string, Introduced>;
  /** The names of contracts that were ever revoked there. */
  readonly revoked: ReadonlySet<string>;
  /** Every version of every contract that was ever there. */
  readonly versions: readonly ExceptionContract[];
  /** Approval records that stand there now. */
  readonly records: readonly (Introduced & { readonly record: ApprovalRecord })[];
}

export interface Introduced {
  readonly commit: string;
  readonly path: string;
}

export function historyKey(name: string, hash: string): string {
  return `${name} ${hash}`;
}

/**
 * Walks the first-parent line of the branch from its beginning, so that a contract counts from the commit that brought
 * it to the branch, not from one on a branch that was merged.
 */
export async function branchHistory(git: Git, commit: string, folder: string): Promise<BranchHistory> {
  const changes = await changesOf(git, commit, folder);
  const ids = new Set(
    changes.flatMap(({ files }) => files.map(({ blob }) => blob)).filter((blob) => blob !== ''),
  );
  const contents = new Map([...(await git.objects([...ids]))].map(([id, bytes]) => [id, contentOf(bytes)]));
  const state = new State();
  for (const change of changes) state.take(change, contents);
  return state.history();
}

interface Change {
  readonly commit: string;
  readonly files: readonly { readonly path: string; readonly blob: string }[];
}

async function changesOf(git: Git, commit: string, folder: string): Promise<Change[]> {
  const { stdout } = await git.run([
    'log',
    '-z',
    '--first-parent',
    '--diff-merges=first-parent',
    '--reverse',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--format=commit %H',
    '--end-of-options',
    commit,
    '--',
    folder === '' ? '.' : folder,
  ]);
  const changes: { commit: string; files: { path: string; blob: string }[] }[] = [];
  const tokens = stdout.toString().split('\0');
  for (let index = 0; index < tokens.length; index++) {
    const token = (tokens[index] ?? '').trimStart();
    if (token.startsWith('commit ')) changes.push({ commit: token.slice('commit '.length), files: [] });
    else if (token.startsWith(':')) {
      const [, mode, , blob = ''] = token.slice(1).split(' ');
      // A link to a contract is none: what it leads to may lie outside.
      const usable = mode === '100644' || mode === '100755';
      changes
        .at(-1)
        ?.files.push({ path: tokens[++index] ?? '', blob: usable && !/^0+$/.test(blob) ? blob : '' });
    }
  }
  return changes;
}

interface Content {
  readonly contracts: readonly {
    readonly contract: ExceptionContract;
    readonly name: string;
    readonly key: string;
  }[];
  readonly record: ApprovalRecord | undefined;
}

function contentOf(bytes: Buffer): Content {
  return {
    contracts: loadContracts(bytes, '').contracts.map(({ contract }) => {
      const name = contractName(contract);
      return { contract, name, key: historyKey(name, specHash(contract)) };
    }),
    record: parseRecord(bytes.toString()),
  };
}

class State {
  /** What each file holds now. */
  readonly #files = new Map<string, Content>();
  readonly #current = new Map<string, Introduced>();
  readonly #records = new Map<string, Introduced & { readonly record: ApprovalRecord }>();
  readonly #revoked = new Set<string>();
  readonly #versions = new Map<string, ExceptionContract>();

  take({ commit, files }: Change, contents: ReadonlyMap<string, Content>): void {
    for (const { path, blob } of files) {
      const content = contents.get(blob);
      this.#records.delete(path);
      if (content === undefined) this.#files.delete(path);
      else if (isRecordPath(path)) {
        if (content.record !== undefined) this.#records.set(path, { commit, path, record: content.record });
      } else if (isContractPath(path)) this.#files.set(path, content);
    }
    const present = new Map<string, string>();
    for (const [path, { contracts }] of this.#files) {
      for (const { contract, name, key } of contracts) {
        present.set(key, path);
        this.#versions.set(key, contract);
        if (contract.spec.revoked !== undefined) this.#revoked.add(name);
      }
    }
    for (const key of this.#current.keys()) if (!present.has(key)) this.#current.delete(key);
    for (const [key, path] of present) if (!this.#current.has(key)) this.#current.set(key, { commit, path });
  }

  history(): BranchHistory {
    return {
      current: this.#current,
      revoked: this.#revoked,
      versions: [...this.#versions.values()],
      records: [...this.#records.values()],
    };
  }
}

export function isContractPath(path: string): boolean {
  return /\.(?:ya?ml|json)$/.test(path) && !isRecordPath(path);
}
