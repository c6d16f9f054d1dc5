import { describe, expect, test } from 'vitest';
import type { Level } from '../engine/pod-security/level.ts';
import { nextStep } from './next-step.ts';
import type { NamespaceReadiness, WayTo } from './result.ts';

const at = (level: Level) => ({ level, version: 'v1.34' }) as const;
const way: WayTo = { workloads: 1, fields: 3, blockers: [] };

function namespace(
  enforce: Level,
  warn: Level,
  audit: Level,
  passes: Level,
  more: Partial<NamespaceReadiness> = {},
): Omit<NamespaceReadiness, 'next'> {
  return {
    name: 'shop',
    today: { enforce: at(enforce), warn: at(warn), audit: at(audit) },
    source: null,
    exempt: false,
    workloads: 1,
    passes,
    toBaseline: way,
    toRestricted: way,
    ...more,
  };
}

function labels(input: Omit<NamespaceReadiness, 'next'>): string {
  const step = nextStep(input, 'v1.37');
  if (step.kind !== 'label') return step.kind;
  return Object.entries(step.labels)
    .map(([key, value]) => `${key.replace('pod-security.kubernetes.io/', '')}=${value}`)
    .join(' ');
}

describe('the next safe step', () => {
  test.each([
    [
      'nothing yet, nothing fails',
      namespace('privileged', 'privileged', 'privileged', 'restricted'),
      'audit=restricted audit-version=v1.37 warn=restricted warn-version=v1.37',
    ],
    [
      'nothing yet, baseline fails',
      namespace('privileged', 'privileged', 'privileged', 'privileged'),
      'audit=baseline audit-version=v1.37 warn=baseline warn-version=v1.37',
    ],
    [
      'watched and clean: enforce at the watched version',
      namespace('privileged', 'baseline', 'baseline', 'baseline'),
      'enforce=baseline enforce-version=v1.34',
    ],
    ['watched, but something fails', namespace('privileged', 'baseline', 'baseline', 'privileged'), 'fix'],
    [
      'warn alone is not enough',
      namespace('privileged', 'baseline', 'privileged', 'baseline'),
      'audit=baseline audit-version=v1.37',
    ],
    [
      'baseline enforced, restricted watched and clean',
      namespace('baseline', 'restricted', 'restricted', 'restricted'),
      'enforce=restricted enforce-version=v1.34',
    ],
    [
      'baseline enforced, restricted not watched',
      namespace('baseline', 'baseline', 'baseline', 'baseline'),
      'audit=restricted audit-version=v1.37 warn=restricted warn-version=v1.37',
    ],
    ['at the top', namespace('restricted', 'restricted', 'restricted', 'restricted'), 'done'],
    ['exempt', namespace('privileged', 'privileged', 'privileged', 'restricted', { exempt: true }), 'exempt'],
    [
      'no workload was seen, so nothing vouches for enforce',
      namespace('privileged', 'baseline', 'baseline', 'restricted', { workloads: 0 }),
      'done',
    ],
  ])('%s', (_, input, expected) => expect(labels(input)).toBe(expected));

  test('counts what is to be fixed', () =>
    expect(nextStep(namespace('baseline', 'restricted', 'restricted', 'baseline'), 'v1.37')).toEqual({
      kind: 'fix',
      level: 'restricted',
      fields: 3,
      workloads: 1,
    }));
});
