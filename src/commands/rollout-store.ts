import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { defaultStore, type EvidenceStore, openStore } from '../evidence/open-store.ts';
import type { Io } from './command.ts';

/** The flags of every command that reads or writes evidence. */
export interface StoreFlags {
  readonly store?: string;
  readonly scope?: string;
}

/** Opens the store that a flag, the environment or the configuration names, or the usual one. */
export function storeOf(
  { store }: StoreFlags,
  { settings, folder }: LoadedConfig,
  io: Io,
  mustExist: boolean,
): Promise<EvidenceStore> {
  const given = store ?? io.env.PORTCULLIS_STORE;
  const location = given ?? settings.evidence?.store ?? defaultStore;
  if (/^\w+:\/\//.test(location)) return openStore(location, { mustExist });
  return openStore(resolve(given === undefined ? folder : io.cwd, location), { mustExist });
}

/** What scans are of: as said, else the repository's path, else the folder. */
export function scopeOf({ scope }: StoreFlags, { settings }: LoadedConfig, io: Io): string {
  return scope ?? settings.evidence?.scope ?? repositoryOf(io) ?? io.cwd;
}

/** The top folder of the repository; undefined outside of one. */
export function repositoryOf(io: Io): string | undefined {
  try {
    return execFileSync('git', ['rev-parse', '--show-toplevel'], {
      cwd: io.cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/** Who acts: what the environment says, else who commits here, else who is logged in. */
export function actorOf(io: Io): string {
  const said = io.env.PORTCULLIS_ACTOR;
  if (said !== undefined && said !== '') return said;
  try {
    const email = execFileSync('git', ['config', 'user.email'], {
      cwd: io.cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (email.trim() !== '') return email.trim();
  } catch {
    // No git, or nobody configured.
  }
  return io.env.USER ?? io.env.LOGNAME ?? 'unknown';
}
