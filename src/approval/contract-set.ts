import { isAbsolute, relative, resolve } from 'node:path';
import type { Config } from '../config/config.generated.ts';
import { limitsOf } from '../config/limits.ts';
import { contractName, type ExceptionContract } from '../exception/contract.ts';
import type { StandingContract } from '../exception/excuser.ts';
import type { Limits } from '../exception/limits.ts';
import { type LoadedContract, type LoadProblem, loadContracts } from '../exception/load.ts';
import { quarantineLabel } from '../exception/quarantine-label.ts';
import { expandInputs } from '../source/expand.ts';
import { defaultMaxFileSize } from '../source/file-bytes.ts';
import { Unreadable } from '../source/unreadable.ts';
import { wholeFile } from '../source/whole-file.ts';
import { type Approval, readApprovals } from './approvals.ts';
import type { Branch } from './branch.ts';
import { Git } from './git.ts';
import { isRecordPath } from './record.ts';

/** A contract of the folder, with where it stands. */
export interface ContractEntry extends LoadedContract, StandingContract {
  readonly name: string;
  readonly approval: Approval;
}

export interface ContractSet {
  readonly entries: readonly ContractEntry[];
  readonly problems: readonly (LoadProblem | FileProblem)[];
  /** Where approvals come from; `inconclusive` when they cannot be seen. */
  readonly branch: Branch;
  readonly limits: Limits;
}

export interface FileProblem {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ContractSetOptions {
  /** The folder of the contracts, relative to `cwd`. */
  readonly folder: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: Config;
  /** What paths of the settings are relative to. */
  readonly settingsFolder: string;
  /** The first moment at or after a contract's end at which a change window of the rollouts it touches is open. */
  readonly windowAfterEnd?: (contract: ExceptionContract) => number | undefined;
}

/** Reads every contract of a folder, and from Git whether it is approved. */
export async function readContractSet(options: ContractSetOptions): Promise<ContractSet> {
  const { loaded, problems } = await readFolder(options);
  const limits = limitsOf(options.settings);
  const git = new Git(resolve(options.cwd), options.env);
  const approvals = await readApprovals(git, await approvalOptions(git, options, limits));
  const entries: ContractEntry[] = [];
  for (const one of loaded) {
    const approval = await approvals.of(one.contract);
    const windowOpens = options.windowAfterEnd?.(one.contract);
    entries.push({
      ...one,
      name: contractName(one.contract),
      approval,
      standing: {
        approved: approval.approved,
        revoked: approval.revoked,
        quarantine: isQuarantine(one.contract),
        ...(windowOpens === undefined ? {} : { windowOpens }),
      },
    });
  }
  return { entries, problems, branch: approvals.branch, limits };
}

function isQuarantine({ metadata }: ExceptionContract): boolean {
  return metadata.labels !== undefined && Object.hasOwn(metadata.labels, quarantineLabel);
}

async function readFolder(options: ContractSetOptions): Promise<{
  loaded: LoadedContract[];
  problems: (LoadProblem | FileProblem)[];
}> {
  const loaded: LoadedContract[] = [];
  const problems: (LoadProblem | FileProblem)[] = [];
  const places = new Map<string, LoadedContract>();
  for (const file of await filesIn(options, problems)) {
    if (isRecordPath(file)) continue;
    const read = readContractFile(file, options.cwd);
    problems.push(...read.problems);
    for (const one of read.contracts) {
      const name = contractName(one.contract);
      const other = places.get(name);
      if (other === undefined) {
        places.set(name, one);
        loaded.push(one);
        continue;
      }
      const { file: otherFile, start } = other.origin;
      const message = `the contract ${name} is also in ${otherFile}:${start.line}; names must differ`;
      problems.push({ code: 'BAD_CONTRACT', message, file, ...one.origin.start });
    }
  }
  const twice = new Set(problems.filter(({ code }) => code === 'BAD_CONTRACT').map(({ file }) => file));
  return { loaded: loaded.filter(({ origin }) => !twice.has(origin.file)), problems };
}

async function filesIn({ folder, cwd, env }: ContractSetOptions, problems: FileProblem[]): Promise<string[]> {
  const stdin = (async function* () {})();
  const files: string[] = [];
  for (const unit of await expandInputs([folder], { cwd, env, stdin, isClusterScoped: () => false })) {
    if (unit.type === 'file') files.push(unit.path);
    else if (unit.type === 'event' && unit.event.type === 'error' && unit.event.error.code !== 'EMPTY_INPUT')
      problems.push(unit.event.error);
    else if (unit.type === 'kustomize' || unit.type === 'chart')
      files.push(...unit.files.filter((file) => !/kustomization\.ya?ml$/.test(file)));
  }
  return files;
}

function readContractFile(
  file: string,
  cwd: string,
): { contracts: readonly LoadedContract[]; problems: readonly (LoadProblem | FileProblem)[] } {
  try {
    return loadContracts(wholeFile(resolve(cwd, file), defaultMaxFileSize), file);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { contracts: [], problems: [{ code: error.code, message: error.message, file }] };
  }
}

async function approvalOptions(
  git: Git,
  { folder, cwd, settings, settingsFolder }: ContractSetOptions,
  limits: Limits,
): Promise<Parameters<typeof readApprovals>[1]> {
  const root = await git.maybe('rev-parse', '--show-toplevel').catch(() => undefined);
  const { branch, allowedSigners, codeowners } = settings.approval ?? {};
  const inRepository = (path: string | undefined): string | undefined => {
    if (path === undefined || root === undefined) return undefined;
    const from = relative(root, resolve(settingsFolder, path));
    return from.startsWith('..') || isAbsolute(from) ? undefined : from;
  };
  return {
    limits,
    folder: root === undefined ? '' : relative(root, resolve(cwd, folder)),
    ...given('branch', branch),
    ...given('allowedSigners', inRepository(allowedSigners)),
    ...given('codeOwners', inRepository(codeowners)),
  };
}

function given<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, string>);
}
