import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { createExcuser } from '../exception/excuser.ts';
import type { PodKinds } from '../kube/pod-template.ts';
import type { SetupContracts } from '../scan/setup.ts';
import { changeWindowsIn } from './change-windows.ts';
import type { Io } from './command.ts';

export interface ContractFlags {
  readonly exceptions?: string;
  readonly assumeApproved?: boolean;
}

/** Reads the contracts of the folder that was named, or of the configured one when it is there. */
export async function contractsOf(
  flags: ContractFlags,
  config: LoadedConfig,
  podKinds: PodKinds,
  io: Io,
): Promise<SetupContracts | undefined> {
  const { settings, folder: settingsFolder } = config;
  const folder = flags.exceptions ?? resolve(settingsFolder, settings.exceptions ?? 'exceptions');
  if (flags.exceptions === undefined && !existsSync(folder)) return undefined;
  const { readContractSet } = await import('../approval/contract-set.ts');
  const { windows, problems } = await changeWindowsIn(settingsFolder);
  const set = await readContractSet({
    folder,
    cwd: io.cwd,
    env: io.env,
    settings,
    settingsFolder,
    ...windows,
  });
  const assumeApproved = flags.assumeApproved === true;
  return {
    excuser: createExcuser(set.entries, { now: io.now(), podKinds, assumeApproved }),
    problems: [...problems, ...set.problems],
    ...(set.branch.type === 'inconclusive' && set.entries.length > 0 && !assumeApproved
      ? { inconclusive: set.branch.because }
      : {}),
  };
}
