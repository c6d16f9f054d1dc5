import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { listAt, textAt } from '../../src/engine/kyverno/read.ts';
import { compareBytes } from '../../src/kube/bytes-order.ts';
import { isObject, type JsonObject, own } from '../../src/kube/json.ts';
import { admissionPolicy } from '../../src/migrate/admission-policy.ts';
import { type Migrated, migrate } from '../../src/migrate/migrate.ts';
import { proveRule } from '../../src/migrate/prove-rule.ts';
import { type Document, readDocuments, SuiteError } from '../../src/scan/kyverno-suite/documents.ts';
import { runSuite } from '../../src/scan/kyverno-suite/run-suite.ts';
import { type Suite as KyvernoSuite, parseSuite } from '../../src/scan/kyverno-suite/suite.ts';
import { writeYaml } from '../../src/yaml/write.ts';
import { mutantsOf } from '../support/mutate-cel.ts';
import type { Skip, Suite, Tally } from './harness.ts';

type Translated = Extract<Migrated, { ok: true }>;

const skips: Skip[] = [
  {
    match: 'openshift/disallow-self-provisioner-binding/*',
    because:
      'the values file makes up request.operation for classic rules only; for CEL the request stays a CREATE',
  },
];

/** A case is a suite entry that is run on a translation; the counts of translated rules are notes and have a floor. */
export const suite: Suite = { name: 'migrate', share: 0.99, skips, run };

const now = new Date('2026-08-25T12:00:00Z');
const counted = new Set(['pattern', 'anyPattern', 'deny']);
/** Of the pattern, anyPattern and deny rules. */
const floor = 0.68;
/** Of the changed translations; some changes make no difference at all. */
const noticedFloor = 0.8;

async function run(corpora: string, tally: Tally): Promise<void> {
  const root = join(corpora, 'kyverno', 'policies');
  const counts = new Map<string, number>();
  const count = (what: string): void => {
    counts.set(what, (counts.get(what) ?? 0) + 1);
  };
  const proved = new Map<string, Translated>();
  for (const { file, object } of policiesIn(root)) {
    for (const migrated of migrate(object)) judge(file, object, migrated, proved, count);
  }
  const [translated, all] = [sum(counts, 'proved'), sum(counts, '')];
  tally.count('pattern, anyPattern and deny rules', 187, all);
  tally.check(
    'share of rules',
    'pattern, anyPattern and deny rules translated with a proof',
    translated / all >= floor ? null : `${translated} of ${all}`,
  );
  const noticed = counts.get('mutants noticed') ?? 0;
  const mutants = noticed + (counts.get('mutants not noticed') ?? 0);
  tally.check(
    'share of mutants',
    'changed translations that the proof finds to differ',
    noticed / mutants >= noticedFloor ? null : `${noticed} of ${mutants}`,
  );
  for (const [what, number] of [...counts].sort(([a], [b]) => compareBytes(a, b)))
    tally.note(`${number} ${what}`);
  tally.note(`${translated} of ${all} pattern, anyPattern and deny rules translated with a proof`);
  await runSuites(root, proved, tally);
}

function sum(counts: ReadonlyMap<string, number>, word: string): number {
  return [...counts]
    .filter(
      ([what]) => counted.has(what.split(' ')[0] ?? '') && what.includes(word) && !what.includes('binding'),
    )
    .reduce((total, [, number]) => total + number, 0);
}

function judge(
  file: string,
  policy: JsonObject,
  migrated: Migrated,
  proved: Map<string, Translated>,
  count: (what: string) => void,
): void {
  if (!migrated.ok) {
    count(`${migrated.body} rules not translated`);
    return;
  }
  const proof = proveRule(policy, migrated, [migrated.policy], [], now);
  if (proof.equal !== true) {
    count(`${migrated.body} rules that differ`);
    return;
  }
  count(`${migrated.body} rules proved equal`);
  proved.set(`${file} ${migrated.rule}`, migrated);
  countMutants(policy, migrated, count);
  const admission = proveRule(policy, migrated, admissionPolicy(migrated.policy), [], now);
  if (admission.equal === true)
    count(`${migrated.body} rules equal as ValidatingAdmissionPolicy with binding`);
}

/** What a proof is worth: changed in one operator or constant, a translation must be found to differ. */
function countMutants(policy: JsonObject, migrated: Translated, count: (what: string) => void): void {
  const { spec } = migrated.policy;
  const [validation] = listAt(spec, 'validations');
  const expression = textAt(validation, 'expression');
  const mutants = mutantsOf(expression);
  for (const part of [0.25, 0.75]) {
    const mutant = mutants[Math.floor(mutants.length * part)];
    if (mutant === undefined) continue;
    const translation = {
      ...migrated.policy,
      spec: {
        ...(spec as JsonObject),
        validations: [{ ...(validation as JsonObject), expression: mutant.text }],
      },
    };
    const { equal } = proveRule(policy, migrated, [translation], [], now);
    if (equal !== null) count(equal ? 'mutants not noticed' : 'mutants noticed');
  }
}

/** The suites of the corpus, with each policy replaced by the translations of its rules. */
async function runSuites(root: string, proved: ReadonlyMap<string, Translated>, tally: Tally): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'migrate-'));
  try {
    for (const file of files(root).filter((one) => one.endsWith('kyverno-test.yaml'))) {
      for (const { value } of readDocuments(file)) {
        const written = parseSuite(value);
        if (written.exceptions.length === 0) await runOn(root, file, written, proved, folder, tally);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runOn(
  root: string,
  file: string,
  written: KyvernoSuite,
  proved: ReadonlyMap<string, Translated>,
  folder: string,
  tally: Tally,
): Promise<void> {
  const translations = written.policies.flatMap((path) => {
    const policyFile = join(file, '..', path);
    return [...proved].filter(([key]) => key.startsWith(`${policyFile} `)).map(([, one]) => one);
  });
  if (translations.length === 0) return;
  const classic = (await runSuite(written, file, now)).rows;
  const unheard = new Set(
    classic
      .filter(({ outcome }) => outcome === 'unevaluated')
      .map(({ rule, resource }) => `${rule} ${resource}`),
  );
  for (const one of translations) {
    const entries = written.entries
      .filter(({ rule }) => one.rules.includes(rule))
      .map((entry) => ({ ...entry, rule: '', policy: nameOf(one.policy) }));
    if (entries.length === 0) continue;
    const path = join(folder, 'policy.yaml');
    writeFileSync(path, writeYaml(one.policy));
    const { rows } = await runSuite({ ...written, policies: [path], entries }, file, now);
    for (const row of rows) {
      // The classic rule says nothing of it either, or is skipped.
      const silent =
        row.expected === 'skip' || one.rules.some((rule) => unheard.has(`${rule} ${row.resource}`));
      const quiet = row.outcome === 'unevaluated' && silent;
      tally.check(
        'rows of suites',
        `${relative(root, file)} ${one.rule} ${row.resource}`,
        row.outcome === 'pass' || quiet
          ? null
          : `expected ${row.expected}, found ${row.reason} ${row.message}`,
      );
    }
  }
}

function nameOf(policy: JsonObject): string {
  return textAt(own(policy, 'metadata'), 'name');
}

function policiesIn(root: string): { readonly file: string; readonly object: JsonObject }[] {
  return files(root).flatMap((file) =>
    documentsOf(file).flatMap(({ value }) => {
      const classic =
        isObject(value) &&
        textAt(value, 'apiVersion').startsWith('kyverno.io/') &&
        (own(value, 'kind') === 'ClusterPolicy' || own(value, 'kind') === 'Policy');
      return classic ? [{ file, object: value }] : [];
    }),
  );
}

function documentsOf(file: string): Document[] {
  try {
    return readDocuments(file);
  } catch (error) {
    // Some resources of suites are no YAML that kubectl reads; they are no policies.
    if (error instanceof SuiteError) return [];
    throw error;
  }
}

/** Policies, and suites in their `.kyverno-test` folders; other hidden folders are left out. */
function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}
