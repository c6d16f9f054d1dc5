import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kube/json.ts';
import { readYaml } from '../../yaml/document.ts';
import { type Check, cisBenchmark } from './check.ts';
import { evaluatePodSecurity } from './evaluate.ts';
import { checks } from './registry.ts';

const folder = join(import.meta.dirname, '../../../docs/checks');

test('there is a page for every check and for nothing else', () => {
  const pages = readdirSync(folder).filter((file) => file !== 'README.md');
  expect(pages.sort()).toEqual(checks.map(({ id }) => `${id}.md`).sort());
});

test('the list of pages names every check with its title', () => {
  const list = readFileSync(join(folder, 'README.md'), 'utf8');
  for (const { id, title } of checks) expect(list).toContain(`| [${id}](${id}.md) | ${title} |`);
});

describe.each(checks.map((check) => ({ id: check.id, check })))('the page of $id', ({ check }) => {
  const page = readFileSync(join(folder, `${check.id}.md`), 'utf8');

  test('begins with what the check says of itself', () => {
    const { id, title, level, severity, revisions, cis, nist } = check;
    const since = revisions.map((revision) => revision.since).join(', ');
    const row = [level, severity, since, cis.join(', ') || 'none', nist.join(', ') || 'none'].join(' | ');
    expect(page).toMatch(new RegExp(`^# ${id}: `));
    expect(page).toContain(`: ${title}\n`);
    expect(page).toContain(`CIS Kubernetes Benchmark ${cisBenchmark}`);
    expect(page).toContain(`\n| ${row} |\n`);
  });

  test('has every section', () => {
    const sections = [...page.matchAll(/^## (.*)$/gm)].map(([, section]) => section);
    const wanted = ['What it forbids', 'Why it matters', 'Fields', 'Fails', 'Passes', 'The fix'];
    expect(sections).toEqual([...wanted, 'Who trips over it', 'Versions']);
  });

  test('shows a pod that fails, in the very words', () => {
    expect(page).toContain(`\`\`\`text\n${messageOf(check, example(page, 'bad'))}\n\`\`\``);
    expect(messageOf(check, example(page, 'bad'))).not.toBe('');
  });

  test('shows a pod that passes the whole level', () => {
    const { level } = check;
    expect(evaluatePodSecurity(example(page, 'good'), { level, version: 'latest' }).message).toBe('');
  });
});

function example(page: string, kind: 'bad' | 'good'): JsonObject {
  const start = page.indexOf(`\`\`\`yaml ${kind}\n`);
  expect(start).toBeGreaterThan(0);
  const text = page.slice(page.indexOf('\n', start) + 1, page.indexOf('```', start + 3));
  return readYaml(text).value as JsonObject;
}

function messageOf({ id, level }: Check, pod: JsonObject): string {
  const { results } = evaluatePodSecurity(pod, { level, version: 'latest' });
  return results.find(({ checkId }) => checkId === id)?.message ?? '';
}
