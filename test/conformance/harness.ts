import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A case we know to differ, with the reason. A skipped case that passes fails the run, so the list only shrinks. */
export interface Skip {
  /** The id of the case, or a prefix of ids that ends in `*`. */
  readonly match: string;
  readonly because: string;
}

/** One corpus with upstream's recorded answers. */
export interface Suite {
  readonly name: string;
  /** The share of cases that must pass, between 0 and 1. */
  readonly share: number;
  readonly skips: readonly Skip[];
  run(corpora: string, tally: Tally): Promise<void> | void;
}

interface Group {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts cases by group; a group is a line of the printed report. */
export class Tally {
  readonly groups: Map<string, Group> = new Map();
  readonly failures: string[] = [];
  readonly notes: string[] = [];
  readonly #skips: readonly Skip[];

  constructor(skips: readonly Skip[]) {
    this.#skips = skips;
  }

  /** `problem` is null for a pass, else one line that says expected and found. */
  check(group: string, id: string, problem: string | null): void {
    const counts = this.groups.get(group) ?? { passed: 0, failed: 0, skipped: 0 };
    this.groups.set(group, counts);
    const skip = this.#skips.find((s) =>
      s.match.endsWith('*') ? id.startsWith(s.match.slice(0, -1)) : s.match === id,
    );
    if (skip && problem !== null) {
      counts.skipped++;
    } else if (skip) {
      counts.failed++;
      this.failures.push(`${group} ${id}: is on the skip list but passes (${skip.because}); remove it there`);
    } else if (problem === null) {
      counts.passed++;
    } else {
      counts.failed++;
      this.failures.push(`${group} ${id}: ${problem}`);
    }
  }

  /** A count the corpus' README promises; a difference is a failure of its own. */
  count(what: string, expected: number, found: number): void {
    if (expected !== found) this.fatal(`${what}: expected ${expected} rows, read ${found}`);
  }

  fatal(problem: string): void {
    this.broken = true;
    this.failures.push(problem);
  }

  /** A line for the reader that is neither pass nor fail. */
  note(text: string): void {
    this.notes.push(text);
  }

  broken = false;

  total(): Group {
    const sum = { passed: 0, failed: 0, skipped: 0 };
    for (const group of this.groups.values()) {
      sum.passed += group.passed;
      sum.failed += group.failed;
      sum.skipped += group.skipped;
    }
    return sum;
  }
}

/** The folder of the recorded answers, or null where there is none. */
export function corporaFolder(): string | null {
  const root = resolve(import.meta.dirname, '../..');
  const folder = resolve(root, process.env.PORTCULLIS_CORPORA ?? join('..', 'shared', 'corpora'));
  return existsSync(folder) ? folder : null;
}

/** Runs one suite and prints it. The last line is `NAME: N of M (P %), K skipped`. */
export async function runSuite(suite: Suite, corpora: string, showFailures = 40): Promise<Tally> {
  const tally = new Tally(suite.skips);
  await suite.run(corpora, tally);
  for (const failure of tally.failures.slice(0, showFailures)) console.log(`  ${failure}`);
  if (tally.failures.length > showFailures)
    console.log(`  … and ${tally.failures.length - showFailures} more`);
  for (const [name, group] of tally.groups) {
    console.log(`  ${name}: ${group.passed} of ${group.passed + group.failed}${skippedText(group.skipped)}`);
  }
  for (const note of tally.notes) console.log(`  note: ${note}`);
  const { passed, failed, skipped } = tally.total();
  const cases = passed + failed;
  const percent = cases === 0 ? 0 : Math.floor((passed / cases) * 10_000) / 100;
  console.log(`${suite.name}: ${passed} of ${cases} (${percent} %), ${skipped} skipped`);
  return tally;
}

/** Every case that does not pass must be on the list, and what passes must reach the share. */
export function reached(suite: Suite, tally: Tally): boolean {
  const { passed, failed, skipped } = tally.total();
  const all = passed + failed + skipped;
  return !tally.broken && failed === 0 && all > 0 && passed / all >= suite.share;
}

function skippedText(skipped: number): string {
  return skipped === 0 ? '' : `, ${skipped} skipped`;
}
