import { createRequest } from '../engine/engine.ts';
import { loadCleanupPolicies } from '../engine/kyverno/cleanup/cleanup.ts';
import { type Deletion, planDeletions } from '../engine/kyverno/cleanup/plan-deletions.ts';
import type { Refusal } from '../engine/kyverno/index.ts';
import { count, oneLine } from '../report/terminal/layout.ts';
import { Objects } from '../scan/objects.ts';
import { parseTime } from '../schema/time.ts';
import type { ExitCode, Io } from './command.ts';
import type { CleanupFlags } from './policy-cleanup.ts';
import { readObjects } from './policy-migrate-read.ts';

/** Prints what would be deleted. 2 when of some objects it cannot be told, 3 for what cannot be read. */
export async function showDeletions(
  paths: readonly string[],
  flags: CleanupFlags,
  io: Io,
): Promise<ExitCode> {
  const now = flags.at === undefined ? io.now().getTime() : parseTime(flags.at);
  if (now === undefined) {
    io.stderr.write(
      `--at: expected a time such as 2026-01-31T12:00:00Z, found ${JSON.stringify(flags.at)}\n`,
    );
    return 3;
  }
  const objects = await readObjects(paths, io);
  const written = await readObjects(flags.policies ?? [], io);
  const all = [...written.resources, ...objects.resources];
  const classic = loadCleanupPolicies(all);
  const cel = all.some(({ kind }) => kind.endsWith('DeletingPolicy'))
    ? (await import('../scan/deleting-policies.ts')).loadDeletingPolicies(all)
    : { policies: [], problems: [] };
  const policies = [...classic.policies, ...cel.policies];
  const unread = [
    ...objects.problems,
    ...written.problems,
    ...classic.problems.map(refusalLine),
    ...cel.problems.map(({ name, message }) => `DeletingPolicy ${name}: ${message}`),
  ];
  for (const problem of unread) io.stderr.write(`${oneLine(problem)}\n`);
  const lookup = new Objects(new Date(now));
  for (const object of all) lookup.add(object);
  const placed = objects.resources.map((object) => createRequest(object).resource);
  const deletions = planDeletions(policies, placed, lookup);
  writers[flags.output](deletions, io);
  const told = deletions.filter(({ problem }) => problem === '').length;
  io.stderr.write(
    `${count(policies.length, 'cleanup policy')}, ${count(objects.resources.length, 'object')}: ${told} to be deleted.\n`,
  );
  if (unread.length > 0) return 3;
  return told < deletions.length ? 2 : 0;
}

function refusalLine({ resource, path, message }: Refusal): string {
  const { origin, kind, name } = resource;
  const { line, column } = origin.locate?.(path) ?? origin.start;
  return `${origin.file}:${line}:${column}: ${kind} ${name}: ${message}`;
}

type Writer = (deletions: readonly Deletion[], io: Io) => void;

const writers: Readonly<Record<CleanupFlags['output'], Writer>> = {
  text: (deletions, { stdout }) => {
    for (const deletion of deletions) stdout.write(`${oneLine(lineOf(deletion))}\n`);
  },
  json: (deletions, { stdout }) =>
    stdout.write(`${JSON.stringify({ deletions: deletions.map(recordOf) }, null, 2)}\n`),
};

function lineOf({ resource, by, at, problem }: Deletion): string {
  const { kind, namespace, name, origin } = resource;
  const what = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
  const place = `${origin.file}:${origin.start.line}`;
  if (problem !== '') return `unknown               ${what} by ${by} (${place}): ${problem}`;
  return `${timeText(at) ?? 'never'.padEnd(20)}  ${what} by ${by} (${place})`;
}

interface DeletionRecord {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly by: string;
  readonly at: string | null;
  readonly problem: string;
  readonly file: string;
  readonly line: number;
}

function recordOf({ resource, by, at, problem }: Deletion): DeletionRecord {
  const { apiVersion, kind, namespace, name, origin } = resource;
  const { file, start } = origin;
  return { apiVersion, kind, namespace, name, by, at: timeText(at), problem, file, line: start.line };
}

function timeText(at: Date | null): string | null {
  return at === null ? null : at.toISOString().replace(/\.\d+Z$/, 'Z');
}
