import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments, SuiteError } from '../../src/scan/kyverno-suite/documents.ts';
import type { Row } from '../../src/scan/kyverno-suite/row.ts';
import { runSuite } from '../../src/scan/kyverno-suite/run-suite.ts';
import { type Suite as KyvernoSuite, parseSuite } from '../../src/scan/kyverno-suite/suite.ts';
import type { Skip, Suite, Tally } from './harness.ts';

/** One row of upstream-rows.jsonl. */
interface RecordedRow {
  readonly repository: string;
  readonly suite: string;
  readonly policy: string;
  readonly rule: string;
  readonly resource: string;
  readonly result: string;
  readonly reason: string;
  readonly message: string;
}

interface RecordedSuite {
  readonly repository: string;
  readonly suite: string;
  readonly status: string;
  readonly kinds: readonly string[];
}

const manifests = 'kyverno/kyverno:test/cli/test/manifests/verify-signature';
const skips: Skip[] = [
  { match: `${manifests}*`, because: 'validate.manifests (signed YAML) is out of scope offline' },
  ...['envoy-deny', 'envoy-jwt', 'http-allow', 'http-deny'].map((suite) => ({
    match: `kyverno/kyverno:test/cli/test-validating-policy/${suite} *`,
    because: "evaluation modes HTTP and Envoy are those of Kyverno's authorization server",
  })),
];

export const suite: Suite = { name: 'kyverno-suites', share: 0.99, skips, run };

const now = new Date('2026-08-25T12:00:00Z');

async function run(corpora: string, tally: Tally): Promise<void> {
  const root = join(corpora, 'kyverno');
  const recorded = readSuites(join(root, 'upstream-results.csv'));
  tally.count('upstream-results.csv', 521, recorded.length);
  const rows = readRows(join(root, 'upstream-rows.jsonl'));
  tally.count('upstream-rows.jsonl', 4233, rows.length);
  const files = [...testFiles(join(root, 'policies')), ...testFiles(join(root, 'kyverno', 'test', 'cli'))];
  tally.count('suites', 521, files.length);
  const counts = new Map<string, number>();
  const count = (what: string): void => {
    counts.set(what, (counts.get(what) ?? 0) + 1);
  };
  for (const one of recorded) {
    if (one.status !== 'pass') {
      count('suites that upstream does not pass offline');
      continue;
    }
    const file = fileOf(root, one);
    const documents = readDocuments(file).map(({ value }) => parseSuite(value));
    const family = familyOf(one, documents, file);
    const mine = rows.filter((row) => row.repository === one.repository && row.suite === one.suite);
    await judgeSuite({ recorded: one, file, documents, expected: mine, family }, tally, count);
  }
  for (const [what, number] of counts) tally.note(`${number} ${what}`);
}

type FamilyName = 'classic' | 'with CEL' | 'CEL policy' | 'admission policy';

interface Case {
  readonly recorded: RecordedSuite;
  readonly file: string;
  readonly documents: readonly KyvernoSuite[];
  readonly expected: readonly RecordedRow[];
  readonly family: FamilyName;
}

async function judgeSuite(
  { recorded, file, documents, expected, family }: Case,
  tally: Tally,
  count: (what: string) => void,
): Promise<void> {
  const id = `${recorded.repository}:${recorded.suite}`;
  const rows: Row[] = [];
  try {
    for (const document of documents) rows.push(...(await runSuite(document, file, now)).rows);
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    tally.check(`${family} suites`, id, error.message);
    return;
  }
  const failed = rows.find(({ outcome }) => outcome === 'fail');
  tally.check(`${family} suites`, id, failed === undefined ? null : describe(failed));
  for (const row of rows) {
    if (row.outcome === 'unevaluated') count(`${family} rows that nothing evaluated`);
    else
      tally.check(`${family} entries`, `${id} ${keyOf(row)}`, row.outcome === 'pass' ? null : describe(row));
  }
  for (const one of expected) {
    if (one.reason === 'Excluded') continue;
    const found = rows.filter((row) => keyOf(row) === keyOf(one));
    const same = found.find((row) => row.message === one.message && resultOf(row) === one.result);
    const problem =
      same !== undefined
        ? null
        : `expected ${one.result} ${JSON.stringify(one.message)}, found ${shown(found)}`;
    tally.check(`${family} rows`, `${id} ${keyOf(one)}`, problem);
  }
}

function shown(rows: readonly Row[]): string {
  const [first] = rows;
  return first === undefined ? 'no row' : `${resultOf(first)} ${JSON.stringify(first.message)}`;
}

function describe(row: Row): string {
  return `${keyOf(row)}: ${row.reason} ${JSON.stringify(row.message)}`;
}

function keyOf({ policy, rule, resource }: { policy: string; rule: string; resource: string }): string {
  return `${policy} ${rule} ${resource}`;
}

function resultOf(row: Row): string {
  return row.outcome === 'fail' ? 'Fail' : 'Pass';
}

/** The engine that a suite asks. */
function familyOf({ kinds }: RecordedSuite, documents: readonly KyvernoSuite[], file: string): FamilyName {
  const other = kinds.find((kind) => !classicKinds.has(kind) && kind !== 'PolicyException');
  if (other !== undefined) return other.includes('Admission') ? 'admission policy' : 'CEL policy';
  return documents.some((document) => needsCel(document, file)) ? 'with CEL' : 'classic';
}

const classicKinds: ReadonlySet<string> = new Set(['ClusterPolicy', 'Policy']);

function needsCel(document: KyvernoSuite, file: string): boolean {
  return document.policies.some((path) => {
    const text = readFileSync(join(file, '..', path), 'utf8');
    return /^\s+cel:/m.test(text);
  });
}

function fileOf(root: string, { repository, suite: path }: RecordedSuite): string {
  const folder = repository === 'kyverno/policies' ? join(root, 'policies') : join(root, 'kyverno');
  return join(folder, path, 'kyverno-test.yaml');
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('kyverno-test.yaml'))
    .map((path) => join(folder, path));
}

function readSuites(file: string): RecordedSuite[] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [repository = '', path = '', , status = '', , , , kinds = ''] = line.split(',');
    return { repository, suite: path, status, kinds: kinds.split(' ').filter((kind) => kind !== '') };
  });
}

function readRows(file: string): RecordedRow[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): RecordedRow => JSON.parse(line));
}
