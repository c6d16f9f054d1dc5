import { expect, test } from 'vitest';
import type { Counts } from './answer.ts';
import { conclude } from './conclude.ts';

const question = { title: 'What would it refuse?', nothing: 'it would refuse nothing', effects: () => [] };
const none: Counts = { namespaces: 1, workloads: 4, refused: 0, allowed: 0, unknown: 0, excused: 0 };

test.each<[string, Partial<Counts>, string[], string[], number, string]>([
  ['nothing', {}, [], [], 0, 'It would refuse nothing.'],
  ['contracts', { excused: 1 }, [], [], 0, 'It would refuse nothing; 1 workload excused by contract.'],
  [
    'only better',
    { allowed: 2 },
    [],
    [],
    0,
    'Nothing more would be refused, and 2 workloads would fail no longer.',
  ],
  [
    'refusals',
    { refused: 1, unknown: 1 },
    [],
    [],
    1,
    '1 of 4 workloads would be refused; nobody can tell of 1 workload.',
  ],
  ['unknown', { unknown: 2 }, [], [], 2, 'Inconclusive: nobody can tell of 2 workloads.'],
  [
    'a gap',
    {},
    [],
    ['the last recorded scan was not complete'],
    2,
    'Inconclusive: the last recorded scan was not complete.',
  ],
  ['silence', { workloads: 0 }, [], [], 2, 'Inconclusive: there was nothing to judge.'],
  [
    'a problem',
    { refused: 1 },
    ['a.yaml:1: no'],
    [],
    3,
    '1 input problem; 1 of 4 workloads would be refused.',
  ],
])('%s', (_, counts, problems, gaps, exitCode, conclusion) => {
  expect(conclude(question, { ...none, ...counts }, problems, gaps)).toEqual({ exitCode, conclusion });
});
