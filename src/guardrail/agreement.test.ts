import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRequest } from '../engine/engine.ts';
import { forms } from './form.ts';
import { answerOf, judgeOf, parameterSets, resourceOf } from './judging.fixture.ts';
import { oracle } from './oracle.fixture.ts';
import { guardrails } from './pack.ts';
import { workloads } from './workloads.fixture.ts';

/** A failure prints its seed. */
describe('the three kinds of policy say what is meant', () => {
  for (const [set, parameters] of parameterSets.entries())
    test.each(guardrails)(`$name, parameters ${set}`, (guardrail) => {
      const judges = forms.map((form) => [form, judgeOf(guardrail, parameters, form)] as const);
      const seen = new Set<string>();
      fc.assert(
        fc.property(workloads, (object) => {
          const expected = oracle(guardrail.name, object, parameters);
          seen.add(expected);
          const request = createRequest(resourceOf(object));
          for (const [form, judge] of judges)
            expect([form, answerOf(judge(request))]).toEqual([form, expected]);
        }),
        { numRuns: 300 },
      );
      expect([...seen].sort()).toEqual(['fail', 'pass']);
    });
});
