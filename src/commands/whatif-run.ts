import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { Engine } from '../engine/engine.ts';
import { CodedError } from '../error.ts';
import { count } from '../report/terminal/layout.ts';
import { whatIfMarkdown } from '../report/what-if/markdown.ts';
import { whatIfTable } from '../report/what-if/table.ts';
import type { NamespaceAnswer, WhatIf } from '../rollout/what-if/answer.ts';
import { Collector, countsOf } from '../rollout/what-if/collector.ts';
import { conclude } from '../rollout/what-if/conclude.ts';
import { SettingError } from '../scan/level-option.ts';
import { scan } from '../scan/scan.ts';
import { setUp } from '../scan/setup.ts';
import type { Verdict } from '../verdict.ts';
import type { Io } from './command.ts';
import { progressLine } from './progress.ts';
import { wantsColour } from './wants-colour.ts';
import { type Asked, ask } from './whatif-ask.ts';
import { type Basis, type BasisFlags, manifestBasis, recordedBasis } from './whatif-basis.ts';
import { commandFor } from './whatif-fix.ts';

export interface WhatIfFlags extends BasisFlags {
  readonly level?: string;
  readonly policies?: readonly string[];
  readonly kubernetes?: string;
  readonly from?: string;
  readonly expire?: string;
  readonly enforceNow?: boolean;
  readonly exceptions?: string;
  readonly rollouts?: string;
  readonly output: 'table' | 'json' | 'markdown';
  readonly config?: string;
}

/** How many workloads of a namespace each format shows. */
const shown: Readonly<Record<WhatIfFlags['output'], number>> = {
  table: 5,
  markdown: 200,
  json: Number.POSITIVE_INFINITY,
};

export async function runWhatIf(paths: readonly string[], flags: WhatIfFlags, io: Io): Promise<void> {
  try {
    const answer = await answerOf(paths, flags, io);
    if (flags.output === 'json') io.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    else if (flags.output === 'markdown') io.stdout.write(whatIfMarkdown(answer));
    else io.stdout.write(whatIfTable(answer, wantsColour(io, io.stdout), columnsOf(io)));
    io.exit(answer.exitCode);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    io.stderr.write(`${error.message}\n`);
    io.exit(3);
  }
}

function columnsOf({ stdout }: Io): number {
  return stdout.isTTY ? Math.max(60, Math.min(stdout.columns, 120)) : 80;
}

async function answerOf(paths: readonly string[], flags: WhatIfFlags, io: Io): Promise<WhatIf> {
  refuseAllButOne(flags);
  const config = loadConfig(io.cwd, flags.config);
  const basis =
    paths.length > 0 ? await manifestBasis(paths, flags, config, io) : await recordedBasis(flags, config, io);
  try {
    return await judged(await ask(flags, basis, config, io), basis, flags, config, io);
  } finally {
    await basis.close();
  }
}

/** A question too many would leave open which of them was answered. */
function refuseAllButOne(flags: WhatIfFlags): void {
  const names = {
    level: '--level',
    policies: '--policies',
    kubernetes: '--kubernetes',
    expire: '--expire',
    enforceNow: '--enforce-now',
  };
  const given = Object.entries(names).filter(([key]) => flags[key as keyof typeof names] !== undefined);
  if (given.length === 1) return;
  const found = given.length === 0 ? 'none' : given.map(([, name]) => name).join(' and ');
  throw new SettingError('whatif', `expected one of ${Object.values(names).join(', ')}, found ${found}`);
}

async function judged(
  asked: Asked,
  basis: Basis,
  flags: WhatIfFlags,
  config: LoadedConfig,
  io: Io,
): Promise<WhatIf> {
  const { question } = asked;
  const setup = setUp({}, config, { cwd: io.cwd, now: io.now(), ci: false, kept: 0 });
  const collector = new Collector({
    question,
    podKinds: setup.podKinds,
    kept: shown[flags.output],
    only: flags.namespace ?? null,
    ownerOf: (resource) => basis.ownerOf(resource),
    commandFor: (resource, effects) => commandFor(resource, effects, flags),
  });
  const progress = progressLine(io, false);
  const { problems, notices } = await scan(
    basis.inputs,
    {
      ...setup.scan,
      engines: [comparing(asked.engines, asked.before, (verdict) => collector.before(verdict))],
      readiness: null,
      decoded: basis.redactions !== null,
      problems: asked.problems,
      notices: [],
      observer: {
        resource: (resource) => collector.resource(resource),
        verdict: (verdict) => collector.verdict(verdict),
        gap: () => {},
      },
      progress: progress.update,
    },
    null,
  );
  progress.end();
  const namespaces = collector.namespaces();
  const counts = countsOf(namespaces);
  const problemTexts = problems.map(({ file, line, message }) => `${file}:${line ?? 1}: ${message}`);
  const gaps = [...basis.gaps(), ...asked.gaps];
  return {
    question: question.title,
    basis: basis.text,
    counts,
    namespaces,
    notes: [
      ...nextSteps(namespaces),
      ...asked.notes,
      ...gaps,
      ...notices.map(({ file, message }) => (file === '' ? message : `${file}: ${message}`)),
    ],
    problems: problemTexts,
    ...conclude(question, counts, problemTexts, gaps),
  };
}

/** Of what enforcing everything would refuse, what the very next steps would. */
function nextSteps(namespaces: readonly NamespaceAnswer[]): string[] {
  const all = namespaces.flatMap(({ steps }) => steps);
  if (all.length === 0) return [];
  const biting = all.filter(({ to, refused }) => to === 'Enforce' && refused > 0);
  if (biting.length === 0)
    return ['The next steps of today refuse nothing: none of them enforces what is violated.'];
  const workloads = biting.reduce((sum, { refused }) => sum + refused, 0);
  return [
    `The next steps alone would refuse ${count(workloads, 'workload')}: those to enforce, in ${count(biting.length, 'namespace')}.`,
  ];
}

/** Judges by both, and hands on what holds today apart from the answer. */
function comparing(
  after: readonly Engine[],
  before: readonly Engine[],
  take: (verdict: Verdict) => void,
): Engine {
  const all = [...after, ...before];
  return {
    name: 'PodSecurity',
    needs: [...new Set(all.flatMap((engine) => engine.needs ?? []))],
    concerns: (apiVersion, kind) => all.some((engine) => engine.concerns(apiVersion, kind)),
    judge(request, lookup) {
      const { apiVersion, kind } = request.resource;
      const judge = (engines: readonly Engine[]): Verdict[] =>
        engines.flatMap((engine) => (engine.concerns(apiVersion, kind) ? engine.judge(request, lookup) : []));
      for (const verdict of judge(before)) take(verdict);
      return judge(after);
    },
  };
}
