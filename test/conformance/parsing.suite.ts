import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli.ts';
import type { ExitCode, Io, Output } from '../../src/commands/command.ts';
import type { Suite, Tally } from './harness.ts';

/** Files that other scanners stumble over: each has one or two privileged containers, or cannot be read. */
export const suite: Suite = {
  name: 'parsing',
  share: 1,
  skips: [],
  async run(corpora, tally) {
    const folder = join(corpora, 'scanners', 'probes');
    const rows = readFileSync(join(folder, 'parsing.csv'), 'utf8').trim().split('\n').slice(1);
    tally.count('parsing.csv', readdirSync(join(folder, 'parsing')).length, rows.length);
    tally.count('parsing.csv', 27, rows.length);
    for (const row of rows) {
      const [path = '', , expected = ''] = row.split(',');
      await check(folder, path, expected, tally);
    }
  },
};

async function check(folder: string, path: string, expected: string, tally: Tally): Promise<void> {
  const { lines, code } = await scan(folder, path);
  const found = lines.filter((line) => line.rule === 'privileged' && line.outcome === 'fail').length;
  const problems = lines.at(-1)?.summary?.problems ?? [];
  const wanted = expected === 'error' ? 0 : privilegedContainers(join(folder, path));
  const exitCode = expected === 'found' ? 1 : 3;
  const placed = problems.every(
    ({ file, line, column }) => file === path && line !== undefined && column !== undefined,
  );
  const good = found === wanted && code === exitCode && placed && problems.length > 0 === (exitCode === 3);
  const seen = `${found} found, exit code ${code}, problems ${JSON.stringify(problems)}`;
  tally.check(
    expected,
    path,
    good ? null : `expected ${wanted} found and exit code ${exitCode}, saw ${seen}`,
  );
}

/** How often the file says that a container is privileged: the probes write it in full each time, but for the alias. */
function privilegedContainers(path: string): number {
  return readFileSync(path, 'utf8').match(/["']?privileged["']?: *true/g)?.length ?? 0;
}

interface Line {
  readonly rule?: string;
  readonly outcome?: string;
  readonly summary?: { readonly problems: readonly Problem[] };
}

interface Problem {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Runs the command as a user would. */
async function scan(cwd: string, path: string): Promise<{ lines: Line[]; code: ExitCode | undefined }> {
  let text = '';
  let code: ExitCode | undefined;
  const output = (write: (part: string) => void): Output => ({ write, isTTY: false, columns: 80 });
  const io: Io = {
    stdout: output((part) => {
      text += part;
    }),
    stderr: output(() => undefined),
    stdin: (async function* () {})(),
    env: {},
    cwd,
    now: () => new Date(0),
    exit: (given) => {
      code = given;
    },
  };
  await run(['scan', path, '--level', 'baseline', '--output', 'jsonl'], io);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  return { lines, code };
}
