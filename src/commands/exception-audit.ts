import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { podKindsOf } from '../config/pod-kinds.ts';
import { Auditor, type AuditRow, type ContractAudit } from '../exception/audit.ts';
import { contractName } from '../exception/contract.ts';
import { createExcuser, type Excuse } from '../exception/excuser.ts';
import type { VerdictRecord } from '../record.ts';
import { resourceText } from '../report/report.ts';
import { columns, count, oneLine } from '../report/terminal/layout.ts';
import type { Verdict } from '../verdict.ts';
import type { Io } from './command.ts';
import {
  ExceptionCommandError,
  type ExceptionContext,
  type ExceptionFlags,
  guarded,
  openExceptions,
  sayProblems,
  timeLeft,
} from './exception-context.ts';
import { judgeManifests, type ManifestFlags } from './judge-manifests.ts';

export interface AuditFlags extends ExceptionFlags, ManifestFlags {
  readonly verdicts?: string;
  readonly output: string;
}

export async function runAudit(paths: readonly string[], flags: AuditFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    if ((paths.length === 0) === (flags.verdicts === undefined))
      throw new ExceptionCommandError(
        'BAD_SETTING',
        'name manifests to judge, or recorded verdicts with --verdicts FILE',
      );
    const context = await openExceptions(flags, io);
    const { results, problems } = await auditWith(context, paths, flags, io);
    if (flags.output === 'json') io.stdout.write(`${JSON.stringify(results.map(jsonOf), null, 2)}\n`);
    else io.stdout.write(table(results, context, io));
    const code = sayProblems(context, io);
    for (const problem of problems) io.stderr.write(`${oneLine(problem)}\n`);
    if (code === 3 || problems.length > 0) return 3;
    const wasteful = results.some(({ needed }) => needed === 'no');
    return wasteful ? 1 : code;
  });
}

/** Audits the contracts against manifests, or against verdicts that were recorded. */
export async function auditWith(
  context: ExceptionContext,
  paths: readonly string[],
  flags: Omit<AuditFlags, 'output'>,
  io: Io,
): Promise<{ readonly results: readonly ContractAudit[]; readonly problems: readonly string[] }> {
  const auditor = new Auditor(context.set.entries.map(({ contract }) => contract));
  if (flags.verdicts !== undefined) {
    for await (const record of recordsIn(resolve(io.cwd, flags.verdicts))) auditor.add(rowOfRecord(record));
    return { results: auditor.results(), problems: [] };
  }
  const excuser = createExcuser(context.set.entries, {
    now: io.now(),
    podKinds: podKindsOf(context.config.settings),
    assumeApproved: flags.assumeApproved === true,
  });
  const { problems } = await judgeManifests(paths, flags, context.config, io, (verdict) => {
    auditor.add(rowOfVerdict(verdict, excuser.excuse(verdict)));
  });
  return {
    results: auditor.results(),
    problems: problems.map(({ file, line, message }) => `${file}:${line ?? 1}: ${message}`),
  };
}

export function rowOfVerdict(verdict: Verdict, excuse: Excuse | null): AuditRow {
  return {
    engine: verdict.engine,
    policy: verdict.policy,
    ...(verdict.policyKind === undefined ? {} : { policyKind: verdict.policyKind }),
    rule: verdict.rule,
    resource: verdict.resource,
    outcome: excuse?.verdict.outcome ?? verdict.outcome,
    stage: verdict.stage,
    covers: excuse?.covers.map((contracts) => contracts.map(contractName)) ?? [],
    matching: excuse?.matching.map(contractName) ?? [],
  };
}

/** A record names the contracts that excused it, and not for which field: each of them is taken to be needed. */
function rowOfRecord({ engine, policy, rule, resource, outcome, stage, exception }: VerdictRecord): AuditRow {
  const names = exception === null ? [] : exception.split(', ');
  return {
    engine,
    policy,
    rule,
    resource,
    outcome,
    stage,
    covers: names.map((name) => [name]),
    matching: names,
  };
}

async function* recordsIn(file: string): AsyncGenerator<VerdictRecord> {
  const stream = createReadStream(file);
  let number = 0;
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === '') continue;
      const value = parseLine(line, file, number);
      // The last line of a scan is its summary.
      if ('outcome' in value && 'resource' in value) yield value as VerdictRecord;
    }
  } catch (error) {
    if (error instanceof ExceptionCommandError) throw error;
    throw new ExceptionCommandError(
      'BAD_SETTING',
      `${file}: cannot be read: ${(error as Error).message}`,
      error,
    );
  }
}

function parseLine(line: string, file: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below, with the place.
  }
  throw new ExceptionCommandError(
    'BAD_SETTING',
    `${file}:${number}: expected a verdict as scan -o jsonl writes it`,
  );
}

function table(results: readonly ContractAudit[], context: ExceptionContext, io: Io): string {
  const rows = results.map((audit) => {
    const entry = context.set.entries.find(({ contract }) => contract === audit.contract);
    if (entry === undefined) return [];
    const { owner, risk } = audit.contract.spec;
    return [
      context.stateOf(entry),
      entry.name,
      owner.team,
      risk.level,
      timeLeft(entry, io.now()),
      String(audit.used),
      audit.needed,
      remark(audit),
    ];
  });
  if (rows.length === 0) return '';
  return `${columns([['STATE', 'CONTRACT', 'OWNER', 'RISK', 'LEFT', 'USED', 'NEEDED', ''], ...rows]).join('\n')}\n`;
}

function remark({ contract, needed, breaks, stillRefused, missing }: ContractAudit): string {
  if (missing.length > 0) {
    const names = missing
      .map((index) => contract.spec.subjects[index])
      .map((one) => `${one?.kind}/${one?.name}`);
    return `not among the manifests: ${names.join(', ')}`;
  }
  if (needed === 'no') return 'passes without it: remove it';
  if (stillRefused.length > 0)
    return `does not help: still refused by ${[...new Set(stillRefused.map(({ rule }) => rule))].join(', ')}`;
  const workloads = new Set(breaks.map(({ resource }) => resourceText(resource)));
  return workloads.size === 0 ? '' : `${count(workloads.size, 'workload')} refused when it ends`;
}

function jsonOf(audit: ContractAudit): object {
  const row = ({ resource, engine, policy, rule, stage }: AuditRow): object => ({
    resource: {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      namespace: resource.namespace,
      name: resource.name,
    },
    engine,
    policy,
    rule,
    stage,
  });
  return {
    contract: contractName(audit.contract),
    used: audit.used,
    needed: audit.needed,
    breaks: audit.breaks.map(row),
    stillRefused: audit.stillRefused.map(row),
    missing: audit.missing.map((index) => audit.contract.spec.subjects[index]),
  };
}
