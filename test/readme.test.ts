import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { portcullis } from './support/portcullis.ts';

const root = resolve(import.meta.dirname, '..');

test('the README shows what the scan of the example shop prints', async () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const block = /```\n\$ portcullis scan examples\/shop\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { stdout } = await portcullis(['scan', 'examples/shop'], { cwd: root });
  const shown = block.split('\n…\n');
  expect(shown.length).toBeGreaterThan(1);
  for (const part of shown) expect(stdout).toContain(part.trim());
});
