import { describe, expect, test } from 'vitest';
import type { Check } from './check.ts';
import { activeChecks, checkById, checks, effectiveMinor, newestMinor, validated } from './registry.ts';
import type { Version } from './version.ts';

const passes = { run: () => null };

function check(id: string, level: Check['level'], revisions: Check['revisions']): Check {
  const [any] = checks;
  if (any === undefined) throw new Error('there are no checks');
  return { ...any, id, level, revisions };
}

describe('a wrong registration is refused', () => {
  const one = check('one', 'baseline', [{ since: 'v1.0', ...passes }]);
  test.each<[string, readonly Check[]]>([
    ['check one is registered twice', [one, one]],
    ['check two has no revision', [check('two', 'baseline', [])]],
    [
      'check two: v1.3 must be newer than v1.3',
      [
        check('two', 'baseline', [
          { since: 'v1.3', ...passes },
          { since: 'v1.3', ...passes },
        ]),
      ],
    ],
    [
      'check two: only restricted checks may override others',
      [one, check('two', 'baseline', [{ since: 'v1.0', overrides: ['one'], ...passes }])],
    ],
    [
      'check two overrides three, which is no baseline check',
      [one, check('two', 'restricted', [{ since: 'v1.0', overrides: ['three'], ...passes }])],
    ],
  ])('%s', (problem, all) => {
    expect(() => validated(all)).toThrow(problem);
  });
});

test.each<[Version, Version | undefined, number]>([
  ['latest', undefined, newestMinor],
  ['v1.99', undefined, newestMinor],
  ['v1.20', undefined, 20],
  ['latest', 'v1.31', 31],
  ['v1.35', 'v1.31', 31],
  ['v1.20', 'v1.31', 20],
  ['latest', 'v1.99', newestMinor],
  ['latest', 'latest', newestMinor],
])('%s in a cluster of %s is judged as minor %d', (version, emulate, minor) => {
  expect(effectiveMinor(version, emulate)).toBe(minor);
});

test('checks run in byte order, baseline first, without those that a stricter one stands in for', () => {
  const ids = (version: Version): readonly string[] =>
    activeChecks('restricted', version).map(({ check: { id } }) => id);
  expect(ids('v1.18')).toEqual(
    expect.arrayContaining(['seLinuxOptions', 'seccompProfile_baseline', 'restrictedVolumes']),
  );
  expect(ids('v1.18').indexOf('seLinuxOptions')).toBeLessThan(
    ids('v1.18').indexOf('seccompProfile_baseline'),
  );
  expect(ids('v1.18')).not.toContain('hostPathVolumes');
  expect(ids('v1.19')).not.toContain('seccompProfile_baseline');
  expect(ids('v1.34')).toContain('procMount');
  expect(ids('v1.35')).not.toContain('procMount');
});

test('checks are found by their id', () => {
  expect(checkById('privileged')?.severity).toBe('critical');
  expect(checkById('constructor')).toBeUndefined();
});
