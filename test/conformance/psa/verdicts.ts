import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  activeChecks,
  checks,
  compilePodSecurity,
  evaluatePodSecurity,
  type PodSecurityResult,
} from '../../../src/engine/pod-security/index.ts';
import { at, type JsonObject } from '../../../src/kube/json.ts';
import { readYaml } from '../../../src/yaml/document.ts';
import type { Tally } from '../harness.ts';
import { policyOf } from './policy.ts';
import { difference, readJson, rowsOf } from './rows.ts';

interface RecordedVerdict {
  readonly level: string;
  readonly versions: readonly string[];
  readonly allowed: boolean;
  readonly results?: readonly JsonObject[];
  readonly reason?: string;
  readonly message?: string;
}

interface PodRow {
  readonly id: string;
  readonly pod: JsonObject;
  readonly verdicts: readonly RecordedVerdict[];
}

interface FixtureRow extends PodRow {
  readonly files: readonly string[];
  readonly needsServerDefaults?: readonly string[];
}

interface ChecksFile {
  readonly checks: readonly {
    readonly id: string;
    readonly level: string;
    readonly versions: readonly { readonly minimumVersion: string; readonly overrides?: readonly string[] }[];
  }[];
  readonly order: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The versions that every recorded pod is judged at. */
const recordedVersions = 16;

/** checks.json: the registry itself, and which checks run in which order. */
export function checkRegistry(folder: string, tally: Tally): void {
  const recorded = readJson(folder, 'checks.json') as ChecksFile;
  const ours = checks.map(({ id, level, revisions }) => ({
    id,
    level,
    versions: revisions.map(({ since, overrides }) => ({
      minimumVersion: since,
      ...(overrides === undefined ? {} : { overrides }),
    })),
  }));
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
  tally.check('checks', 'registry', difference(recorded.checks.toSorted(byId), ours.toSorted(byId)));
  for (const [level, orders] of Object.entries(recorded.order)) {
    for (const [version, order] of Object.entries(orders)) {
      const policy = policyOf(level, version);
      const found = activeChecks(policy.level, policy.version).map(({ check }) => check.id);
      tally.check('checks', `order/${level}/${version}`, difference(order, found));
    }
  }
}

/** Upstream's own pods: once as the folders say, with the server's defaults, and once as recorded, text by text. */
export function checkFixtures(folder: string, tally: Tally): void {
  const rows = rowsOf(folder, 'fixtures-verdicts.jsonl.gz', 363, tally) as readonly FixtureRow[];
  for (const row of rows) checkPod('fixture pods', row, tally);
  const needDefaults = new Set(rows.flatMap((row) => row.needsServerDefaults ?? []));

  const folders = readJson(folder, 'fixtures/versions.json') as Record<string, Record<string, string>>;
  let files = 0;
  for (const [level, versions] of Object.entries(folders)) {
    for (const [version, held] of Object.entries(versions)) {
      for (const outcome of readdirSync(join(folder, 'fixtures', level, held)).sort()) {
        const allowed = outcome === 'pass.yaml';
        const text = readFileSync(join(folder, 'fixtures', level, held, outcome), 'utf8');
        for (const document of text.split(/^---$/m)) {
          const pod = readYaml(document).value as JsonObject;
          const name = at(pod, ['metadata', 'name']) as string;
          const id = `${level}/${version}/${allowed ? 'pass' : 'fail'}/${name}.yaml`;
          const judge = (serverDefaults: boolean): boolean =>
            evaluatePodSecurity(pod, policyOf(level, version), { serverDefaults }).allowed;
          const wanted = needDefaults.has(id) ? [!allowed, allowed] : [allowed, allowed];
          tally.check('fixture files', id, difference(wanted, [judge(false), judge(true)]));
          files++;
        }
      }
    }
  }
  const listed = new Set(rows.flatMap((row) => row.files));
  tally.count('fixture files', listed.size, files);
}

export function checkFuzz(folder: string, tally: Tally, seed: number): void {
  const file = `fuzz-${seed}.jsonl.gz`;
  const rows = rowsOf(folder, file, 1000, tally) as readonly PodRow[];
  for (const row of rows) checkPod(file, row, tally);
}

/** Every recorded level and version of a pod, each judged alone and all of them in one pass. */
function checkPod(group: string, row: PodRow, tally: Tally): void {
  const targets = row.verdicts.flatMap((verdict) =>
    verdict.versions.map((version) => ({ policy: policyOf(verdict.level, version), verdict })),
  );
  tally.count(`${row.id} verdicts`, 2 * recordedVersions, targets.length);
  const together = compilePodSecurity(targets.map(({ policy }) => policy))(row.pod);
  targets.forEach(({ policy, verdict }, index) => {
    const { level, version } = policy;
    const problem =
      compare(verdict, evaluatePodSecurity(row.pod, policy)) ??
      compare(verdict, together[index] as PodSecurityResult);
    tally.check(group, `${row.id}/${level}/${version}`, problem);
  });
}

function compare(recorded: RecordedVerdict, found: PodSecurityResult): string | null {
  const { allowed, results = [], reason = '', message = '' } = recorded;
  return difference(
    { allowed, results, reason, message },
    {
      allowed: found.allowed,
      reason: found.reason,
      message: found.message,
      results: found.results.map(({ checkId, forbiddenReason, forbiddenDetail }) => ({
        checkId,
        forbiddenReason,
        forbiddenDetail,
      })),
    },
  );
}
