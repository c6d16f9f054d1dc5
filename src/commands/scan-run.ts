import { loadConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import { CodedError } from '../error.ts';
import { parseOutput } from '../report/formats.ts';
import type { Gate, ScanResult } from '../scan/result.ts';
import { type ScanOptions, scan } from '../scan/scan.ts';
import { type JudgeFlags, setUp } from '../scan/setup.ts';
import { type Inputs, openInputs } from '../source/inputs.ts';
import type { Io } from './command.ts';
import { modestHeap } from './modest-heap.ts';
import { progressLine } from './progress.ts';
import { type ContractFlags, contractsOf } from './scan-contracts.ts';
import { type InputFlags, policiesOf, readOptions } from './scan-inputs.ts';
import { type KnownFlags, openKnown } from './scan-known.ts';
import { openReports, wantsRegions, workloadsKept } from './scan-reports.ts';

export interface ScanFlags extends JudgeFlags, InputFlags, KnownFlags, ContractFlags {
  readonly output?: readonly string[];
  readonly config?: string;
  readonly quiet?: boolean;
  readonly record?: boolean;
  readonly scope?: string;
  readonly store?: string;
  readonly rollouts?: string;
}

/** The whole of `portcullis scan`: settings, inputs, verdicts, reports, exit code. */
export async function runScan(
  paths: readonly string[],
  flags: ScanFlags,
  io: Io,
  help: () => string,
): Promise<void> {
  if (paths.length === 0) {
    // Bare `scan` must never read a cluster because a path was forgotten.
    io.stderr.write(`Nothing to scan: name files or folders, or - for standard input.\n\n${help()}`);
    return io.exit(3);
  }
  try {
    io.exit(await scanAndReport(paths, flags, io));
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    io.stderr.write(`${error.message}\n`);
    io.exit(3);
  }
}

async function scanAndReport(paths: readonly string[], flags: ScanFlags, io: Io): Promise<Gate['exitCode']> {
  const config = loadConfig(io.cwd, flags.config);
  const podKinds = podKindsOf(config.settings);
  const outputs = (flags.output ?? ['table']).map(parseOutput).filter((output) => typeof output !== 'string');
  const record = flags.record === true ? await import('./rollout-record.ts') : undefined;
  const levels = (await record?.rolloutLevels(flags, io)) ?? [];
  const policies = await policiesOf(flags, config, io);
  const contracts = await contractsOf(flags, config, podKinds, io);
  const setup = setUp(flags, config, {
    cwd: io.cwd,
    now: io.now(),
    ci: io.env.CI === 'true',
    kept: workloadsKept(outputs),
    levels,
    ...(policies && { policies }),
    ...(contracts && { contracts }),
  });
  const recording = await record?.startRecording(flags, io, {
    ...setup.scan,
    levels,
    policies: policies?.resources ?? [],
  });
  const known = await openKnown(flags, io, (revision) => failsAt(revision, paths, flags, io));
  const reports = await openReports(outputs, setup.rule, io);
  const inputs = openInputs(paths, readOptions(flags, config, podKinds, io.cwd, io));
  await policies?.prepare?.(inputs, setup.scan);
  const options: ScanOptions = {
    ...setup.scan,
    regions: wantsRegions(outputs),
    ...(reports.patched && { patched: reports.patched }),
    ...(known.ids && { known: known.ids }),
    ...(recording && { observer: recording.observer }),
  };
  const result = await judged(inputs, options, flags.quiet === true, io, (found) => {
    known.verdict(found);
    reports.verdict(found);
  });
  const recorded = await recording?.finish();
  if (recorded !== undefined) io.stderr.write(recorded);
  reports.end(result);
  if (await known.save()) return result.problems.length > 0 ? 3 : 0;
  return result.gate.exitCode;
}

async function judged(
  inputs: Inputs,
  options: ScanOptions,
  quiet: boolean,
  io: Io,
  receive: Parameters<typeof scan>[2],
): Promise<ScanResult> {
  const progress = progressLine(io, quiet);
  const keepModest = modestHeap();
  const seen = (done: number): void => {
    progress.update(done);
    keepModest(done);
  };
  try {
    return await scan(inputs, { ...options, progress: seen }, receive);
  } finally {
    progress.end();
    await inputs.close();
  }
}

/** The ids of what fails in the same paths at a Git revision. */
async function failsAt(
  revision: string,
  paths: readonly string[],
  flags: ScanFlags,
  io: Io,
): Promise<ReadonlySet<string>> {
  const { atRevision } = await import('./since.ts');
  const config = loadConfig(io.cwd, flags.config);
  const podKinds = podKindsOf(config.settings);
  const policies = await policiesOf(flags, config, io);
  return atRevision(revision, paths, io.cwd, async (cwd, then) => {
    const context = { cwd: io.cwd, now: io.now(), ci: false, kept: 0, ...(policies && { policies }) };
    const { scan: options } = setUp(flags, config, context);
    const ids = new Set<string>();
    const inputs = openInputs(then, readOptions(flags, config, podKinds, cwd, io));
    await policies?.prepare?.(inputs, options);
    await judged(inputs, options, true, io, ({ id, outcome }) => {
      if (outcome === 'fail') ids.add(id);
    });
    return ids;
  });
}
