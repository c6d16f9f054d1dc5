import { resolve } from 'node:path';
import { readContractSet } from '../approval/contract-set.ts';
import { specHash } from '../exception/spec-hash.ts';
import { packOf } from '../report/evidence-pack/pack.ts';
import { dayEnd, dayStart, type Period } from '../report/evidence-pack/period.ts';
import type { ContractApproval } from '../report/evidence-pack/standing-tables.ts';
import { writePack } from '../report/evidence-pack/write-pack.ts';
import type { Overview } from '../report/overview/overview.ts';
import { SettingError } from '../scan/level-option.ts';
import type { ExitCode, Io } from './command.ts';
import { exceptionsFolder } from './exception-context.ts';
import {
  exitCodeOf,
  overviewOf,
  type ReportFlags,
  type ReportSession,
  withReport,
} from './report-session.ts';

export interface PackFlags extends ReportFlags {
  readonly from?: string;
  readonly until?: string;
}

export function reportEvidencePack(folder: string, flags: PackFlags, io: Io): Promise<ExitCode> {
  return withReport(flags, io, async (session) => {
    const { store, context } = session;
    const overview = await overviewOf(session, { findings: 0, moves: 1, verify: true });
    const period = periodOf(flags, overview);
    const approvals = await approvalsOf(flags, session);
    const pack = await packOf({ store, context, overview, approvals, period });
    const files = await writePack(resolve(io.cwd, folder), pack);
    io.stderr.write(`Wrote ${files.length} files to ${folder}. How to check them: ${folder}/README.md\n`);
    for (const problem of overview.proof?.problems ?? []) io.stderr.write(`${problem}\n`);
    return exitCodeOf(overview);
  });
}

function periodOf({ from, until }: PackFlags, { since, at }: Overview): Period {
  const start = from === undefined ? since : dayStart(from);
  const end = until === undefined ? at : dayEnd(until);
  if (start === undefined)
    throw new SettingError('--from', `expected a day such as 2026-10-01, found ${JSON.stringify(from)}`);
  if (end === undefined)
    throw new SettingError('--until', `expected a day such as 2026-12-31, found ${JSON.stringify(until)}`);
  const period = { from: start, until: Math.min(end, at) };
  if (period.from >= period.until)
    throw new SettingError(
      '--from',
      `expected a day before the end of the period, found ${JSON.stringify(from)}`,
    );
  return period;
}

/** Who approved which contract: Git knows. */
async function approvalsOf(flags: PackFlags, { config, io }: ReportSession): Promise<ContractApproval[]> {
  const set = await readContractSet({
    folder: exceptionsFolder(flags, config, io),
    cwd: io.cwd,
    env: io.env,
    settings: config.settings,
    settingsFolder: config.folder,
  });
  return set.entries
    .map(({ name, contract, origin, approval }) => ({
      contract: name,
      specHash: specHash(contract),
      file: origin.file,
      approved: approval.approved,
      because: approval.because,
      approvers: approval.approvers,
      authors: approval.authors,
    }))
    .sort((a, b) => (a.contract < b.contract ? -1 : 1));
}
