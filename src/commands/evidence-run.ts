import { loadConfig } from '../config/load.ts';
import { defaultRetention, prune, type Retention, retireSource } from '../evidence/prune.ts';
import { storeStatus } from '../evidence/store-status.ts';
import { exportStore } from '../evidence/transfer.ts';
import { columns } from '../report/terminal/layout.ts';
import { durationText } from '../rollout/duration.ts';
import { SettingError } from '../scan/level-option.ts';
import type { ExitCode, Io } from './command.ts';
import { actorOf, type StoreFlags, scopeOf, storeOf } from './rollout-store.ts';

export interface EvidenceFlags extends StoreFlags {
  readonly config?: string;
}

export async function evidenceStatus(
  flags: EvidenceFlags & { readonly output: 'table' | 'json' },
  io: Io,
): Promise<ExitCode> {
  const store = await storeOf(flags, loadConfig(io.cwd, flags.config), io, true);
  try {
    const found = await storeStatus(store);
    const statuses = flags.scope === undefined ? found : found.filter((one) => one.scope === flags.scope);
    if (flags.output === 'json') {
      io.stdout.write(`${JSON.stringify(statuses, null, 2)}\n`);
      return 0;
    }
    const now = io.now().getTime();
    const ago = (time: number | null): string =>
      time === null ? 'never' : `${durationText(Math.max(0, now - time))} ago`;
    for (const one of statuses) {
      const rows = [
        ['  namespaces', String(one.namespaces)],
        ['  workloads', String(one.workloads)],
        ['  open findings', String(one.openFindings)],
        [
          '  scans',
          `${one.scans}, ${one.completeScans} complete, the last complete one ${ago(one.lastComplete)}`,
        ],
        ...one.sources.map(({ name, since, until }) => [
          `  ${name}`,
          `since ${new Date(since).toISOString().slice(0, 10)}, last reported ${ago(until)}`,
        ]),
      ];
      io.stdout.write(`${one.scope}\n${columns(rows).join('\n')}\n`);
      if (one.lastScan?.complete === false)
        for (const gap of one.lastScan.gaps.slice(0, 5))
          io.stdout.write(`  the last scan was not complete: ${gap}\n`);
      if (one.sources.length === 0)
        io.stdout.write('  Pods were never seen as they run: portcullis evidence import --audit-log FILE\n');
    }
    if (statuses.length === 0) io.stdout.write('Nothing is recorded: portcullis scan PATH --record\n');
    return 0;
  } finally {
    await store.close();
  }
}

export async function evidenceExport(flags: EvidenceFlags, io: Io): Promise<ExitCode> {
  const store = await storeOf(flags, loadConfig(io.cwd, flags.config), io, true);
  try {
    for await (const line of exportStore(store)) io.stdout.write(line);
    return 0;
  } finally {
    await store.close();
  }
}

export interface PruneFlags extends EvidenceFlags, Readonly<Record<keyof Retention, string>> {
  readonly source?: string;
}

export async function evidencePrune(flags: PruneFlags, io: Io): Promise<ExitCode> {
  const config = loadConfig(io.cwd, flags.config);
  const store = await storeOf(flags, config, io, true);
  const now = io.now().getTime();
  try {
    if (flags.source !== undefined) {
      const scope = scopeOf(flags, config, io);
      const known = await retireSource(store, scope, flags.source, actorOf(io), now);
      io.stdout.write(
        known
          ? `Time in ${scope} waits for ${flags.source} no longer.\n`
          : `${scope} knows no source ${flags.source}.\n`,
      );
      return known ? 0 : 3;
    }
    const days = (key: keyof Retention): number => wholeDays(flags[key], key);
    const summary = await prune(
      store,
      { closed: days('closed'), rollups: days('rollups'), specs: days('specs'), journal: days('journal') },
      actorOf(io),
      now,
    );
    const counts = Object.entries(summary).map(([what, number]) => `${number} ${what}`);
    io.stdout.write(
      `Forgot ${counts.join(', ')}. The journal still verifies from its checkpoint: portcullis rollout verify\n`,
    );
    return 0;
  } finally {
    await store.close();
  }
}

function wholeDays(text: string, key: keyof Retention): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= 1) return Number(text);
  throw new SettingError(
    `--${key}`,
    `expected days such as ${defaultRetention[key]}, found ${JSON.stringify(text)}`,
  );
}
