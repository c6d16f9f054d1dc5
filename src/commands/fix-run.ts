import { resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import { CodedError } from '../error.ts';
import { fieldText } from '../field.ts';
import { type DiffColours, plainDiff, unifiedDiff } from '../fix/diff.ts';
import type { Accepted, LeftFinding } from '../fix/fix-document.ts';
import { type FixedFile, fixFile } from '../fix/fix-file.ts';
import { type FixPolicy, readOnlyRoot } from '../fix/plan.ts';
import { replaceFile } from '../fix/write-file.ts';
import { count, oneLine } from '../report/terminal/layout.ts';
import { paint } from '../report/terminal/paint.ts';
import { parseKubernetes, parseLevelVersion } from '../scan/level-option.ts';
import type { Problem } from '../scan/result.ts';
import { expandInputs } from '../source/expand.ts';
import { defaultMaxFileSize } from '../source/file-bytes.ts';
import type { ReadOptions } from '../source/inputs.ts';
import type { ChartUnit, KustomizeUnit } from '../source/unit.ts';
import { Unreadable } from '../source/unreadable.ts';
import { wholeFile } from '../source/whole-file.ts';
import type { ExitCode, Io } from './command.ts';
import { chartHint, kustomizeHint, mendedKey } from './fix-rendered.ts';
import { wantsColour } from './wants-colour.ts';

export interface FixFlags {
  readonly level: string;
  readonly kubernetes?: string;
  readonly dryRun?: boolean;
  readonly inPlace?: boolean;
  readonly check?: boolean;
  readonly accept?: readonly string[];
  readonly config?: string;
}

/** The whole of `portcullis fix`. */
export async function runFix(
  paths: readonly string[],
  flags: FixFlags,
  io: Io,
  help: () => string,
): Promise<void> {
  if (paths.length === 0) {
    io.stderr.write(`Nothing to fix: name files or folders, or - for standard input.\n\n${help()}`);
    return io.exit(3);
  }
  try {
    io.exit(await fixAll(paths, flags, io));
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    io.stderr.write(`${error.message}\n`);
    io.exit(3);
  }
}

async function fixAll(paths: readonly string[], flags: FixFlags, io: Io): Promise<ExitCode> {
  const config = loadConfig(io.cwd, flags.config);
  const policy = policyOf(flags, config);
  const accepted = acceptedOf(flags.accept ?? []);
  const used = new Set<string>();
  const sum = { fixed: 0, files: 0 };
  const changed: FixedFile[] = [];
  const left: LeftFinding[] = [];
  const problems: Problem[] = [];
  const built: (ChartUnit | KustomizeUnit)[] = [];
  const mended = new Set<string>();
  const seen = new Set<string>();
  for await (const { file, bytes, problem, unit } of filesOf(paths, config, io)) {
    if (unit !== undefined) built.push(unit);
    if (problem !== undefined) problems.push(problem);
    // Two paths may lead to one file.
    if (bytes === undefined || seen.has(resolve(io.cwd, file))) continue;
    seen.add(resolve(io.cwd, file));
    const result = fixFile(file, bytes, policy, accepted);
    problems.push(...result.problems);
    for (const document of result.documents) {
      sum.fixed += document.fixed.length;
      left.push(...document.left);
      for (const finding of document.fixed) mended.add(mendedKey(finding));
      for (const { id } of [...document.fixed, ...document.left.map(({ finding }) => finding)]) used.add(id);
    }
    sum.files++;
    if (result.after !== result.before) changed.push(result);
  }
  for (const unit of built) for (const line of await hintFor(unit)) io.stderr.write(`${safeLine(line)}\n`);
  for (const id of accepted.keys())
    if (!used.has(id))
      problems.push({
        code: 'BAD_SETTING',
        message: `--accept ${id}: there is no proposal with this id`,
        file: '',
      });
  for (const { finding, problem } of left)
    if (problem !== undefined)
      problems.push({ code: 'BAD_SETTING', message: `--accept ${finding.id}: ${problem}`, file: '' });
  // A wrong setting must not leave half of the files written.
  const settled = problems.every(({ code }) => code !== 'BAD_SETTING');
  if (settled) for (const result of changed) deliver(result, flags, io);
  report(left, problems, { ...sum, changed: settled ? changed.length : 0 }, flags, io);
  if (problems.length > 0) return 3;
  return flags.check === true && changed.length > 0 ? 1 : 0;

  async function hintFor(unit: ChartUnit | KustomizeUnit): Promise<readonly string[]> {
    return unit.type === 'chart'
      ? chartHint(unit, io.cwd, policy.policy.level)
      : kustomizeHint(unit, policy, mended, readingOf(config, io));
  }
}

/** A line of ours with names that are not: its own indentation stays. */
function safeLine(line: string): string {
  return line.replace(/\S.*$/, oneLine);
}

function policyOf(flags: FixFlags, config: LoadedConfig): FixPolicy {
  const version = flags.kubernetes ?? config.settings.kubernetes;
  return {
    policy: parseLevelVersion(flags.level, '--level'),
    ...(version === undefined ? {} : { emulate: parseKubernetes(version, '--kubernetes') }),
    podKinds: podKindsOf(config.settings),
    beyond: true,
  };
}

function acceptedOf(texts: readonly string[]): Accepted {
  return new Map(
    texts.map((text) => {
      const sign = text.indexOf('=');
      return sign < 0 ? [text, undefined] : [text.slice(0, sign), text.slice(sign + 1)];
    }),
  );
}

interface FoundFile {
  readonly file: string;
  readonly bytes?: Buffer;
  readonly problem?: Problem;
  /** What is built from other files, and not edited. */
  readonly unit?: ChartUnit | KustomizeUnit;
}

function readingOf({ settings }: LoadedConfig, io: Io): ReadOptions {
  return {
    cwd: io.cwd,
    stdin: io.stdin,
    env: io.env,
    ignore: settings.ignore ?? [],
    isClusterScoped: () => false,
  };
}

/** The manifests to mend, and what is built from others. */
async function* filesOf(paths: readonly string[], config: LoadedConfig, io: Io): AsyncGenerator<FoundFile> {
  const { settings } = config;
  for (const unit of await expandInputs(paths, readingOf(config, io))) {
    switch (unit.type) {
      case 'file':
        yield readFound(unit.path, settings.maxFileSize, io);
        break;
      case 'kustomize':
        for (const path of unit.files)
          if (!unit.parts.includes(path)) yield readFound(path, settings.maxFileSize, io);
        yield { file: unit.path, unit };
        break;
      case 'chart':
        yield { file: unit.path, unit };
        break;
      case 'stdin':
        yield { file: '-', bytes: await readAll(io.stdin) };
        break;
      case 'event':
        if (unit.event.type === 'error') yield { file: unit.event.error.file, problem: unit.event.error };
        break;
    }
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function readFound(path: string, maxFileSize: number | undefined, io: Io): FoundFile {
  try {
    const most = maxFileSize === undefined ? defaultMaxFileSize : maxFileSize * 1024 * 1024;
    return {
      file: path,
      bytes: wholeFile(resolve(io.cwd, path), most),
    };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { file: path, problem: { code: error.code, message: error.message, file: path } };
  }
}

/** Shows the change, or makes it. Standard input has no file to write: its new text goes to standard output. */
function deliver({ file, before, after }: FixedFile, flags: FixFlags, io: Io): void {
  if (flags.check === true) {
    io.stderr.write(`${file}: can be fixed\n`);
  } else if (flags.inPlace !== true) {
    io.stdout.write(unifiedDiff(file, before.toString(), after.toString(), coloursFor(io)));
  } else if (file === '-') {
    io.stdout.write(after.toString());
  } else {
    replaceFile(resolve(io.cwd, file), after);
  }
}

function coloursFor(io: Io): DiffColours {
  if (!wantsColour(io, io.stdout)) return plainDiff;
  const { good, bad, bold, dim } = paint(true);
  return { added: good, removed: bad, place: dim, file: bold };
}

/** So many proposals beyond the level are shown. */
const shown = 5;

function report(
  left: readonly LeftFinding[],
  problems: readonly Problem[],
  sum: { readonly changed: number; readonly fixed: number; readonly files: number },
  flags: FixFlags,
  io: Io,
): void {
  const { bold, dim, bad } = paint(wantsColour(io, io.stderr));
  const lines: string[] = [];
  const beyond = left.filter(({ finding }) => finding.check === readOnlyRoot);
  const proposed = left.filter(({ finding }) => finding.proposal !== null && finding.check !== readOnlyRoot);
  if (proposed.length > 0) {
    lines.push(bold('Somebody has to decide:'));
    for (const one of proposed) lines.push(...proposalLines(one, dim));
  }
  // A check in CI asks for the level, and for nothing else.
  if (beyond.length > 0 && flags.check !== true) {
    lines.push(bold('Good practice, which no level asks for:'));
    for (const one of beyond.slice(0, shown)) lines.push(...proposalLines(one, dim));
    if (beyond.length > shown)
      lines.push(dim(`  and ${beyond.length - shown} more; name fewer files to see them`));
  }
  const manual = left.filter(({ finding }) => finding.proposal === null);
  if (manual.length > 0) {
    lines.push(bold('Left for a person:'));
    for (const { finding, why } of manual) {
      const reason =
        why === 'text'
          ? 'the text is shared by several places, or too unusual to edit'
          : finding.check.fix.text;
      lines.push(`  ${place(finding)}  ${finding.check.id}: ${oneLine(reason)}`);
    }
  }
  for (const { file, line, column, message } of problems) {
    const where = [file, line, column].filter((part) => part !== undefined && part !== '').join(':');
    lines.push(bad(`${where === '' ? '' : `${where}: `}${oneLine(message)}`));
  }
  const did = flags.inPlace === true ? 'fixed' : 'can be fixed';
  const where = sum.changed === 0 ? '' : ` in ${count(sum.changed, 'file')}`;
  lines.push(
    `${count(sum.fixed, 'field')} ${did}${where}, ${proposed.length} proposed, ${manual.length} left; ${count(sum.files, 'file')} read.`,
  );
  if (sum.changed > 0 && flags.inPlace === true) lines.push(dim('To undo it: git checkout the files above.'));
  io.stderr.write(`${lines.join('\n')}\n`);
}

function proposalLines({ finding }: LeftFinding, dim: (text: string) => string): string[] {
  const { proposal } = finding;
  if (proposal === null) return [];
  const accept = `--accept ${finding.id}${proposal.value === null ? '' : `=${proposal.value}`}`;
  return [
    `  ${place(finding)}`,
    `    ${oneLine(proposal.text)}  (${finding.check.id})`,
    dim(`    ${oneLine(proposal.reason)}`),
    `    ${accept}`,
  ];
}

function place({ resource, field }: LeftFinding['finding']): string {
  const { line } = resource.origin.locate?.(field) ?? resource.origin.start;
  return oneLine(
    `${resource.origin.file}:${line}  ${resource.kind}/${resource.name} ${fieldText(resource.object, field)}`,
  );
}
