import { describe, expect, test } from 'vitest';
import { intersection, observedIntervals, totalTime, union, vouchedFor, without } from './observed.ts';

const span = (from: number, to: number): { from: number; to: number } => ({ from, to });

describe('observed time', () => {
  test('is the union: twice seen counts once', () => {
    expect(union([span(5, 9), span(1, 3), span(2, 6), span(9, 10), span(20, 20), span(31, 30)])).toEqual([
      span(1, 10),
    ]);
  });

  test('is what all sources saw', () => {
    expect(intersection([span(0, 10), span(20, 30)], [span(5, 25)])).toEqual([span(5, 10), span(20, 25)]);
    const seen = [
      { source: 'scan', ...span(0, 100) },
      { source: 'audit-log', ...span(10, 20) },
      { source: 'audit-log', ...span(15, 40) },
    ];
    expect(totalTime(observedIntervals(seen, ['scan'], 30, 90))).toBe(60);
    expect(totalTime(observedIntervals(seen, ['scan', 'audit-log'], 0, 90))).toBe(30);
    expect(observedIntervals(seen, ['scan', 'webhook'], 0, 90)).toEqual([]);
    expect(observedIntervals(seen, [], 0, 90)).toEqual([]);
    expect(observedIntervals(seen, ['scan'], 90, 30)).toEqual([]);
  });

  test('has the holes that were blind', () => {
    expect(without([span(0, 100)], [span(10, 20), span(15, 30), span(95, 200)])).toEqual([
      span(0, 10),
      span(30, 95),
    ]);
    expect(without([span(0, 10)], [])).toEqual([span(0, 10)]);
    expect(without([span(0, 10)], [span(0, 10)])).toEqual([]);
  });

  test('is what lies between two complete scans that are near enough', () => {
    expect(vouchedFor([30, 0, 10, 20, 55, 60], 10)).toEqual([span(0, 30), span(55, 60)]);
    expect(vouchedFor([10], 10)).toEqual([]);
  });
});
