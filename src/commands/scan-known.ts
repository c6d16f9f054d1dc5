import { resolve } from 'node:path';
import type { VerdictRecord } from '../record.ts';
import { nextBaseline } from '../scan/baseline.ts';
import type { Io } from './command.ts';

export interface KnownFlags {
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly since?: string;
}

/** The fails that are not new, and what becomes of the baseline file. */
export interface Known {
  readonly ids?: ReadonlySet<string>;
  verdict(record: VerdictRecord): void;
  /** Writes the baseline when that was asked for. True when it was: then its fails fail nothing. */
  save(): Promise<boolean>;
}

/** Reads what is known from a baseline file, or from the same scan of an older revision, which `failsAt` does. */
export async function openKnown(
  flags: KnownFlags,
  io: Io,
  failsAt: (revision: string) => Promise<ReadonlySet<string>>,
): Promise<Known> {
  const { baseline, since, updateBaseline = false } = flags;
  if (since !== undefined) return { ...nothingToSave, ids: await failsAt(since) };
  if (baseline === undefined) return nothingToSave;
  const file = resolve(io.cwd, baseline);
  const { readBaseline, writeBaseline } = await import('./baseline-file.ts');
  const before = await readBaseline(file, updateBaseline);
  const fails: VerdictRecord[] = [];
  return {
    ...(before === null ? {} : { ids: new Set(before.fails.map(({ id }) => id)) }),
    verdict(record): void {
      if (updateBaseline && record.outcome === 'fail') fails.push(record);
    },
    async save(): Promise<boolean> {
      if (!updateBaseline) return false;
      await writeBaseline(file, nextBaseline(fails, before));
      io.stderr.write(`Wrote ${baseline}. Commit it; it can only become shorter.\n`);
      return true;
    },
  };
}

const nothingToSave: Known = { verdict: () => {}, save: () => Promise.resolve(false) };
