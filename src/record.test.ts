import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { recordOf, type VerdictRecord } from './record.ts';

function recorded(object: { readonly spec: string }): VerdictRecord {
  return recordOf({
    engine: 'Portcullis',
    policy: 'p',
    rule: 'r',
    outcome: 'fail',
    stage: null,
    severity: 'low',
    message: 'm',
    exception: null,
    fields: [['spec']],
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: '',
      name: 'a',
      object,
      origin: { file: 'f', start: { line: 1, column: 1 } },
    },
  });
}

test('a record keeps nothing of the judged object alive', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const judged: WeakRef<object>[] = [];
  const records = Array.from({ length: 20 }, () => {
    const object = { spec: 'x' };
    judged.push(new WeakRef(object));
    return recorded(object);
  });
  // What a WeakRef was made for lives until the turn ends.
  await new Promise((resolve) => setImmediate(resolve));
  collect();
  const alive = judged.filter((one) => one.deref() !== undefined).length;
  // The engine itself may still hold the last of them.
  expect(alive).toBeLessThanOrEqual(1);
  expect(new Set(records.map(({ id }) => id)).size).toBe(1);
});

test('the id is written with the rest', () =>
  expect(JSON.parse(JSON.stringify(recorded({ spec: 'x' })))).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    fields: ['spec'],
  }));
