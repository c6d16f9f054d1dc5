import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { defaultStore, type EvidenceStore, openStore } from '../evidence/open-store.ts';
import type { Io } from './command.ts';

/** The flags of every command that reads or writes evidence. */
export interface StoreFlags {
  readonly store?: string;
  readonly scope?: string;
}

/** Opens the store that the flags or the environment name, or the usual one. */
export function storeOf(flags: StoreFlags, io: Io, mustExist: boolean): Promise<EvidenceStore> {
  const location = flags.store ?? io.env.PORTCULLIS_STORE ?? defaultStore;
  const isUrl = /^\w+:\/\//.test(location);
  return openStore(isUrl ? location : resolve(io.cwd, location), { mustExist });
}

/** What scans are of: as said, else the repository's path, else the folder. */
export function scopeOf(flags: StoreFlags, io: Io): string {
  if (flags.scope !== undefined) return flags.scope;
  try {
    return execFileSync('git', ['rev-parse', '--show-toplevel'], {
      cwd: io.cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return io.cwd;
  }
}
