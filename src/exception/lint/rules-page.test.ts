import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintRules } from './lint.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/contracts/rules.md'), 'utf8');

test.each(lintRules.map((rule) => [rule.id, rule] as const))(
  '%s is on the page as it is',
  (_, { id, title, severity }) =>
    expect(page).toContain(`| [${id}](rules/${id}.md) | ${severity} | ${title} |`),
);
