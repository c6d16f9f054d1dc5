import { expect, test } from 'vitest';
import { Redactor } from '../../evidence/redact.ts';
import type { JsonObject } from '../../kube/json.ts';
import { Redactions } from './redactions.ts';

const pod = {
  metadata: { annotations: { note: 'secret' }, labels: { app: 'web' } },
  spec: {
    containers: [{ name: 'app', image: 'nginx', args: ['--token=x'], env: [{ name: 'A', value: 'b' }] }],
  },
};

function guarded(): { redactions: Redactions; object: typeof pod } {
  const redactions = new Redactions();
  redactions.watch();
  const object = new Redactor('salt').object(structuredClone(pod) as unknown as JsonObject);
  redactions.guard(object);
  return { redactions, object: object as unknown as typeof pod };
}

test.each<[string, (object: typeof pod) => unknown, (string | number)[] | null]>([
  ['an image', (object) => object.spec.containers[0]?.image, null],
  ['a label', (object) => object.metadata.labels.app, null],
  ['the name of a variable', (object) => object.spec.containers[0]?.env[0]?.name, null],
  ['how many arguments there are', (object) => object.spec.containers[0]?.args.length, null],
  [
    'that a value is there',
    (object) => Object.hasOwn(object.spec.containers[0]?.env[0] ?? {}, 'value'),
    null,
  ],
  [
    'the value of a variable',
    (object) => object.spec.containers[0]?.env[0]?.value,
    ['spec', 'containers', 0, 'env', 0, 'value'],
  ],
  ['an argument', (object) => object.spec.containers[0]?.args[0], ['spec', 'containers', 0, 'args', 0]],
  ['an annotation', (object) => object.metadata.annotations.note, ['metadata', 'annotations', 'note']],
  ['all of it', (object) => JSON.stringify(object), ['metadata', 'annotations', 'note']],
])('%s', (_, read, expected) => {
  const { redactions, object } = guarded();
  expect(redactions.during(() => read(object)).read).toEqual(expected);
  // What one judgement read is not held against the next.
  expect(redactions.during(() => null).read).toBe(null);
});
