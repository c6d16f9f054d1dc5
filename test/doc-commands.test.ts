import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { portcullis } from './support/portcullis.ts';

const root = resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  'docs/ci.md',
  ...globSync('docs/{runbook,errors,contracts,smells,checks}/**/*.md', { cwd: root }).sort(),
];
/** In the text, or on an indented line: up to where its output goes or a comment begins. */
const written = /`(portcullis [^`\n]+)`|^ {4}(?:.*\| )?(portcullis [^#>\n]+)/gm;
const commands = new Map<string, string[]>();
for (const page of pages)
  for (const [, inText, indented = ''] of readFileSync(resolve(root, page), 'utf8').matchAll(written)) {
    const command = inText ?? indented.trim();
    commands.set(command, [...(commands.get(command) ?? []), page]);
  }

const helps = new Map<string, Promise<string>>();

/** The help of a verb; '' when there is no such verb. */
function helpOf(verbs: readonly string[]): Promise<string> {
  const key = verbs.join(' ');
  let help = helps.get(key);
  if (help === undefined) {
    help = portcullis([...verbs, '--help'], { columns: 1000 }).then(({ stdout }) =>
      stdout.startsWith(`Usage: portcullis ${key}`) ? stdout : '',
    );
    helps.set(key, help);
  }
  return help;
}

test('there are commands to try', () => expect(commands.size).toBeGreaterThan(20));

/** What a page says to type is a verb with flags that it has. */
test.each([...commands])('%s', async (command) => {
  const words = command.split(/\s+/).slice(1);
  const [verb = '', sub = ''] = words;
  const help = (/^[a-z]+$/.test(sub) ? await helpOf([verb, sub]) : '') || (await helpOf([verb]));
  expect(help, 'no such verb').not.toBe('');
  const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=', 1)[0] ?? '');
  const known = [...help.matchAll(/(?:^ {2}|, )(--?[a-z][\w-]*)/gm)].map(([, flag]) => flag);
  expect(flags.filter((flag) => !known.includes(flag))).toEqual([]);
});
