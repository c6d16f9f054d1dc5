import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { loadConfig } from '../config/load.ts';
import { createRequest, type Lookup } from '../engine/engine.ts';
import { type Policy, policyFromLabels, policyName } from '../engine/pod-security/index.ts';
import { AuditLogReader, type ImportedLog } from '../evidence/audit-log/import.ts';
import { recordedPolicies } from '../evidence/judged-policies.ts';
import type { EvidenceStore } from '../evidence/open-store.ts';
import { type AdmissionSummary, recordAdmissions } from '../evidence/record-admissions.ts';
import type { NamespaceRow } from '../evidence/tables.ts';
import { importStore } from '../evidence/transfer.ts';
import type { JsonObject } from '../kube/json.ts';
import { SettingError } from '../scan/level-option.ts';
import { Objects } from '../scan/objects.ts';
import { setUp } from '../scan/setup.ts';
import { fromSystem } from '../source/unreadable.ts';
import type { Verdict } from '../verdict.ts';
import type { ExitCode, Io } from './command.ts';
import type { EvidenceFlags } from './evidence-run.ts';
import { rolloutLevels } from './rollout-record.ts';
import { actorOf, scopeOf, storeOf } from './rollout-store.ts';
import { policiesOf } from './scan-inputs.ts';

export interface ImportFlags extends EvidenceFlags {
  readonly auditLog?: string;
  readonly rollouts?: string;
  readonly policies?: readonly string[];
}

export async function evidenceImport(
  file: string | undefined,
  flags: ImportFlags,
  io: Io,
): Promise<ExitCode> {
  if ((file === undefined) === (flags.auditLog === undefined))
    throw new SettingError(
      'evidence import',
      'expected either --audit-log FILE or a file that evidence export wrote',
    );
  const config = loadConfig(io.cwd, flags.config);
  const store = await storeOf(flags, config, io, flags.auditLog !== undefined);
  try {
    if (file !== undefined) {
      io.stdout.write(`Imported ${await importStore(store, linesOf(file, io))} rows.\n`);
      return 0;
    }
    const reader = await readerFor(flags, store, io);
    for await (const line of linesOf(flags.auditLog as string, io)) reader.line(line);
    const log = reader.finish();
    if (log.events === 0 && log.unreadable > 0) {
      throw new SettingError(
        flags.auditLog as string,
        `expected audit events as an API server writes them, one a line; none of its ${log.unreadable} lines is one`,
      );
    }
    const summary = await recordAdmissions(store, log.batch, io.now().getTime());
    return report(log, summary, io);
  } finally {
    await store.close();
  }
}

/** A file that cannot be read is said as a user's mistake. */
async function* linesOf(file: string, io: Io): AsyncGenerator<string> {
  try {
    const input =
      file === '-' ? Readable.from(io.stdin) : (await open(resolve(io.cwd, file))).createReadStream();
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new SettingError(file, fromSystem(error).message);
  }
}

/** Judges each pod as scans judge templates: by the same engines, the same policies, the same names. */
async function readerFor(flags: ImportFlags, store: EvidenceStore, io: Io): Promise<AuditLogReader> {
  const config = loadConfig(io.cwd, flags.config);
  const scope = scopeOf(flags, config, io);
  const levels = await rolloutLevels(flags, io);
  const loaded = await policiesOf(flags, config, io);
  const setup = setUp({}, config, {
    cwd: io.cwd,
    now: io.now(),
    ci: false,
    kept: 0,
    levels,
    ...(loaded === undefined ? {} : { policies: loaded }),
  });
  const { policies, recorded } = recordedPolicies({
    levels,
    policies: loaded?.resources ?? [],
    latest: setup.scan.latest,
  });
  const namespaces = await store.db
    .selectFrom('namespace')
    .selectAll()
    .where('scope', '=', scope)
    .where('gone_at', 'is', null)
    .execute();
  const known = await store.db
    .selectFrom('subject')
    .innerJoin('namespace', 'namespace.id', 'subject.namespace_id')
    .select(['namespace.name as namespace', 'api_group', 'kind', 'subject.name as name'])
    .where('scope', '=', scope)
    .where('subject.gone_at', 'is', null)
    .where('sources', '!=', 4)
    .execute();
  const workloads = new Set(known.map((row) => `${row.namespace}/${row.api_group}/${row.kind}/${row.name}`));
  const lookup = lookupOf(namespaces, io);
  const judge = (pod: JsonObject, namespace: string): Verdict[] => {
    const metadata = (pod.metadata ?? {}) as JsonObject;
    const object = { ...pod, apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, namespace } };
    const name = typeof metadata.name === 'string' ? metadata.name : '';
    const request = createRequest({
      apiVersion: 'v1',
      kind: 'Pod',
      namespace,
      name,
      object,
      origin: { file: '', start: { line: 1, column: 1 } },
    });
    return setup.scan.engines
      .filter((engine) => engine.concerns('v1', 'Pod'))
      .flatMap((engine) => engine.judge(request, lookup))
      .flatMap((verdict) => recorded(verdict) ?? []);
  };
  return new AuditLogReader({
    scope,
    actor: actorOf(io),
    isKnown: ({ namespace, group, kind, name }) => workloads.has(`${namespace}/${group}/${kind}/${name}`),
    judge,
    audited: auditedBy(namespaces, policies),
    policies,
  });
}

function lookupOf(namespaces: readonly NamespaceRow[], io: Io): Lookup {
  const objects = new Objects(io.now());
  for (const { name, labels } of namespaces) {
    const object = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: JSON.parse(labels) as JsonObject },
    };
    objects.add({
      apiVersion: 'v1',
      kind: 'Namespace',
      namespace: '',
      name,
      object,
      origin: { file: '', start: { line: 1, column: 1 } },
    });
  }
  return objects;
}

/** By its labels, while they were as they are now. */
function auditedBy(
  namespaces: readonly NamespaceRow[],
  policies: ReturnType<typeof recordedPolicies>['policies'],
): ConstructorParameters<typeof AuditLogReader>[0]['audited'] {
  const byName = new Map(
    namespaces.map((row) => [
      row.name,
      { at: row.labels_at, policy: policyFromLabels(JSON.parse(row.labels)).policy as Policy },
    ]),
  );
  return (namespace, at) => {
    const found = byName.get(namespace);
    if (found === undefined || at < found.at) return undefined;
    const name = policyName(found.policy.audit);
    return policies.find((policy) => policy.engine === 'PodSecurity' && policy.policy === name);
  };
}

function report(log: ImportedLog, summary: AdmissionSummary, io: Io): ExitCode {
  const { admitted, refused, unknown, ephemeral, known, elsewhere } = summary;
  io.stdout.write(
    `${log.events} events: ${admitted} pods admitted (${ephemeral} without a template, ${unknown} of workloads no scan has seen), ${refused} refused; ` +
      `${known} were imported before, ${elsewhere} in namespaces that are not in scope, ${log.dryRuns} dry runs\n`,
  );
  for (const { from, to } of log.batch.up)
    io.stdout.write(`  up     ${new Date(from).toISOString()} to ${new Date(to).toISOString()}\n`);
  for (const { from, to } of log.batch.blind)
    io.stdout.write(`  blind  ${new Date(from).toISOString()} to ${new Date(to).toISOString()}\n`);
  if (log.withoutObject > 0)
    io.stderr.write(
      `${log.withoutObject} pods are in the log without their object, and prove nothing. Keep it in the audit policy:\n` +
        '  - {level: RequestResponse, verbs: [create], resources: [{resources: [pods]}]}\n',
    );
  if (log.unreadable > 0)
    io.stderr.write(`${log.unreadable} lines could not be read; the time around them counts as blind.\n`);
  return log.unreadable > 0 ? 2 : 0;
}
