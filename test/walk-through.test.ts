import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portcullis } from './support/portcullis.ts';
import { TestRepository } from './support/repository.ts';

const page = resolve(import.meta.dirname, '../docs/contracts/walk-through.md');

let repository: TestRepository;
beforeAll(() => {
  repository = new TestRepository();
  repository.commit('cyn', 'Begin');
  repository.push();
});
afterAll(() => repository.remove());

test('the walk-through is what happens', async () => {
  const written = readFileSync(page, 'utf8');
  const run = await walk(written);
  // PORTCULLIS_WRITE_DOCS=1 writes what happened into the page.
  if (process.env.PORTCULLIS_WRITE_DOCS !== undefined) writeFileSync(page, run);
  else expect(written).toBe(run);
}, 60_000);

/** The page with the output of every command as it is now; files of the page are written on the way. */
async function walk(text: string): Promise<string> {
  let done = '';
  let rest = text;
  for (;;) {
    const match = /^```(?:console|\w+ file=(\S+))\n([\s\S]*?)^```$/m.exec(rest);
    if (match === null) return done + rest;
    const [whole, file, body = ''] = match;
    if (file !== undefined) write(file, body);
    done += rest.slice(0, match.index);
    done += file === undefined ? `\`\`\`console\n${await typed(body)}\`\`\`` : whole;
    rest = rest.slice(match.index + whole.length);
  }
}

function write(file: string, text: string): void {
  const path = join(repository.folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The commands of a console, each with its output. A line `# as bob` says who types from there on. */
async function typed(body: string): Promise<string> {
  const lines: string[] = [];
  let who = 'ann';
  for (const line of body.split('\n')) {
    if (line.startsWith('# as ')) who = line.slice('# as '.length);
    if (!/^(?:\$|# as) /.test(line)) continue;
    const output = line.startsWith('$ ') ? await outputOf(line.slice(2), who) : '';
    lines.push(line, ...(output === '' ? [] : [output.trimEnd()]));
  }
  return `${lines.join('\n')}\n`;
}

/** Runs `portcullis … < file`, `portcullis … | grep -E 'pattern'` or `git …`. */
async function outputOf(line: string, who: string): Promise<string> {
  const [command = '', pattern] = line.split(/ \| grep -E '(.*)'$/);
  const [call = '', input] = command.split(' < ');
  const [program, ...args] = [...call.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, word = '']) => quoted ?? word,
  );
  if (program === 'git') return repository.as(who, ...args);
  expect(program).toBe('portcullis');
  const { stdout, stderr } = await portcullis(args, {
    cwd: repository.folder,
    columns: 100,
    now: new Date('2026-11-22T10:00:00Z'),
    env: { HOME: repository.home, GIT_CONFIG_NOSYSTEM: '1' },
    ...(input === undefined ? {} : { stdin: readFileSync(join(repository.folder, input)) }),
  });
  if (pattern === undefined) return stdout + stderr;
  const wanted = new RegExp(pattern);
  return stdout
    .split('\n')
    .filter((text) => wanted.test(text))
    .join('\n');
}
