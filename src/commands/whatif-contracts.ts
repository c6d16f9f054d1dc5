import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { readContractSet } from '../approval/contract-set.ts';
import type { LoadedConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import { contractName } from '../exception/contract.ts';
import { createExcuser, type Excuser, type StandingContract } from '../exception/excuser.ts';
import { SettingError } from '../scan/level-option.ts';
import type { Problem } from '../scan/result.ts';
import type { Io } from './command.ts';

/** The contracts that a question hears of. */
export interface Contracts {
  readonly entries: readonly StandingContract[];
  /** Null when there are no contracts. */
  readonly excuser: Excuser | null;
  readonly problems: readonly Problem[];
  readonly gaps: readonly string[];
  /** The names of the contracts that `name` means. */
  named(name: string): ReadonlySet<string>;
  /** What to say of contracts that excuse nothing today. */
  idle(names: ReadonlySet<string>): string[];
}

export async function contractsOf(
  { exceptions }: { readonly exceptions?: string },
  { settings, folder: settingsFolder }: LoadedConfig,
  io: Io,
): Promise<Contracts> {
  const folder = exceptions ?? resolve(settingsFolder, settings.exceptions ?? 'exceptions');
  const isThere = exceptions !== undefined || existsSync(folder);
  const set = isThere
    ? await readContractSet({ folder, cwd: io.cwd, env: io.env, settings, settingsFolder })
    : undefined;
  const entries = set?.entries ?? [];
  const excuser =
    entries.length === 0 ? null : createExcuser(entries, { now: io.now(), podKinds: podKindsOf(settings) });
  const names = entries.map(({ contract }) => contractName(contract));
  return {
    entries,
    excuser,
    problems: set?.problems ?? [],
    gaps:
      set?.branch.type === 'inconclusive' && entries.length > 0
        ? [`no contract counts as approved: ${set.branch.because}`]
        : [],
    named(name) {
      if (name === 'all' && names.length > 0) return new Set(names);
      const found = names.filter((one) => one === name || one.endsWith(`/${name}`));
      if (found.length === 1) return new Set(found);
      const there = (found.length > 1 ? found : names).join(', ') || 'none';
      throw new SettingError(
        '--expire',
        found.length > 1
          ? `${name} is the name of several contracts; write NAMESPACE/NAME: ${there}`
          : `there is no contract ${name} in ${relative(io.cwd, resolve(io.cwd, folder))}; there are: ${there}`,
      );
    },
    idle: (which) =>
      entries.flatMap(({ contract }) => {
        const state = excuser?.stateOf(contract);
        const honoured = state === 'Active' || state === 'Expiring' || state === 'Overdue';
        return which.has(contractName(contract)) && !honoured
          ? [`${contractName(contract)} is ${state}: it excuses nothing today.`]
          : [];
      }),
  };
}
