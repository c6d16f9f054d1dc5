import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { testContract } from '../../../test/support/contract.ts';
import { portcullis } from '../../../test/support/portcullis.ts';
import type { ExceptionContract } from '../contract.ts';
import { defaultLimits } from '../limits.ts';
import { lintContract, lintRules } from './lint.ts';
import type { LintContext, LintRule } from './rule.ts';

const folder = join(import.meta.dirname, '../../../docs/contracts');
const now = new Date('2026-11-22T09:00:00Z');

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'portcullis-rules-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

test('there is a page for every rule and for nothing else', () => {
  expect(readdirSync(join(folder, 'rules')).sort()).toEqual(lintRules.map(({ id }) => `${id}.md`));
});

describe.each(lintRules.map((rule) => ({ id: rule.id, rule })))('the page of $id', ({ rule }) => {
  const page = readFileSync(join(folder, 'rules', `${rule.id}.md`), 'utf8');

  test('begins with what the rule says of itself', () => {
    expect(page.startsWith(`# ${rule.id}: ${rule.title}\n`)).toBe(true);
    expect(page).toContain(`\n| ${rule.severity} | `);
  });

  test('has every section', () => {
    const sections = [...page.matchAll(/^## (.*)$/gm)].map(([, section]) => section);
    expect(sections.filter((section) => section?.startsWith('The ') !== true)).toEqual([
      'What it finds',
      'Why it matters',
      'Fails',
      'Passes',
      'What to do',
    ]);
  });

  test('shows a contract that it refuses, and one with nothing left to refuse', async () => {
    expect(await findings(page, 'bad', rule)).toContain(rule.id);
    expect(await findings(page, 'good', rule)).toEqual([]);
  });
});

/** The rules that find something in an example, as the command finds them where no history is needed. */
async function findings(page: string, which: 'bad' | 'good', { id }: LintRule): Promise<string[]> {
  const contract = example(page, which);
  const people = { EXC012: { authors: ['ann'], approvers: [which === 'bad' ? 'ann' : 'bob'] } }[id];
  const renewals = { EXC013: 3 }[id];
  if (people !== undefined || renewals !== undefined) {
    const context: LintContext = {
      now,
      limits: defaultLimits,
      contracts: [contract],
      isOver: () => false,
      renewals: () => renewals ?? 0,
      people: () => people,
    };
    return lintContract(contract, context).map(({ rule }) => rule.id);
  }
  write('exceptions/it.yaml', stringify(contract));
  const beside = block(page, 'beside');
  if (beside !== undefined) write('exceptions/beside.yaml', stringify(merged(beside)));
  const inputs = (['manifests', 'policies'] as const).flatMap((name) => {
    const text = block(page, name);
    if (text === undefined) return [];
    write(`${name}.yaml`, text);
    return [`--${name}`, `${name}.yaml`];
  });
  const { stdout, stderr } = await portcullis(['exception', 'lint', '-o', 'json', ...inputs], { cwd, now });
  expect(stderr).toMatch(/^\d contracts? in exceptions: /);
  return (JSON.parse(stdout) as { rule: string; file: string }[])
    .filter(({ file }) => file.endsWith('it.yaml'))
    .map(({ rule }) => rule);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** An example says only what it is about; the rest is a contract that nothing is wrong with. */
function example(page: string, which: 'bad' | 'good'): ExceptionContract {
  const text = block(page, which);
  if (text === undefined) throw new Error(`no example of what is ${which}`);
  return merged(text);
}

function merged(text: string): ExceptionContract {
  const said = parse(text) as Partial<ExceptionContract>;
  const risk = { level: 'Medium', impact: 'An attacker in the container is root in it.' } as const;
  return testContract({ risk, ...said.spec }, said.metadata);
}

function block(page: string, name: string): string | undefined {
  return new RegExp(`^\`\`\`yaml ${name}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1];
}
