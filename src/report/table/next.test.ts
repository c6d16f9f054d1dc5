import { expect, test } from 'vitest';
import { sampleResult } from '../example-scan.ts';
import { Sample } from '../sample.ts';
import { paint } from '../terminal/paint.ts';
import { nextSection } from './next.ts';

test('the command for many namespaces fits the terminal, and is one command', () => {
  const [namespace] = sampleResult.namespaces;
  if (namespace === undefined) throw new Error('no sample');
  const names = Array.from({ length: 12 }, (_, index) => `team-payments-${index}`);
  const [, , ...command] = nextSection({
    result: { ...sampleResult, namespaces: names.map((name) => ({ ...namespace, name })) },
    refused: new Sample(1),
    policies: [],
    advice: [],
    width: 80,
    paint: paint(false),
  });
  for (const line of command) expect(line.length).toBeLessThanOrEqual(80);
  for (const line of command.slice(0, -1)) expect(line).toMatch(/ \\$/);
  expect(
    command
      .map((line) => line.replace(/\\$/, ''))
      .join(' ')
      .trim()
      .split(/\s+/),
  ).toEqual([
    'kubectl',
    'label',
    '--overwrite',
    'namespace',
    ...names,
    'pod-security.kubernetes.io/audit=baseline',
  ]);
});
