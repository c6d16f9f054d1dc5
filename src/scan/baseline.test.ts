import { describe, expect, test } from 'vitest';
import type { VerdictRecord } from '../record.ts';
import { baselineText, nextBaseline, parseBaseline } from './baseline.ts';

const record = (id: string, outcome: VerdictRecord['outcome'] = 'fail'): VerdictRecord => ({
  id,
  engine: 'PodSecurity',
  policy: 'baseline@latest',
  rule: 'privileged',
  outcome,
  stage: null,
  severity: 'high',
  message: '',
  resource: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' },
  fields: [],
  source: { file: 'web.yaml', line: 1, column: 1 },
  exception: null,
});
const ids = (records: VerdictRecord[], before: ReturnType<typeof parseBaseline> | null): string[] =>
  nextBaseline(records, before).fails.map(({ id }) => id);

describe('a baseline', () => {
  test('begins with every fail, sorted, each once', () =>
    expect(ids([record('b'), record('a'), record('b'), record('c', 'pass')], null)).toEqual(['a', 'b']));

  test('only shrinks: a new fail never enters, a mended one leaves', () => {
    const before = nextBaseline([record('a'), record('b')], null);
    expect(ids([record('b'), record('c')], before)).toEqual(['b']);
  });

  test('reads what it wrote', () => {
    const baseline = nextBaseline([record('a')], null);
    expect(parseBaseline(baselineText(baseline), 'base.json')).toEqual(baseline);
  });

  test.each([
    ['', /expected JSON/],
    ['[]', /another shape/],
    ['{"version":2,"fails":[]}', /another shape/],
    ['{"version":1,"fails":[{}]}', /another shape/],
    ['null', /another shape/],
  ])('refuses %j', (text, message) => expect(() => parseBaseline(text, 'base.json')).toThrow(message));
});
