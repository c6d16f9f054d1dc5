import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { CodedError } from '../error.ts';
import { shellWord } from '../explain/shell-word.ts';
import { replaceFile, WriteError } from '../fix/write-file.ts';
import { filesOf, type PackFile, policyPath } from '../guardrail/files.ts';
import type { Form } from '../guardrail/form.ts';
import type { Guardrail } from '../guardrail/guardrail.ts';
import { guardrails } from '../guardrail/pack.ts';
import { type Parameters, parameterProblem, parametersOf } from '../guardrail/parameters.ts';
import { stampOf } from '../guardrail/stamp.ts';
import { columns, wrap } from '../report/terminal/layout.ts';
import { suggestion } from '../schema/suggestion.ts';
import type { Stage } from '../verdict.ts';
import type { ExitCode, Io } from './command.ts';
import type { InitFlags } from './policy-init.ts';

/** Writes the pack. 3 when a file was left as it is, or the usage is bad. */
export async function initPolicies(names: readonly string[], flags: InitFlags, io: Io): Promise<ExitCode> {
  try {
    return await writePack(names, flags, io);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return 3;
  }
}

async function writePack(names: readonly string[], flags: InitFlags, io: Io): Promise<ExitCode> {
  const { settings, file } = loadConfig(io.cwd, flags.config);
  const settingsFile = file === null ? 'portcullis.yaml' : relative(io.cwd, file);
  const parameters = parametersOf(settings.guardrails);
  const problem = parameterProblem(parameters) ?? unknownName(names);
  if (problem !== null) {
    io.stderr.write(`${problem}\n`);
    return 3;
  }
  const chosen = guardrails.filter(({ name }) => names.length === 0 || names.includes(name));
  if (flags.list === true) {
    io.stdout.write(listing(chosen, parameters, settingsFile, io.stdout.columns));
    return 0;
  }
  const ready = chosen.filter((one) => !lacks(one, parameters));
  for (const one of chosen.filter((one) => lacks(one, parameters)))
    io.stderr.write(`${one.name} is left out: ${missingText(one, settingsFile)}\n`);
  if (ready.length < chosen.length && names.length > 0) return 3;
  const form = flags.to ?? formIn(flags.dir, io) ?? 'clusterpolicy';
  const planned = ready.flatMap((one) => planOf(one, parameters, form, flags, io));
  for (const one of planned) if (flags.dryRun !== true) carryOut(one, io);
  io.stdout.write(reportOf(planned, form, flags, settings.ignore ?? []));
  return planned.some(({ step }) => step === 'keep') ? 3 : 0;
}

function unknownName(names: readonly string[]): string | null {
  const known = guardrails.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  return unknown === undefined
    ? null
    : `No guardrail is called ${JSON.stringify(unknown)}; ${suggestion(unknown, known)}`;
}

function listing(
  chosen: readonly Guardrail[],
  parameters: Parameters,
  settingsFile: string,
  width: number,
): string {
  return chosen
    .map((one) => {
      const text = lacks(one, parameters) ? missingText(one, settingsFile) : one.describe(parameters);
      return `${one.name}\n${wrap(text, Math.max(40, width), '  ').join('\n')}\n`;
    })
    .join('');
}

function lacks({ needs }: Guardrail, parameters: Parameters): boolean {
  return needs !== undefined && parameters[needs].length === 0;
}

function missingText({ needs }: Guardrail, settingsFile: string): string {
  return `say what is allowed in ${settingsFile}, such as guardrails: { ${needs}: [registry.example.com] }`;
}

/** What becomes of a file: `keep` leaves one alone that somebody changed. */
interface Planned extends PackFile {
  readonly step: 'write' | 'rewrite' | 'same' | 'keep';
  readonly note: string;
  readonly stage: Stage;
}

/** The kind of policy that was written there before. */
function formIn(dir: string, io: Io): Form | undefined {
  for (const guardrail of guardrails) {
    const stamp = stampOf(textOf(join(dir, policyPath(guardrail)), io) ?? '');
    if (stamp !== null) return stamp.form;
  }
  return undefined;
}

function planOf(
  guardrail: Guardrail,
  parameters: Parameters,
  form: Form,
  flags: InitFlags,
  io: Io,
): Planned[] {
  const before = (path: string): string | null => textOf(join(flags.dir, path), io);
  const stageBefore = stampOf(before(policyPath(guardrail)) ?? '')?.stage;
  const stage: Stage = flags.stage ?? stageBefore ?? 'audit';
  return filesOf(guardrail, parameters, form, stage).map((file) => ({
    path: join(flags.dir, file.path),
    text: file.text,
    stage,
    ...stepFor(file.text, before(file.path), stage, flags),
  }));
}

function stepFor(
  text: string,
  before: string | null,
  stage: Stage,
  { force }: InitFlags,
): Pick<Planned, 'step' | 'note'> {
  if (before === null) return { step: 'write', note: '' };
  if (before === text) return { step: 'same', note: '' };
  const stamp = stampOf(before);
  if (force !== true && stamp?.untouched !== true)
    return { step: 'keep', note: 'changed since it was written; --force overwrites it' };
  return {
    step: 'rewrite',
    note: stamp === null || stamp.stage === stage ? '' : `${stamp.stage} -> ${stage}`,
  };
}

/** null when there is no such file. */
function textOf(path: string, io: Io): string | null {
  try {
    return readFileSync(resolve(io.cwd, path), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new WriteError('NOT_WRITABLE', `${path}: cannot be read: ${message}`, error);
  }
}

function carryOut({ path, text, step }: Planned, io: Io): void {
  const target = resolve(io.cwd, path);
  if (step === 'rewrite') return replaceFile(target, new TextEncoder().encode(text));
  if (step !== 'write') return;
  try {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: 'wx' });
  } catch (error) {
    throw new WriteError('NOT_WRITABLE', `${path}: cannot be written: ${(error as Error).message}`, error);
  }
}

const words: Readonly<Record<Planned['step'], readonly [done: string, planned: string]>> = {
  write: ['wrote', 'would write'],
  rewrite: ['rewrote', 'would rewrite'],
  same: ['same', 'same'],
  keep: ['kept', 'would keep'],
};

function reportOf(
  planned: readonly Planned[],
  form: Form,
  { dir, dryRun }: InitFlags,
  ignored: readonly string[],
): string {
  const rows = planned.map(({ step, path, note }) => [words[step][dryRun === true ? 1 : 0], path, note]);
  const lines = columns(rows).map((line) => line.trimEnd());
  if (dryRun === true || planned.length === 0) return `${lines.join('\n')}\n`;
  const folder = shellWord(`${dir.replace(/\/+$/, '')}/`);
  return `${[
    ...lines,
    '',
    'Next',
    `  portcullis test ${folder}`,
    `  portcullis scan PATH --policies ${folder}`,
    `  kubectl apply -f ${folder}`,
    ...nextStage(planned, folder),
    ...(ignored.some((glob) => glob.includes('.kyverno-test'))
      ? []
      : [
          '',
          'The pods of the suites break the rules; ignore: ["**/.kyverno-test/**"] keeps them out of scans.',
        ]),
    ...(form === 'clusterpolicy'
      ? ['', 'Kyverno 1.19 announces the end of ClusterPolicy; --to validatingpolicy writes its successor.']
      : []),
  ].join('\n')}\n`;
}

/** The way on from the earliest stage, for when there is nothing left to find at this one. */
function nextStage(planned: readonly Planned[], folder: string): string[] {
  const next = planned.some(({ stage }) => stage === 'audit')
    ? 'warn'
    : planned.some(({ stage }) => stage === 'warn')
      ? 'enforce'
      : null;
  return next === null
    ? []
    : [
        'When nothing fails any more',
        `  portcullis policy init --stage ${next}${folder === 'policies/' ? '' : ` --dir ${folder}`}`,
      ];
}
