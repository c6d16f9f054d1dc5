import { describe, expect, test } from 'vitest';
import { parseLevel } from './level.ts';
import { type LevelVersion, printLevelVersion } from './level-version.ts';
import {
  aggregateText,
  labelPrefix,
  modes,
  type Policy,
  policyFromLabels,
  printInvalidField,
  privilegedPolicy,
} from './policy.ts';
import { parseVersion } from './version.ts';

test.each([
  ['latest', true],
  ['v1.0', true],
  ['v1.99', true],
  ['v1.9223372036854775807', true],
  ['v1.9223372036854775808', false],
  ['v1.99999999999999999999', false],
  ['v1.022', false],
  ['v1.', false],
  ['v1', false],
  ['1.22', false],
  ['v2.0', false],
  ['v1.30.1', false],
  ['Latest', false],
  [' latest', false],
  ['v1.1\n', false],
  ['', false],
])('version %j is understood: %j', (text, understood) => {
  expect(parseVersion(text) !== undefined).toBe(understood);
});

test.each(['Restricted', ' baseline', 'privileged ', '', 'toString'])('%j is no level', (text) => {
  expect(parseLevel(text)).toBeUndefined();
});

/** Labels without their prefix. */
function policyOf(labels: Record<string, string>, defaults?: Policy): { text: string; errors: string[] } {
  const prefixed = Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [labelPrefix + key, value]),
  );
  const { policy, errors } = policyFromLabels(prefixed, defaults);
  return {
    text: modes.map((mode) => printLevelVersion(policy[mode])).join(' '),
    errors: errors.map(printInvalidField),
  };
}

const baseline: LevelVersion = { level: 'baseline', version: 'v1.30' };
const warnRestricted: Policy = { ...privilegedPolicy, warn: { level: 'restricted', version: 'v1.20' } };

describe('labels become a policy (enforce audit warn)', () => {
  const none = 'privileged:latest';
  test.each<[string, Record<string, string>, Policy | undefined, string]>([
    ['none', {}, undefined, `${none} ${none} ${none}`],
    [
      'the defaults',
      {},
      { enforce: baseline, audit: baseline, warn: baseline },
      'baseline:v1.30 baseline:v1.30 baseline:v1.30',
    ],
    ['warn follows enforce', { enforce: 'baseline' }, undefined, `baseline:latest ${none} baseline:latest`],
    [
      'with its version',
      { enforce: 'restricted', 'enforce-version': 'v1.24' },
      undefined,
      `restricted:v1.24 ${none} restricted:v1.24`,
    ],
    [
      'unless it has a version of its own',
      { enforce: 'restricted', 'enforce-version': 'v1.24', 'warn-version': 'v1.20' },
      undefined,
      `restricted:v1.24 ${none} restricted:v1.20`,
    ],
    [
      'unless it is labelled',
      { enforce: 'baseline', warn: 'privileged' },
      undefined,
      `baseline:latest ${none} ${none}`,
    ],
    [
      'or stricter already',
      { enforce: 'baseline' },
      warnRestricted,
      `baseline:latest ${none} restricted:v1.20`,
    ],
    [
      'not an enforce that comes from the defaults',
      { 'enforce-version': 'v1.1' },
      { ...privilegedPolicy, enforce: baseline },
      `baseline:v1.1 ${none} ${none}`,
    ],
    [
      'enforce fails closed, and warn does not follow',
      { enforce: 'x' },
      undefined,
      `restricted:latest ${none} ${none}`,
    ],
    [
      'audit and warn fail open',
      { audit: 'x', warn: 'x' },
      warnRestricted,
      `${none} ${none} privileged:v1.20`,
    ],
    [
      'an unknown version is latest',
      { audit: 'baseline', 'audit-version': '1.2' },
      undefined,
      `${none} baseline:latest ${none}`,
    ],
    [
      'other keys mean nothing',
      { Enforce: 'baseline', 'enforce-Version': 'v1.1' },
      undefined,
      `${none} ${none} ${none}`,
    ],
  ])('%s', (_, labels, defaults, text) => {
    expect(policyOf(labels, defaults).text).toBe(text);
  });
});

test('problems are told in order, in the words of the API server', () => {
  const { errors } = policyOf({ 'warn-version': 'v2', warn: 'a"b', enforce: 'foo', 'enforce-version': '' });
  const field = (key: string): string => `metadata.labels[${labelPrefix}${key}]: Invalid value:`;
  expect(errors).toEqual([
    `${field('enforce')} "foo": must be one of privileged, baseline, restricted`,
    `${field('enforce-version')} "": must be "latest" or "v1.x"`,
    `${field('warn')} "a\\"b": must be one of privileged, baseline, restricted`,
    `${field('warn-version')} "v2": must be "latest" or "v1.x"`,
  ]);
});

test.each([
  [['a'], 'a'],
  [['a', 'b', 'a'], '[a, b]'],
  [['a', 'a'], 'a'],
])('%j are told as %j', (texts, told) => {
  expect(aggregateText(texts)).toBe(told);
});

test('labels that are inherited are no labels', () => {
  const labels = JSON.parse('{"__proto__":{"pod-security.kubernetes.io/enforce":"baseline"}}') as object;
  expect(policyFromLabels(labels).policy).toEqual(privilegedPolicy);
});
