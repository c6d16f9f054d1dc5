import { describe, expect, test } from 'vitest';
import type { ScopeFacts } from '../../rollout/scope-facts.ts';
import { blindTime } from './blind-time.ts';

const facts = (own: Partial<ScopeFacts>): ScopeFacts => ({
  scope: 's',
  guard: '',
  scans: [],
  sets: [],
  checks: [],
  uptime: [],
  blind: [],
  live: [],
  seesPods: false,
  cluster: null,
  loosenedAt: new Map(),
  guarded: () => false,
  ...own,
});
const scans = (...starts: number[]): ScopeFacts['scans'] =>
  starts.map((started_at) => ({ started_at, complete: 1 }) as ScopeFacts['scans'][number]);

describe('when nobody looked', () => {
  test.each<[string, Partial<ScopeFacts>, number, [number, number][]]>([
    ['no scan ever', {}, 100, []],
    ['scans close enough', { scans: scans(0, 10, 20) }, 25, []],
    ['a gap between two', { scans: scans(0, 10, 40, 50) }, 55, [[10, 40]]],
    ['the next scan is late', { scans: scans(0, 10) }, 30, [[10, 30]]],
    [
      'an incomplete scan vouches for nothing',
      { scans: [...scans(0), { started_at: 10, complete: 0 } as never, ...scans(20)] },
      21,
      [[0, 20]],
    ],
    [
      'a source that fell silent',
      {
        scans: scans(0, 10, 20),
        live: ['log'],
        uptime: [
          { source: 'log', from: 2, to: 8 },
          { source: 'log', from: 12, to: 20 },
        ],
      },
      21,
      [[8, 12]],
    ],
    [
      'before its first report a source is no gap',
      { scans: scans(0, 10, 20), live: ['log'], uptime: [{ source: 'log', from: 12, to: 20 }] },
      21,
      [],
    ],
    [
      'a batch was dropped',
      { scans: scans(0, 10, 20), blind: [{ source: 'log', from: 3, to: 4 }] },
      21,
      [[3, 4]],
    ],
    [
      'gaps that touch are one',
      { scans: scans(0, 30), blind: [{ source: 'log', from: 25, to: 35 }] },
      36,
      [[0, 35]],
    ],
  ])('%s', (_, own, now, expected) =>
    expect(blindTime(facts(own), 15, now)).toEqual(expected.map(([from, to]) => ({ from, to }))),
  );
});
