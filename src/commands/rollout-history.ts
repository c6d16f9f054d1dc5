import { loadConfig } from '../config/load.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { columns, oneLine } from '../report/terminal/layout.ts';
import { planPath, readPlans } from '../rollout/read-plans.ts';
import { unknownRollout } from '../rollout/rollout-error.ts';
import { verify } from '../rollout/verify.ts';
import { SettingError } from '../scan/level-option.ts';
import type { ExitCode, Io } from './command.ts';
import type { RolloutFlags } from './rollout-context.ts';
import { storeOf } from './rollout-store.ts';

export interface HistoryFlags extends RolloutFlags {
  readonly output: 'table' | 'json';
  readonly limit: string;
}

/** The journal, newest last. */
export async function rolloutHistory(
  rollout: string | undefined,
  namespace: string | undefined,
  flags: HistoryFlags,
  io: Io,
): Promise<ExitCode> {
  const store = await storeOf(flags, loadConfig(io.cwd, flags.config), io, true);
  try {
    let query = store.db.selectFrom('journal').selectAll().orderBy('seq', 'desc').limit(limitOf(flags.limit));
    if (rollout !== undefined) query = query.where('rollout', '=', rollout);
    if (namespace !== undefined) query = query.where('namespace', '=', namespace);
    const rows = (await query.execute()).toReversed();
    if (rows.length === 0 && rollout !== undefined) await refuseUnknown(store, rollout, flags, io);
    if (flags.output === 'json') {
      for (const row of rows)
        io.stdout.write(
          `${JSON.stringify({ ...row, at: new Date(row.at).toISOString(), payload: JSON.parse(row.payload) as unknown })}\n`,
        );
      return 0;
    }
    const lines = rows.map(({ seq, at, kind, rollout: name, namespace: where, actor, payload }) => [
      String(seq),
      new Date(at).toISOString().slice(0, 16),
      kind,
      [name, where].filter((part) => part !== '').join(' '),
      oneLine(`${summary(kind, JSON.parse(payload) as Record<string, unknown>)} (${actor})`),
    ]);
    if (lines.length === 0) io.stderr.write('The journal has nothing on that.\n');
    else io.stdout.write(`${columns([['ENTRY', 'AT', 'KIND', 'WHERE', 'WHAT'], ...lines]).join('\n')}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

/** A rollout is known by its plan, or by what the journal says of it. */
async function refuseUnknown(
  { db }: EvidenceStore,
  rollout: string,
  { rollouts }: HistoryFlags,
  io: Io,
): Promise<void> {
  const path = planPath(io.cwd, rollouts);
  const planned = path === undefined ? [] : (await readPlans(io.cwd, path)).map(({ plan }) => plan.name);
  const journal = await db
    .selectFrom('journal')
    .select('rollout')
    .distinct()
    .where('rollout', '!=', '')
    .execute();
  const known = [...new Set([...planned, ...journal.map((row) => row.rollout)])].sort();
  if (!known.includes(rollout)) throw unknownRollout(rollout, known);
}

function limitOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new SettingError('--limit', `expected a number such as 50, found ${JSON.stringify(text)}`);
}

function summary(kind: string, payload: Record<string, unknown>): string {
  const say = (...keys: readonly string[]): string =>
    keys
      .flatMap((key) =>
        payload[key] === undefined
          ? []
          : [typeof payload[key] === 'string' ? payload[key] : JSON.stringify(payload[key])],
      )
      .join(' ');
  switch (kind) {
    case 'scan':
      return `${payload.complete === true ? 'complete' : 'incomplete'}, ${say('subjects')} workloads, ${findingsText(payload.findings)}`;
    case 'decision':
      return words(say('action'), move(say('from'), say('to')), say('id').slice(0, 19));
    case 'step':
      return [words(`${say('state')}:`, say('kind'), move(say('from'), say('to'))), say('why')]
        .filter((part) => part !== '')
        .join(', ');
    case 'stage':
      return `${causeText(payload.cause)}: ${move(say('from'), say('to'))}`;
    default:
      return say(...Object.keys(payload));
  }
}

function causeText(cause: unknown): string {
  const { kind, rollout = '' } = (cause ?? {}) as { kind?: string; rollout?: string };
  if (kind === 'PinRaised') return 'the pin was raised';
  return kind === 'Along' ? `taken along by a step of ${rollout}` : 'changed by hand';
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function move(from: string, to: string): string {
  return to === '' ? from : words(from, '→', to);
}

function findingsText(findings: unknown): string {
  const { open = 0, opened = 0, closed = 0 } = (findings ?? {}) as Record<string, number>;
  return `${open} open findings (${opened} new, ${closed} closed)`;
}

export async function rolloutVerify(ids: readonly string[], flags: RolloutFlags, io: Io): Promise<ExitCode> {
  const store = await storeOf(flags, loadConfig(io.cwd, flags.config), io, true);
  try {
    const { ok, journal, decisions, problems } = await verify(store, ids.length === 0 ? undefined : ids);
    io.stdout.write(
      `journal    ${journal.from}…${journal.to} ${journal.ok ? 'chain holds' : 'chain is BROKEN'}   head ${journal.head.slice(0, 16)}\n`,
    );
    io.stdout.write(`decisions  ${decisions} made again from their inputs\n`);
    for (const problem of problems) io.stdout.write(`  ${problem}\n`);
    io.stdout.write(ok ? 'Everything holds.\n' : 'Something was changed after it was written.\n');
    return ok ? 0 : 1;
  } finally {
    await store.close();
  }
}
