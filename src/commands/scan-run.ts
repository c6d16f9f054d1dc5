import { resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { CodedError } from '../error.ts';
import { podKindOf } from '../kube/pod-template.ts';
import { builtInKind } from '../kube/structure/kinds.ts';
import type { VerdictRecord } from '../record.ts';
import { formats, type Output, parseOutput } from '../report/formats.ts';
import type { Report } from '../report/report.ts';
import { type Baseline, nextBaseline } from '../scan/baseline.ts';
import type { LoadedPolicies } from '../scan/policies.ts';
import type { Gate, ScanResult } from '../scan/result.ts';
import { scan } from '../scan/scan.ts';
import { type JudgeFlags, type ScanSetup, setUp } from '../scan/setup.ts';
import { type Inputs, openInputs, type ReadOptions } from '../source/inputs.ts';
import { version } from '../version.ts';
import { readBaseline, writeBaseline } from './baseline-file.ts';
import type { Io } from './command.ts';
import { progressLine } from './progress.ts';
import { atRevision } from './since.ts';
import { fileSink, type OpenSink, streamSink } from './sink.ts';
import { wantsColour } from './wants-colour.ts';

export interface ScanFlags extends JudgeFlags {
  readonly namespace?: string;
  readonly policies?: readonly string[];
  readonly values?: readonly string[];
  readonly set?: readonly string[];
  readonly output?: readonly string[];
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
  readonly since?: string;
  readonly ignore?: readonly string[];
  readonly config?: string;
  readonly quiet?: boolean;
  readonly record?: boolean;
  readonly scope?: string;
  readonly store?: string;
  readonly rollouts?: string;
}

/** What formats show of the workloads that fail a check, edits and all; the others want only their number. */
const workloadsShown: Readonly<Record<string, number>> = { table: 5, markdown: 200 };

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
  const config = await loadConfig(io.cwd, flags.config);
  const outputs = (flags.output ?? ['table']).map(parseOutput).filter((output) => typeof output !== 'string');
  const kept = Math.max(...outputs.map(({ format }) => workloadsShown[format] ?? 0));
  const policies = await policiesOf(flags, config, io);
  const record = flags.record === true ? await import('./rollout-record.ts') : undefined;
  const levels = (await record?.rolloutLevels(flags, io)) ?? [];
  const setup = await setUp(flags, config, {
    cwd: io.cwd,
    now: io.now(),
    ci: io.env.CI === 'true',
    kept,
    levels,
    ...policies,
  });
  const recording = await record?.startRecording(flags, io, {
    ...setup.scan,
    levels,
    policies: policies.policies?.resources ?? [],
  });
  const before =
    flags.baseline === undefined
      ? null
      : await readBaseline(resolve(io.cwd, flags.baseline), flags.updateBaseline === true);
  const known =
    flags.since === undefined ? idsOf(before) : await idsSince(flags.since, paths, flags, config, io);
  const sinks = outputs.map((output) => openSink(output, io));
  const reports = await Promise.all(
    outputs.map((output, index) => openReport(output, sinks[index], setup, io)),
  );
  const inputs = openInputs(paths, readOptions(flags, config, setup, io.cwd, io));
  const fails: VerdictRecord[] = [];
  const observer = recording === undefined ? {} : { observer: recording.observer };
  const observed = { ...setup, scan: { ...setup.scan, ...observer } };
  const result = await judged(inputs, observed, known, flags, io, (found) => {
    if (flags.updateBaseline && found.outcome === 'fail') fails.push(found);
    for (const report of reports) report.verdict?.(found);
  });
  const recorded = await recording?.finish();
  if (recorded !== undefined) io.stderr.write(recorded);
  for (const report of reports) report.end(result);
  for (const sink of sinks) sink.close();
  if (flags.updateBaseline !== true || flags.baseline === undefined) return result.gate.exitCode;
  await writeBaseline(resolve(io.cwd, flags.baseline), nextBaseline(fails, before));
  io.stderr.write(`Wrote ${flags.baseline}. Commit it; it can only become shorter.\n`);
  return result.problems.length > 0 ? 3 : 0;
}

async function judged(
  inputs: Inputs,
  setup: ScanSetup,
  known: ReadonlySet<string> | undefined,
  flags: ScanFlags,
  io: Io,
  receive: (record: VerdictRecord) => void,
): Promise<ScanResult> {
  const progress = progressLine(io, flags.quiet === true);
  try {
    return await scan(
      inputs,
      { ...setup.scan, ...(known === undefined ? {} : { known }), progress: progress.update },
      receive,
    );
  } finally {
    progress.end();
    await inputs.close();
  }
}

/** The fails of the same paths at a Git revision. */
function idsSince(
  revision: string,
  paths: readonly string[],
  flags: ScanFlags,
  config: LoadedConfig,
  io: Io,
): Promise<ReadonlySet<string>> {
  return atRevision(revision, paths, io.cwd, async (cwd, then) => {
    const policies = await policiesOf(flags, config, io);
    const setup = await setUp(flags, config, {
      cwd: io.cwd,
      now: io.now(),
      ci: false,
      kept: 0,
      ...policies,
    });
    const ids = new Set<string>();
    const inputs = openInputs(then, readOptions(flags, config, setup, cwd, io));
    await judged(inputs, setup, undefined, { ...flags, quiet: true }, io, ({ id, outcome }) => {
      if (outcome === 'fail') ids.add(id);
    });
    return ids;
  });
}

/** The policies named on the command line, relative to here, or else by the configuration, relative to it. */
async function policiesOf(
  flags: ScanFlags,
  { settings, folder }: LoadedConfig,
  io: Io,
): Promise<{ readonly policies?: LoadedPolicies }> {
  const [paths, cwd] =
    flags.policies === undefined ? [settings.policies ?? [], folder] : [flags.policies, io.cwd];
  if (paths.length === 0) return {};
  const { loadPolicies } = await import('../scan/policies.ts');
  const inputs = openInputs(paths, { cwd, stdin: io.stdin, env: io.env, isClusterScoped });
  try {
    return { policies: await loadPolicies(inputs) };
  } finally {
    await inputs.close();
  }
}

function isClusterScoped(apiVersion: string, kind: string): boolean {
  return builtInKind(apiVersion, kind)?.namespaced !== true;
}

function idsOf(baseline: Baseline | null): ReadonlySet<string> | undefined {
  return baseline === null ? undefined : new Set(baseline.fails.map(({ id }) => id));
}

function readOptions(
  flags: ScanFlags,
  { settings }: LoadedConfig,
  { podKinds }: ScanSetup,
  cwd: string,
  io: Io,
): ReadOptions {
  return {
    cwd,
    stdin: io.stdin,
    env: io.env,
    namespace: flags.namespace ?? settings.namespace ?? 'default',
    ignore: [...(settings.ignore ?? []), ...(flags.ignore ?? [])],
    helm: { values: flags.values ?? [], set: flags.set ?? [] },
    maxFileSize: (settings.maxFileSize ?? 256) * 1024 * 1024,
    // A custom kind is taken to live in a namespace only when it holds pods, which always do.
    isClusterScoped: (apiVersion, kind) =>
      podKindOf(apiVersion, kind, podKinds) === undefined &&
      builtInKind(apiVersion, kind)?.namespaced !== true,
  };
}

function openSink({ file }: Output, io: Io): OpenSink {
  return file === null ? streamSink(io.stdout) : fileSink(resolve(io.cwd, file));
}

async function openReport(
  output: Output,
  sink: OpenSink | undefined,
  setup: ScanSetup,
  io: Io,
): Promise<Report> {
  const format = await formats[output.format]?.();
  if (format === undefined || sink === undefined) throw new Error(`no report format ${output.format}`);
  const terminal = output.file === null && io.stdout.isTTY;
  return format(sink, {
    rule: setup.rule,
    version,
    now: io.now(),
    columns: terminal ? Math.max(60, Math.min(io.stdout.columns, 120)) : 80,
    colour: output.file === null && wantsColour(io, io.stdout),
  });
}
