import { describe, expect, test } from 'vitest';
import type { VerdictRecord } from '../record.ts';
import type { Stage, Verdict } from '../verdict.ts';
import { type GateOptions, gateOf } from './gate.ts';

const counts = { files: 1, resources: 1, workloads: 1, pass: 0, fail: 0, skip: 0, error: 0, excepted: 0 };

interface Case {
  readonly name: string;
  readonly options?: Partial<GateOptions>;
  readonly verdicts: readonly [outcome: Verdict['outcome'], stage: Stage | null][];
  readonly problems?: number;
  readonly exitCode: number;
  readonly reason: RegExp;
}

const cases: readonly Case[] = [
  {
    name: 'a fail at enforce',
    verdicts: [['fail', 'enforce']],
    exitCode: 1,
    reason: /^Failed: 1 violation at enforce\.$/,
  },
  {
    name: 'a fail at warn does not fail enforce',
    verdicts: [['fail', 'warn']],
    exitCode: 0,
    reason: /nothing is enforced/,
  },
  {
    name: 'a fail at enforce fails a gate at warn',
    options: { failOn: 'warn' },
    verdicts: [['fail', 'enforce']],
    exitCode: 1,
    reason: /1 violation at warn/,
  },
  {
    name: 'a fail at audit fails a gate at audit',
    options: { failOn: 'audit' },
    verdicts: [
      ['fail', 'audit'],
      ['fail', 'audit'],
    ],
    exitCode: 1,
    reason: /2 violations at audit/,
  },
  {
    name: 'never',
    options: { failOn: 'never' },
    verdicts: [['fail', 'enforce']],
    exitCode: 0,
    reason: /--fail-on never/,
  },
  {
    name: 'readiness alone fails nothing',
    verdicts: [['fail', null]],
    exitCode: 0,
    reason: /Gate with --level/,
  },
  {
    name: 'a gate that gates nothing is not green in CI',
    options: { ci: true },
    verdicts: [['fail', null]],
    exitCode: 2,
    reason: /^Inconclusive: nothing is enforced/,
  },
  {
    name: 'unless something was asked for',
    options: { ci: true, gateGiven: true },
    verdicts: [['fail', null]],
    exitCode: 0,
    reason: /^Passed/,
  },
  {
    name: 'a pass at enforce is a gate',
    options: { ci: true },
    verdicts: [['pass', 'enforce']],
    exitCode: 0,
    reason: /^Passed: no violation/,
  },
  {
    name: 'an error is inconclusive',
    verdicts: [['error', 'enforce']],
    exitCode: 2,
    reason: /^Inconclusive: 1 verdict/,
  },
  {
    name: 'a violation goes before an error',
    verdicts: [
      ['error', 'enforce'],
      ['fail', 'enforce'],
    ],
    exitCode: 1,
    reason: /^Failed/,
  },
  {
    name: 'input goes before all',
    verdicts: [['fail', 'enforce']],
    problems: 2,
    exitCode: 3,
    reason: /2 input problems, 1 violation/,
  },
  {
    name: 'what was known before fails nothing',
    options: { known: new Set(['id0']) },
    verdicts: [['fail', 'enforce']],
    exitCode: 0,
    reason: /\(1 known before\)/,
  },
  {
    name: 'what is new does',
    options: { known: new Set(['id0']) },
    verdicts: [
      ['fail', 'enforce'],
      ['fail', 'enforce'],
    ],
    exitCode: 1,
    reason: /1 violation at enforce \(1 known before\)/,
  },
  {
    name: 'an excepted fail fails nothing',
    verdicts: [['excepted', 'enforce']],
    exitCode: 0,
    reason: /^Passed/,
  },
];

describe('the gate', () => {
  test.each(cases)('$name', ({ options, verdicts, problems = 0, exitCode, reason }) => {
    const gate = gateOf({ failOn: 'enforce', ci: false, gateGiven: false, ...options });
    verdicts.forEach(([outcome, stage], index) => {
      gate.applied({ outcome, stage } as Verdict);
      gate.record({ id: `id${index}`, outcome, stage } as VerdictRecord);
    });
    const closed = gate.close(problems, counts);
    expect(closed.exitCode).toBe(exitCode);
    expect(closed.reason).toMatch(reason);
  });
});
