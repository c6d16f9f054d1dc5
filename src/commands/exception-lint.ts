import { podKindsOf } from '../config/pod-kinds.ts';
import type { ContractAudit } from '../exception/audit.ts';
import { Auditor } from '../exception/audit.ts';
import { compileWider } from '../exception/compile/wider.ts';
import { createExcuser } from '../exception/excuser.ts';
import { lintContract } from '../exception/lint/lint.ts';
import type { LintContext } from '../exception/lint/rule.ts';
import { lintSarif, type PlacedFinding } from '../exception/lint/sarif.ts';
import type { SubjectName } from '../exception/subject.ts';
import { nameOf } from '../exception/subject.ts';
import { groupOf } from '../kube/group-kind.ts';
import { columns, count, oneLine } from '../report/terminal/layout.ts';
import { paint } from '../report/terminal/paint.ts';
import { version } from '../version.ts';
import type { ExitCode, Io } from './command.ts';
import { rowOfVerdict } from './exception-audit.ts';
import { type ExceptionContext, type ExceptionFlags, guarded, openExceptions } from './exception-context.ts';
import { judgeManifests, type ManifestFlags, policiesOf } from './judge-manifests.ts';
import { policyFacts } from './policy-facts.ts';
import { wantsColour } from './wants-colour.ts';

export interface LintFlags extends ExceptionFlags, ManifestFlags {
  readonly manifests?: readonly string[];
  readonly output: string;
}

export async function runLint(flags: LintFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    const context = await openExceptions(flags, io);
    const facts = await factsOf(context, flags, io);
    const findings = [...invalid(context), ...linted(context, facts)];
    report(findings, context, flags, io);
    for (const problem of facts.problems) io.stderr.write(`${oneLine(problem)}\n`);
    return exitCode(findings, context, facts.problems.length > 0);
  });
}

function exitCode(
  findings: readonly PlacedFinding[],
  { set }: ExceptionContext,
  badInput: boolean,
): ExitCode {
  if (set.problems.length > 0 || badInput) return 3;
  if (findings.some(({ severity }) => severity === 'error')) return 1;
  return set.branch.type === 'inconclusive' ? 2 : 0;
}

interface Facts {
  readonly context: Partial<LintContext>;
  readonly problems: readonly string[];
}

/** What the manifests and policies, where they were given, say about the contracts. */
async function factsOf(context: ExceptionContext, flags: LintFlags, io: Io): Promise<Facts> {
  const policies = await policiesOf(flags, context.config, io);
  const policy = policies === undefined ? {} : { policy: policyFacts(policies.resources) };
  if (flags.manifests === undefined) return { context: policy, problems: [] };
  const { entries } = context.set;
  const auditor = new Auditor(entries.map(({ contract }) => contract));
  const excuser = createExcuser(entries, {
    now: io.now(),
    podKinds: podKindsOf(context.config.settings),
    // Whether a contract is needed and helps does not hang on who has approved it yet.
    assumeApproved: true,
  });
  const workloads = new Map<string, Map<string, SubjectName>>();
  const { problems } = await judgeManifests(flags.manifests, flags, context.config, io, (verdict) => {
    auditor.add(rowOfVerdict(verdict, excuser.excuse(verdict)));
    const { apiVersion, kind, namespace, name } = verdict.resource;
    const names = workloads.get(namespace) ?? new Map<string, SubjectName>();
    workloads.set(namespace, names.set(`${groupOf(apiVersion)}/${kind}/${name}`, nameOf(verdict.resource)));
  });
  const audits = new Map(auditor.results().map((audit): [object, ContractAudit] => [audit.contract, audit]));
  return {
    context: {
      ...policy,
      workloads: (namespace) => [...(workloads.get(namespace)?.values() ?? [])],
      audit: (contract) => audits.get(contract),
    },
    problems: problems.map(({ file, line, message }) => `${file}:${line ?? 1}: ${message}`),
  };
}

function invalid({ set }: ExceptionContext): PlacedFinding[] {
  return set.problems.map(({ file, line = 1, column = 1, message, ...rest }) => ({
    rule: 'rule' in rest ? rest.rule : undefined,
    severity: 'error',
    message,
    file,
    line,
    column,
  }));
}

function linted(context: ExceptionContext, facts: Facts): PlacedFinding[] {
  const { entries, limits } = context.set;
  const byContract = new Map(entries.map((entry) => [entry.contract, entry]));
  const lintContext: LintContext = {
    now: context.now,
    limits,
    contracts: entries.map(({ contract }) => contract),
    isOver: (contract) => {
      const entry = byContract.get(contract);
      return entry !== undefined && ['Expired', 'Revoked'].includes(context.stateOf(entry));
    },
    renewals: (contract) => byContract.get(contract)?.approval.renewals ?? 0,
    people: (contract) => {
      const approval = byContract.get(contract)?.approval;
      return (
        approval && {
          authors: approval.authors,
          approvers: [...approval.approvers.map(({ by }) => by), ...approval.selfMerged],
        }
      );
    },
    wider: compileWider,
    ...facts.context,
  };
  return entries.flatMap(({ contract, origin }) =>
    lintContract(contract, lintContext).map(({ rule, path, message }) => ({
      rule: rule.id,
      severity: rule.severity,
      message,
      file: origin.file,
      ...(origin.locate?.(path) ?? origin.start),
    })),
  );
}

function report(
  findings: readonly PlacedFinding[],
  context: ExceptionContext,
  flags: LintFlags,
  io: Io,
): void {
  if (flags.output === 'sarif') io.stdout.write(`${JSON.stringify(lintSarif(findings, version), null, 2)}\n`);
  else if (flags.output === 'json') io.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else if (findings.length > 0) {
    const { bad, warn } = paint(wantsColour(io, io.stdout));
    const rows = findings.map(({ file, line, column, severity, rule = '', message }) => [
      `${file}:${line}:${column}`,
      severity === 'error' ? bad(severity) : warn(severity),
      rule,
      oneLine(message),
    ]);
    io.stdout.write(`${columns(rows).join('\n')}\n`);
  }
  const { set, folder } = context;
  if (set.branch.type === 'inconclusive')
    io.stderr.write(`Approvals cannot be seen: ${set.branch.because}\n`);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  io.stderr.write(
    `${count(set.entries.length, 'contract')} in ${folder}: ${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}.\n`,
  );
}
