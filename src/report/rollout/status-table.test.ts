import { describe, expect, test } from 'vitest';
import type { NamespaceStatus, RolloutStatus } from '../../rollout/status.ts';
import { statusTable } from './status-table.ts';

const day = 86_400_000;

function namespace(name: string, more: Partial<NamespaceStatus> = {}): NamespaceStatus {
  return {
    namespace: name,
    stage: 'Warn',
    since: null,
    wave: 'all',
    gate: 'Pass',
    action: 'Hold',
    to: null,
    clean: { observed: 14 * day, window: 14 * day, covered: 2, workloads: 2 } as NamespaceStatus['clean'],
    coverage: { covered: 2, workloads: 2 },
    reasons: [],
    blockers: [],
    unknown: [],
    waiting: ['the wave is full'],
    open: [],
    uncovered: [],
    restarts: { count: 0, by: [] },
    next: '',
    decision: null,
    ...more,
  };
}

function table(namespaces: NamespaceStatus[], width: number | null): string {
  const status: RolloutStatus = {
    rollout: 'baseline',
    policies: ['PodSecurity baseline@v1.34'],
    mode: 'Propose',
    suspended: false,
    problem: '',
    paused: '',
    unreadable: [],
    templatesOnly: true,
    window: { open: true, reason: '', opensAt: null },
    wave: null,
    counts: { None: 0, Audit: 0, Warn: namespaces.length, Enforce: 0, aside: 0 },
    namespaces,
  };
  return statusTable([status], false, width);
}

const held = namespace('zoo', {
  blockers: ['1 open violation without a contract'],
  open: ['Deployment/cart baseline@v1.34 privileged'],
});
const many = Array.from({ length: 30 }, (_, index) => namespace(`team-${String(index).padStart(2, '0')}`));

describe('at a terminal', () => {
  const text = table([...many, held], 80);

  test('no line is wider than it', () => {
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  test('what needs a person comes first, and what is alike shares a row', () => {
    const rows = text
      .split('\n')
      .slice(text.split('\n').findIndex((line) => line.startsWith('NAMESPACE')) + 1);
    expect(rows[0]).toMatch(/^zoo +warn +0\.0\/14 d +2\/2 +HOLD 1 open/);
    expect(text).toMatch(/^30 namespaces +warn +PASS, waits: the wave is full$/m);
    expect(text).toContain('… and 10 more');
  });
});

test('piped, each namespace has a line of its own', () => {
  const lines = table([...many, held], null).split('\n');
  expect(lines.filter((line) => /^team-\d\d +warn +14\.0\/14 d +2\/2 +PASS, waits/.test(line))).toHaveLength(
    30,
  );
  expect(lines.filter((line) => line.startsWith('zoo'))[0]).toContain(
    'HOLD 1 open violation without a contract: Deployment/cart',
  );
});
