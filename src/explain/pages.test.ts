import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';
import { pageOf, refusers } from './pages.ts';
import { recognise } from './recognise/recognise.ts';

const root = join(import.meta.dirname, '../..');
const pages = readdirSync(join(root, 'docs/runbook')).filter((file) => file !== 'README.md');

describe.each(pages)('docs/runbook/%s', (file) => {
  const page = readFileSync(join(root, 'docs/runbook', file), 'utf8');

  test('has every section', () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, section]) => section)).toEqual([
      'What it looks like',
      'What happened',
      'Where to look',
      'Ways out',
    ]);
  });

  test('shows messages that lead to it', () => {
    const messages = [...page.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    // What Portcullis itself says is a finding of scan, and refuses nothing.
    expect(messages.length > 0).toBe(file !== 'portcullis.md');
    // The event leads to the page of whoever refused the pod.
    const expected = file === 'failed-create.md' ? 'pod-security.md' : file;
    for (const message of messages)
      expect(recognise(message).map(({ refuser }) => pageOf(refuser))).toEqual([`docs/runbook/${expected}`]);
  });

  test('its messages are explained, with the ways out, and lead here', async () => {
    const messages = [...page.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
    const expected = file === 'failed-create.md' ? 'pod-security.md' : file;
    for (const message of messages) {
      const { stdout, exitCode } = await portcullis(['explain', message], { cwd: import.meta.dirname });
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^(?:REFUSED|WARNED OF|NOTED|NOT STARTED) by /);
      expect(stdout).toMatch(/^ {2}1 fix /m);
      expect(stdout).toContain(`  more: docs/runbook/${expected}\n`);
    }
  });

  test('points at pages that are there', () => {
    const links = [...page.matchAll(/\]\(([\w.-]+\.md)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, 'docs/runbook', link)))).toEqual([]);
  });

  test('is in the list', () => {
    expect(readFileSync(join(root, 'docs/runbook/README.md'), 'utf8')).toContain(`| [${file}](${file}) |`);
  });
});

test.each(refusers)('the page about %s is there', (refuser) =>
  expect(existsSync(join(root, pageOf(refuser)))).toBe(true),
);
