import { groupOf } from '../kube/group-kind.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { admissionPolicy } from '../migrate/admission-policy.ts';
import { type Migrated, migrate } from '../migrate/migrate.ts';
import type { Proof } from '../migrate/prove.ts';
import { proveRule } from '../migrate/prove-rule.ts';
import { oneLine } from '../report/terminal/layout.ts';
import { writeYaml } from '../yaml/write.ts';
import type { ExitCode, Io } from './command.ts';
import type { MigrateFlags } from './policy-migrate.ts';
import { readObjects } from './policy-migrate-read.ts';

/** Prints what is proved equal, and says of all else why it is not. 1 when something was left behind. */
export async function migrateFiles(files: readonly string[], flags: MigrateFlags, io: Io): Promise<ExitCode> {
  const policies = await readObjects(files, io);
  const manifests =
    flags.manifests === undefined ? { resources: [], problems: [] } : await readObjects(flags.manifests, io);
  const problems = [...policies.problems, ...manifests.problems];
  for (const problem of problems) io.stderr.write(`${oneLine(problem)}\n`);
  const classic = policies.resources.filter(isClassic);
  for (const { kind, name } of policies.resources.filter((resource) => !isClassic(resource)))
    io.stderr.write(`${oneLine(`${kind} ${name}: not a kyverno.io ClusterPolicy, left alone`)}\n`);
  const objects = manifests.resources.map(({ object }) => object);
  let left = 0;
  let printed = 0;
  for (const { name, object } of classic) {
    for (const migrated of migrate(object)) {
      const outcome = translate(object, migrated, objects, flags, io);
      io.stderr.write(`${oneLine(`${name}, rule ${migrated.rule}: ${outcome.text}`)}\n`);
      if (outcome.documents === null) left++;
      else
        for (const one of outcome.documents)
          io.stdout.write(`${printed++ === 0 ? '' : '---\n'}${writeYaml(one)}`);
    }
  }
  if (problems.length > 0 || classic.length === 0) {
    if (classic.length === 0) io.stderr.write('No kyverno.io ClusterPolicy was found there.\n');
    return 3;
  }
  return left > 0 ? 1 : 0;
}

function isClassic({ apiVersion, kind }: Resource): boolean {
  return groupOf(apiVersion) === 'kyverno.io' && (kind === 'ClusterPolicy' || kind === 'Policy');
}

interface Outcome {
  /** null for what is not printed. */
  readonly documents: readonly JsonObject[] | null;
  readonly text: string;
}

function translate(
  policy: JsonObject,
  migrated: Migrated,
  manifests: readonly JsonObject[],
  { to }: MigrateFlags,
  io: Io,
): Outcome {
  if (!migrated.ok) return { documents: null, text: `not translated: ${migrated.because}` };
  const documents = to === 'validatingpolicy' ? [migrated.policy] : admissionPolicy(migrated.policy);
  const proof = proveRule(policy, migrated, documents, manifests, io.now());
  const notes = migrated.notes.map((note) => `; ${note}`).join('');
  return { documents: proof.equal === true ? documents : null, text: `${proofText(proof)}${notes}` };
}

function proofText(proof: Proof): string {
  if (proof.equal === null) return `not proved: ${proof.because}`;
  if (proof.equal) {
    const { pass = 0, fail = 0, error = 0, none = 0 } = proof.outcomes;
    return `equal on ${proof.requests} requests (${pass} pass, ${fail} fail, ${error} error, ${none} without a say)`;
  }
  const { request, classic, translated } = proof;
  return `differs: the policy says ${said(classic)}, the translation ${said(translated)}, on ${request.operation} of ${JSON.stringify(request.resource.object)}${before(request.oldObject)}`;
}

function said({ outcome, message }: { outcome: string; message: string }): string {
  return message === '' ? outcome : `${outcome} (${message})`;
}

function before(oldObject: JsonObject | null): string {
  return oldObject === null ? '' : ` before it ${JSON.stringify(oldObject)}`;
}
