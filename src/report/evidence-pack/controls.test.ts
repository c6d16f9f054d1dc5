import { describe, expect, test } from 'vitest';
import { exampleOverview, exampleTime } from '../html/example-overview.fixture.ts';
import type { Overview } from '../overview/overview.ts';
import { controlsTable } from './controls.ts';
import { dayEnd, dayStart } from './period.ts';

const day = 86_400_000;
const at = (days: number): number => exampleTime - days * day;

/** Two namespaces in two rollouts: one at enforce for ten days in both, one that was there for five days. */
function overview(): Overview {
  const base = exampleOverview();
  const [rollout] = base.rollouts;
  const named = (name: string, policy: string) => ({
    policies: [policy],
    status: { ...(rollout as NonNullable<typeof rollout>).status, rollout: name },
  });
  const cell = (
    rollout: string,
    namespace: string,
    from: number,
    gone: number | null,
    enforced: number | null,
  ) => ({
    rollout,
    namespace,
    from,
    gone,
    history:
      enforced === null
        ? [{ stage: 'Warn' as const, from, to: null }]
        : [
            { stage: 'Warn' as const, from, to: enforced },
            { stage: 'Enforce' as const, from: enforced, to: null },
          ],
  });
  return {
    ...base,
    rollouts: [
      named('baseline', 'PodSecurity baseline@v1.34'),
      named('restricted', 'PodSecurity restricted@v1.34'),
    ],
    histories: [
      cell('baseline', 'a', at(20), null, at(10)),
      cell('restricted', 'a', at(20), null, at(4)),
      cell('baseline', 'b', at(20), at(15), null),
    ],
  };
}

function row(check: string, from = at(20), until = exampleTime): Record<string, unknown> {
  const table = controlsTable(overview(), { from, until });
  const found = [...(table.rows() as Iterable<readonly unknown[]>)].find((one) => one[2] === check) ?? [];
  return Object.fromEntries(table.header.map((name, index) => [name, found[index]]));
}

describe('controls', () => {
  test('a baseline check is enforced by either rollout, and time counts once', () =>
    expect(row('privileged')).toMatchObject({
      framework: 'CIS Kubernetes Benchmark 1.12',
      identifier: '5.2.2',
      rollouts: 'baseline restricted',
      namespaces: 2,
      namespaces_enforced: 1,
      namespace_days: 25,
      namespace_days_enforced: 10,
    }));
  test('a restricted check only by restricted', () =>
    expect(row('seccompProfile_restricted')).toMatchObject({
      rollouts: 'restricted',
      namespaces: 1,
      namespace_days: 20,
      namespace_days_enforced: 4,
    }));
  test('only within the period', () =>
    expect(row('privileged', at(12), at(8))).toMatchObject({
      namespaces: 1,
      namespace_days: 4,
      namespace_days_enforced: 2,
    }));
  test('every identifier of every check, in their order', () => {
    const rows = [
      ...(controlsTable(overview(), { from: at(20), until: exampleTime }).rows() as Iterable<string[]>),
    ];
    const cis = rows.filter(([framework]) => framework?.startsWith('CIS')).map(([, id]) => id ?? '');
    expect(cis.indexOf('5.2.10')).toBeGreaterThan(cis.lastIndexOf('5.2.9'));
    expect(rows.some(([framework]) => framework === 'NIST SP 800-190')).toBe(true);
  });
});

test.each([
  ['2026-10-01', '2026-10-01T00:00:00.000Z', '2026-10-02T00:00:00.000Z'],
  ['2026-02-30', undefined, undefined],
  ['1.10.2026', undefined, undefined],
  ['', undefined, undefined],
])('the day %j', (text, start, end) => {
  const iso = (time: number | undefined): string | undefined =>
    time === undefined ? undefined : new Date(time).toISOString();
  expect([iso(dayStart(text)), iso(dayEnd(text))]).toEqual([start, end]);
});
