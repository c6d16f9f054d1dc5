import { relative, resolve } from 'node:path';
import { type ContractEntry, type ContractSet, readContractSet } from '../approval/contract-set.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { CodedError } from '../error.ts';
import { day } from '../exception/limits.ts';
import { type State, stateOf } from '../exception/state.ts';
import { oneLine } from '../report/terminal/layout.ts';
import { parseTime } from '../schema/time.ts';
import { changeWindowsIn } from './change-windows.ts';
import type { ExitCode, Io } from './command.ts';

export interface ExceptionFlags {
  readonly exceptions?: string;
  readonly config?: string;
  readonly assumeApproved?: boolean;
}

export class ExceptionCommandError extends CodedError<'BAD_SETTING' | 'NO_SUCH_CONTRACT'> {}

export interface ExceptionContext {
  readonly config: LoadedConfig;
  readonly set: ContractSet;
  /** The folder of the contracts, relative to where the command runs. */
  readonly folder: string;
  readonly now: Date;
  readonly stateOf: (entry: ContractEntry) => State;
}

/** Reads the contracts that a command is about, and where each stands. */
export async function openExceptions(flags: ExceptionFlags, io: Io): Promise<ExceptionContext> {
  const config = loadConfig(io.cwd, flags.config);
  const folder = exceptionsFolder(flags, config, io);
  const { windows, problems } = await changeWindowsIn(config.folder);
  const read = await readContractSet({
    folder,
    cwd: io.cwd,
    env: io.env,
    settings: config.settings,
    settingsFolder: config.folder,
    ...windows,
  });
  const set = { ...read, problems: [...problems, ...read.problems] };
  const now = io.now();
  return {
    config,
    set,
    folder,
    now,
    stateOf: ({ contract, standing }) =>
      stateOf(contract, flags.assumeApproved === true ? { ...standing, approved: true } : standing, now),
  };
}

export function exceptionsFolder(flags: ExceptionFlags, { settings, folder }: LoadedConfig, io: Io): string {
  if (flags.exceptions !== undefined) return flags.exceptions;
  return relative(io.cwd, resolve(folder, settings.exceptions ?? 'exceptions')) || '.';
}

/** Runs the work of a command; what a user did wrong is said and is exit code 3. */
export async function guarded(io: Io, work: () => Promise<ExitCode>): Promise<void> {
  try {
    io.exit(await work());
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    io.stderr.write(`${error.message}\n`);
    io.exit(3);
  }
}

/** Says what could not be read; the exit code for it. */
export function sayProblems({ set }: ExceptionContext, io: Io): ExitCode {
  for (const { file, line, column, message, ...rest } of set.problems) {
    const place = [file, line, column].filter((part) => part !== undefined).join(':');
    const rule = 'rule' in rest && typeof rest.rule === 'string' ? `${rest.rule} ` : '';
    io.stderr.write(`${place}: ${rule}${oneLine(message)}\n`);
  }
  if (set.branch.type === 'inconclusive')
    io.stderr.write(`Approvals cannot be seen: ${set.branch.because}\n`);
  if (set.problems.length > 0) return 3;
  return set.branch.type === 'inconclusive' ? 2 : 0;
}

/** The contract that `namespace/name`, or a name that only one has, means. */
export function findContract({ set, folder }: ExceptionContext, name: string): ContractEntry {
  const found = set.entries.filter((entry) => entry.name === name || entry.contract.metadata.name === name);
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  const names = (found.length > 0 ? found : set.entries).map((entry) => entry.name).join(', ');
  const message =
    found.length > 1
      ? `${name} is the name of several contracts; write NAMESPACE/NAME: ${names}`
      : `there is no contract ${name} in ${folder}; there are: ${names || 'none'}`;
  throw new ExceptionCommandError('NO_SUCH_CONTRACT', message);
}

/** A whole number of days from `14d` or `14`. */
export function parseDays(text: string, flag: string): number {
  const match = /^(\d{1,4})d?$/.exec(text);
  if (match === null)
    throw new ExceptionCommandError(
      'BAD_SETTING',
      `${flag}: expected days such as 14d, found ${JSON.stringify(text)}`,
    );
  return Number(match[1]);
}

/** Time left until the end: `9 d`, `5 h`, `–14 h` when it is over. */
export function timeLeft(entry: ContractEntry, now: Date): string {
  const left = (parseTime(entry.contract.spec.expiresAt) ?? 0) - now.getTime();
  const sign = left < 0 ? '–' : '';
  const size = Math.abs(left);
  return size >= 2 * day ? `${sign}${Math.floor(size / day)} d` : `${sign}${Math.floor((size * 24) / day)} h`;
}
