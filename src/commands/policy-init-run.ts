import { writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { CodedError } from '../error.ts';
import { replaceFile, WriteError } from '../fix/write-file.ts';
import type { Guardrail } from '../guardrail/guardrail.ts';
import { guardrails } from '../guardrail/pack.ts';
import { type Parameters, parameterProblem, parametersOf } from '../guardrail/parameters.ts';
import { wrap } from '../report/terminal/layout.ts';
import { suggestion } from '../schema/suggestion.ts';
import { makeFolder } from '../source/make-folder.ts';
import type { ExitCode, Io } from './command.ts';
import type { InitFlags } from './policy-init.ts';
import { formIn, type Planned, planOf } from './policy-init-plan.ts';
import { reportOf } from './policy-init-report.ts';

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

function carryOut({ path, text, step }: Planned, io: Io): void {
  const target = resolve(io.cwd, path);
  if (step === 'rewrite') return replaceFile(target, new TextEncoder().encode(text));
  if (step !== 'write') return;
  try {
    makeFolder(dirname(target));
    writeFileSync(target, text, { flag: 'wx' });
  } catch (error) {
    throw new WriteError('NOT_WRITABLE', `${path}: cannot be written: ${(error as Error).message}`, error);
  }
}
