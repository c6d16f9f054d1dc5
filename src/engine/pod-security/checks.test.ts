import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kube/json.ts';
import { evaluatePodSecurity } from './evaluate.ts';
import type { LevelVersion } from './level-version.ts';
import { checkById, checks } from './registry.ts';
import type { CheckResult } from './result.ts';
import { fixtures } from './testing/fixtures.ts';

function verdictOf(
  id: string,
  pod: JsonObject,
  at: LevelVersion['version'] = 'latest',
): CheckResult | undefined {
  const level = checkById(id)?.level ?? 'restricted';
  return evaluatePodSecurity(pod, { level, version: at }).results.find(({ checkId }) => checkId === id);
}

test('every check has pods that pass and pods that fail', () => {
  expect(Object.keys(fixtures).sort()).toEqual(checks.map(({ id }) => id).sort());
  for (const { pass, fail } of Object.values(fixtures)) {
    expect(pass.length).toBeGreaterThan(0);
    expect(fail.length).toBeGreaterThan(0);
  }
});

describe.each(Object.entries(fixtures))('%s', (id, { pass, fail }) => {
  test.each(fail)('forbids $pod at $at', ({ pod, at, says, fields }) => {
    const verdict = verdictOf(id, pod, at);
    expect(verdict?.message).toBe(says);
    expect(verdict?.fields.map((field) => field.join('.')).join(', ')).toBe(fields);
  });

  test.each(pass)('allows $pod at $at', ({ pod, at }) => {
    expect(verdictOf(id, pod, at)?.message).toBeUndefined();
  });
});

test.each(checks.map((check) => ({ check })))('$check.id says what it is for', ({ check }) => {
  expect(check.title).not.toBe('');
  expect(check.fix.text).not.toBe('');
  for (const number of check.cis) expect(number).toMatch(/^5\.\d+\.\d+$/);
  for (const section of check.nist) expect(section).toMatch(/^4\.\d\.\d$/);
});
