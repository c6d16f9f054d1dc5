import type { EvidenceStore } from '../evidence/open-store.ts';
import type { Overview } from '../report/overview/overview.ts';
import { type OverviewOptions, readOverview } from '../report/overview/read-overview.ts';
import { labelsBy } from '../rollout/next.ts';
import { SettingError } from '../scan/level-option.ts';
import { parseTime } from '../schema/time.ts';
import { version } from '../version.ts';
import type { ExitCode, Io } from './command.ts';
import { type RolloutFlags, type RolloutSession, withSession } from './rollout-context.ts';

export interface ReportFlags extends RolloutFlags {
  readonly at?: string;
}

/** What a report is made of, as of the time that was asked for. */
export interface ReportSession extends RolloutSession {
  readonly io: Io;
  readonly context: OverviewOptions['context'];
}

export function withReport(
  flags: ReportFlags,
  io: Io,
  work: (session: ReportSession) => Promise<ExitCode>,
): Promise<ExitCode> {
  const then = timeOf(flags, io);
  const own: Io = { ...io, now: () => then };
  return withSession(flags, own, async (session) => {
    await refuseBefore(session.store, then);
    const labels = labelsBy(session.plans.map((one) => session.actuatorOf(one.plan)));
    return work({ ...session, io: own, context: { ...session.context, now: then.getTime(), labels } });
  });
}

export function overviewOf(
  { store, context }: ReportSession,
  options: Pick<OverviewOptions, 'findings' | 'moves' | 'verify' | 'manifestOf'>,
): Promise<Overview> {
  return readOverview({ store, context, version, ...options });
}

/** 1 when a proof does not hold, 2 when a rollout could not be decided. */
export function exitCodeOf({ proof, rollouts }: Overview): ExitCode {
  if (proof?.ok === false) return 1;
  return rollouts.some(({ status }) => status.problem !== '') ? 2 : 0;
}

/** Clocks of several machines differ a little; that much is taken for the same time. */
const skew = 60_000;

/** What the store tells is of now: as of an earlier time it would be told wrong. */
async function refuseBefore({ db }: EvidenceStore, then: Date): Promise<void> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', 'clock').executeTakeFirst();
  const written = Number(row?.value ?? 0);
  if (then.getTime() < written - skew)
    throw new SettingError(
      '--at',
      `expected a time since the store was last written (${new Date(written).toISOString()}), found ${then.toISOString()}`,
    );
}

function timeOf({ at }: ReportFlags, io: Io): Date {
  if (at === undefined) return io.now();
  const time = parseTime(at);
  if (time === undefined)
    throw new SettingError(
      '--at',
      `expected a time such as 2026-11-22T09:00:00Z, found ${JSON.stringify(at)}`,
    );
  return new Date(time);
}
