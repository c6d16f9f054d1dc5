import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testContract } from '../../test/support/contract.ts';
import type { RiskLevel } from './contract.ts';
import { day } from './limits.ts';
import { type Standing, type State, stateOf, termOf } from './state.ts';

const from = Date.parse('2026-11-22T00:00:00Z');
const approved: Standing = { approved: true };

describe('state', () => {
  const later = Date.parse('2026-12-30T00:00:00Z');
  test.each<[string, number, Standing, State]>([
    ['before it begins', -1, approved, 'Approved'],
    ['on the day', 0, approved, 'Active'],
    ['last quarter, shorter than 14 days', 22.5, approved, 'Expiring'],
    ['just before', 22.4, approved, 'Active'],
    ['the end, no window known', 30, approved, 'Expired'],
    ['the end, window later', 30, { approved: true, windowOpens: later }, 'Overdue'],
    ['72 hours at most', 33, { approved: true, windowOpens: later }, 'Expired'],
    ['until the window', 31, { approved: true, windowOpens: from + 31 * day }, 'Expired'],
    ['quarantine ends on time', 30, { approved: true, quarantine: true, windowOpens: later }, 'Expired'],
    ['not approved', 5, { approved: false }, 'Proposed'],
    ['not approved, window later', 30, { approved: false, windowOpens: later }, 'Expired'],
    ['revoked in its history', 5, { approved: true, revoked: true }, 'Revoked'],
  ])('%s', (_name, days, standing, state) => {
    expect(stateOf(testContract(), standing, new Date(from + days * day))).toBe(state);
  });

  test('Critical has no Overdue', () => {
    const contract = testContract({
      risk: { level: 'Critical', impact: 'x' },
      expiresAt: '2026-11-29T00:00:00Z',
    });
    const standing = { approved: true, windowOpens: later };
    expect(stateOf(contract, standing, new Date(from + 7 * day))).toBe('Expired');
  });

  test('Overdue lasts a quarter of the term at most', () => {
    const contract = testContract({ expiresAt: '2026-11-26T00:00:00Z' });
    const standing = { approved: true, windowOpens: later };
    expect(stateOf(contract, standing, new Date(from + 4.9 * day))).toBe('Overdue');
    expect(stateOf(contract, standing, new Date(from + 5 * day))).toBe('Expired');
  });

  test('revoked in its own text', () => {
    const contract = testContract({ revoked: { by: 'ann', reason: 'no more', at: '2026-11-23T00:00:00Z' } });
    expect(stateOf(contract, approved, new Date(from + day))).toBe('Revoked');
  });

  test.each(['tomorrow', '2026-12-22', ''])('an end that is no time (%s) never helps', (expiresAt) => {
    expect(stateOf(testContract({ expiresAt }), approved, new Date(from + day))).toBe('Expired');
  });
});

const helping: readonly State[] = ['Active', 'Expiring', 'Overdue'];
const anyStanding = fc.record({
  approved: fc.boolean(),
  revoked: fc.boolean(),
  quarantine: fc.boolean(),
  windowOpens: fc.integer({ min: from - 100 * day, max: from + 800 * day }),
});
const anyContract = fc
  .record({
    start: fc.integer({ min: -50, max: 50 }),
    days: fc.integer({ min: -5, max: 400 }),
    level: fc.constantFrom<RiskLevel>('Low', 'Medium', 'High', 'Critical'),
  })
  .map(({ start, days, level }) =>
    testContract({
      risk: { level, impact: 'x' },
      validFrom: new Date(from + start * day).toISOString(),
      expiresAt: new Date(from + (start + days) * day).toISOString(),
    }),
  );
const anyTime = fc.integer({ min: from - 100 * day, max: from + 500 * day });
/** Around the end, where everything is decided. */
const sinceEnd = fc.integer({ min: -day, max: 5 * day });

describe('state, for every contract and clock', () => {
  test('an ended contract never helps: past its end by 72 hours and by a quarter of its term', () => {
    fc.assert(
      fc.property(anyContract, anyStanding, sinceEnd, (contract, standing, late) => {
        const { from: begin, end } = termOf(contract, standing);
        const time = end + late;
        const grace = Math.max(0, Math.min(3 * day, (end - begin) / 4));
        if (time >= end + grace) expect(helping).not.toContain(stateOf(contract, standing, new Date(time)));
      }),
    );
  });

  test('it never helps before it begins, unapproved or revoked', () => {
    fc.assert(
      fc.property(anyContract, anyStanding, anyTime, (contract, standing, time) => {
        const state = stateOf(contract, standing, new Date(time));
        if (!standing.approved || standing.revoked || time < termOf(contract, standing).from)
          expect(helping).not.toContain(state);
      }),
    );
  });

  test('time moves it in one direction', () => {
    const order: readonly State[] = [
      'Proposed',
      'Approved',
      'Active',
      'Expiring',
      'Overdue',
      'Expired',
      'Revoked',
    ];
    fc.assert(
      fc.property(anyContract, anyStanding, anyTime, anyTime, (contract, standing, a, b) => {
        const [early, late] = a <= b ? [a, b] : [b, a];
        const before = order.indexOf(stateOf(contract, standing, new Date(early)));
        expect(order.indexOf(stateOf(contract, standing, new Date(late)))).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
