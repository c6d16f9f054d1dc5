import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { groupOf } from '../kube/group-kind.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { admissionPolicy } from '../migrate/admission-policy.ts';
import { migrate } from '../migrate/migrate.ts';
import { migrateValidating } from '../migrate/migrate-validating.ts';
import { type Proved, proveRule } from '../migrate/prove-rule.ts';
import { oneLine } from '../report/terminal/layout.ts';
import { writeYaml } from '../yaml/write.ts';
import type { ExitCode, Io } from './command.ts';
import type { MigrateFlags } from './policy-migrate.ts';
import { readObjects } from './policy-migrate-read.ts';
import { type Migration, reportOf } from './policy-migrate-report.ts';

/** Writes what is proved equal, and says of all else why it is not. 1 when something was left behind. */
export async function migrateFiles(files: readonly string[], flags: MigrateFlags, io: Io): Promise<ExitCode> {
  const policies = await readObjects(files, io);
  const manifests =
    flags.manifests === undefined ? { resources: [], problems: [] } : await readObjects(flags.manifests, io);
  const problems = [...policies.problems, ...manifests.problems];
  for (const problem of problems) io.stderr.write(`${oneLine(problem)}\n`);
  const sources = policies.resources.filter((resource) => isSource(resource, flags));
  for (const { kind, name } of policies.resources.filter((resource) => !isSource(resource, flags)))
    io.stderr.write(`${oneLine(`${kind} ${name}: not ${wanted(flags)}, left alone`)}\n`);
  const objects = manifests.resources.map(({ object }) => object);
  const migrations = sources.flatMap((resource) => migrationsOf(resource, objects, flags, io));
  write(migrations, flags, io);
  if (problems.length > 0 || sources.length === 0) {
    if (sources.length === 0) io.stderr.write(`Nothing there is ${wanted(flags)}.\n`);
    return 3;
  }
  return migrations.some(({ documents }) => documents.length === 0) ? 1 : 0;
}

function write(migrations: readonly Migration[], flags: MigrateFlags, io: Io): void {
  const text = migrations
    .flatMap(({ documents }) => documents)
    .map(writeYaml)
    .join('---\n');
  const toFile = flags.output !== '-';
  if (toFile) writeFileSync(resolve(io.cwd, flags.output), text);
  else io.stdout.write(text);
  if (migrations.length > 0) (toFile ? io.stdout : io.stderr).write(reportOf(migrations, flags.report));
}

function wanted({ to }: MigrateFlags): string {
  return to === 'validatingpolicy'
    ? 'a kyverno.io ClusterPolicy'
    : 'a kyverno.io ClusterPolicy or a ValidatingPolicy';
}

function isSource({ apiVersion, kind }: Resource, { to }: MigrateFlags): boolean {
  const group = groupOf(apiVersion);
  if (group === 'kyverno.io') return kind === 'ClusterPolicy' || kind === 'Policy';
  return to === 'validatingadmissionpolicy' && isValidating(group, kind);
}

function isValidating(group: string, kind: string): boolean {
  return group === 'policies.kyverno.io' && /^(?:Namespaced)?ValidatingPolicy$/.test(kind);
}

function migrationsOf(
  { apiVersion, kind, name, object }: Resource,
  manifests: readonly JsonObject[],
  { to }: MigrateFlags,
  io: Io,
): Migration[] {
  const proved = (
    rule: string,
    form: string,
    made: Proved & { readonly notes: readonly string[] },
    documents: readonly JsonObject[],
  ): Migration => {
    const proof = proveRule(object, made, documents, manifests, io.now());
    return {
      policy: name,
      rule,
      form,
      proof,
      documents: proof.equal === true ? documents : [],
      notes: made.notes,
    };
  };
  const refused = (rule: string, form: string, because: string): Migration => ({
    policy: name,
    rule,
    form,
    proof: null,
    because,
    documents: [],
    notes: [],
  });
  if (isValidating(groupOf(apiVersion), kind)) {
    const made = migrateValidating(object);
    return [made.ok ? proved('', kind, made, made.documents) : refused('', kind, made.because)];
  }
  return migrate(object).map((made) => {
    if (!made.ok) return refused(made.rule, made.body, made.because);
    const documents = to === 'validatingpolicy' ? [made.policy] : admissionPolicy(made.policy);
    return proved(made.rule, made.body, made, documents);
  });
}
