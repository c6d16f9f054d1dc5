import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One run of a whole process, as its user waits for it. */
export interface Run {
  /** Seconds from start to end. */
  readonly wall: number;
  /** Seconds of processor time, user and system. */
  readonly cpu: number;
  readonly megabytes: number;
}

/** Runs `node …args` and measures it. A run that ends with an exit code outside `good` is an error. */
export function runNode(args: readonly string[], good: readonly number[] = [0], cwd?: string): Run {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-bench-'));
  const usage = join(folder, 'usage.json');
  try {
    const before = performance.now();
    const result = spawnSync(
      process.execPath,
      ['--import', join(import.meta.dirname, 'usage.mjs'), ...args],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        ...(cwd === undefined ? {} : { cwd }),
        env: { ...process.env, CI: '', PORTCULLIS_USAGE: usage },
      },
    );
    const wall = (performance.now() - before) / 1000;
    if (!good.includes(result.status ?? -1))
      throw new Error(`node ${args.join(' ')}: ${result.status}\n${result.stderr.toString()}`);
    return { wall, ...(JSON.parse(readFileSync(usage, 'utf8')) as { cpu: number; megabytes: number }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures several commands in turn, A B A B, so that a change of the machine's pace meets them alike. */
export function inTurn(rounds: number, commands: readonly (() => Run)[]): Run[][] {
  const runs: Run[][] = commands.map(() => []);
  for (const command of commands) command();
  for (let round = 0; round < rounds; round++)
    commands.forEach((command, index) => runs[index]?.push(command()));
  return runs;
}

export function median(runs: readonly Run[], figure: keyof Run): number {
  const sorted = runs.map((run) => run[figure]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median of the ratios round by round. */
export function ratio(runs: readonly Run[], others: readonly Run[], figure: keyof Run): number {
  const ratios = runs
    .map((run, index) => run[figure] / (others[index]?.[figure] ?? Number.NaN))
    .sort((a, b) => a - b);
  return ratios[Math.floor(ratios.length / 2)] ?? Number.NaN;
}
