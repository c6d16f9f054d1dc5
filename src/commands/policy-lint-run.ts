import type { Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { LintFinding } from '../policy-lint/finding.ts';
import { isPolicy, lintPolicies } from '../policy-lint/lint.ts';
import { lintSarif } from '../policy-lint/sarif.ts';
import { count, oneLine } from '../report/terminal/layout.ts';
import { Objects } from '../scan/objects.ts';
import { version } from '../version.ts';
import type { ExitCode, Io } from './command.ts';
import type { LintFlags } from './policy-lint.ts';
import { readObjects } from './policy-migrate-read.ts';

/** Prints what is found. 1 for errors, 3 for what cannot be read or is no policy. */
export async function lintFiles(files: readonly string[], flags: LintFlags, io: Io): Promise<ExitCode> {
  const { resources, problems: unreadable } = await readObjects(files, io);
  const manifests = await readObjects(flags.manifests ?? [], io);
  const problems = [...unreadable, ...manifests.problems];
  for (const problem of problems) io.stderr.write(`${oneLine(problem)}\n`);
  const policies = resources.filter(isPolicy).length;
  const findings = [
    ...lintPolicies(resources, { cost: flags.cost === true }),
    ...(await byJudging(resources, manifests.resources, io)),
  ];
  writers[flags.output](findings, io);
  const counts = (['error', 'warning'] as const).map((severity) =>
    count(findings.filter((finding) => finding.severity === severity).length, severity),
  );
  if (policies === 0) io.stderr.write('No policy of a known kind was found there.\n');
  else io.stderr.write(`${count(policies, 'policy')}: ${counts.join(', ')}.\n`);
  if (problems.length > 0 || policies === 0) return 3;
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** Nothing is known of a policy by what it judges when there is nothing to judge. */
async function byJudging(
  resources: readonly Resource[],
  manifests: readonly Resource[],
  io: Io,
): Promise<LintFinding[]> {
  if (manifests.length === 0) return [];
  const { lintByJudging } = await import('../policy-lint/judged.ts');
  const lookup = new Objects(io.now());
  for (const manifest of manifests) lookup.add(manifest);
  return lintByJudging(resources, manifests, lookup);
}

type Writer = (findings: readonly LintFinding[], io: Io) => void;

const writers: Readonly<Record<LintFlags['output'], Writer>> = {
  text: (findings, { stdout }) => {
    for (const finding of findings) stdout.write(`${lineOf(finding)}\n`);
  },
  json: (findings, { stdout }) =>
    stdout.write(`${JSON.stringify({ findings: findings.map(recordOf) }, null, 2)}\n`),
  sarif: (findings, { stdout }) => stdout.write(`${JSON.stringify(lintSarif(findings, version), null, 2)}\n`),
};

interface FindingRecord {
  readonly rule: string;
  readonly severity: LintFinding['severity'];
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly policy: string;
  /** `spec.validations[0].expression` */
  readonly field: string;
  readonly message: string;
}

function recordOf({ rule, severity, resource, path, message }: LintFinding): FindingRecord {
  const { origin, kind, name } = resource;
  const { line, column } = origin.locate?.(path) ?? origin.start;
  const policy = `${kind} ${name}`;
  return { rule, severity, file: origin.file, line, column, policy, field: fieldText(path), message };
}

function fieldText(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function lineOf(finding: LintFinding): string {
  const { file, line, column, severity, policy, field, message, rule } = recordOf(finding);
  const place = field === '' ? '' : `${field}: `;
  return oneLine(`${file}:${line}:${column}: ${severity}: ${policy}: ${place}${message} (${rule})`);
}
