import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Coverage } from './coverage.ts';
import { readDocuments, SuiteError } from './documents.ts';
import type { EntryFilter } from './filter.ts';
import type { Row } from './row.ts';
import { runSuite } from './run-suite.ts';
import { parseSuite } from './suite.ts';

/** One suite, run or not. */
export interface SuiteOutcome {
  readonly file: string;
  readonly name: string;
  readonly rows: readonly Row[];
  /** Why it could not be run; null when it was. */
  readonly problem: string | null;
}

/** What all suites came to. */
export interface SuitesResult {
  readonly suites: readonly SuiteOutcome[];
  readonly coverage: Coverage;
}

/** The suites below a path, in the order of their names; a path that is a file is a suite itself. Throws SuiteError. */
export function findSuites(path: string, fileName: string): string[] {
  try {
    if (statSync(path).isFile()) return [path];
    return readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => basename(file) === fileName)
      .sort()
      .map((file) => join(path, file));
  } catch (error) {
    throw new SuiteError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Runs them all: one that cannot be run never ends the others. */
export async function runSuites(
  files: readonly string[],
  filter: EntryFilter,
  now: Date,
): Promise<SuitesResult> {
  const suites: SuiteOutcome[] = [];
  const coverage = new Coverage();
  for (const file of files) suites.push(...(await runFile(file, filter, coverage, now)));
  return { suites, coverage };
}

async function runFile(
  file: string,
  filter: EntryFilter,
  coverage: Coverage,
  now: Date,
): Promise<SuiteOutcome[]> {
  const outcomes: SuiteOutcome[] = [];
  let name = '';
  try {
    for (const { value } of readDocuments(file)) {
      const suite = parseSuite(value);
      name = suite.name;
      const entries = suite.entries.flatMap((entry) => filter.apply(entry) ?? []);
      if (entries.length === 0) continue;
      const { rows, rules } = await runSuite({ ...suite, entries }, file, now);
      coverage.add(rules, rows);
      outcomes.push({ file, name, rows, problem: null });
    }
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    outcomes.push({ file, name, rows: [], problem: error.message });
  }
  return outcomes;
}
