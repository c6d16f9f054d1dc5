/**
 * Type check, format, lint, unused code, unit tests and conformance, one after the other; every step runs even when one before it failed.
 * `--bench` adds the benchmark in its short form. The closing line is `N passed, N failed`, with `, N skipped` if any.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const scratch = mkdtempSync(join(tmpdir(), 'portcullis-test-'));
const sum = { passed: 0, failed: 0, skipped: 0 };

/** A step whose exit code is its whole answer counts as one. */
function step(title: string, command: string, args: readonly string[]): number {
  console.log(`\n── ${title}`);
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  if (result.error) console.log(`cannot run ${command}: ${result.error.message}`);
  return result.status ?? 1;
}

function single(title: string, command: string, args: readonly string[]): void {
  if (step(title, command, args) === 0) sum.passed++;
  else sum.failed++;
}

/** A step that writes its own counts; an exit code that disagrees with them is one more failure. */
function counted(title: string, args: readonly string[], file: string, read: (text: string) => Counts): void {
  const code = step(title, process.execPath, args);
  const counts = existsSync(file) ? read(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  sum.passed += counts.passed;
  sum.failed += counts.failed;
  sum.skipped += counts.skipped;
  if (code !== 0 && counts.failed === 0) sum.failed++;
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

single('types', process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit']);
single('format', join(bin, 'biome'), ['ci', '.']);
single('lint', join(bin, 'oxlint'), ['--type-aware', '--deny-warnings']);
single('unused code', join(bin, 'knip'), ['--no-progress']);

const unit = join(scratch, 'unit.json');
counted(
  'unit tests',
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${unit}`,
  ],
  unit,
  (text) => {
    const result = JSON.parse(text) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
    };
    return { passed: result.numPassedTests, failed: result.numFailedTests, skipped: result.numPendingTests };
  },
);

const conformance = join(scratch, 'conformance.json');
counted(
  'conformance',
  [join(root, 'test/conformance/run.ts'), `--summary=${conformance}`],
  conformance,
  (text) => JSON.parse(text) as Counts,
);

if (process.argv.includes('--bench'))
  single('bench (short)', process.execPath, [join(root, 'bench/run.ts'), '--short']);

rmSync(scratch, { recursive: true, force: true });
console.log(
  `\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`,
);
process.exitCode = sum.failed === 0 ? 0 : 1;
