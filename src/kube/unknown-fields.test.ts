import { expect, test } from 'vitest';
import { builtInStruct } from './structure/built-in.ts';
import { unknownFields } from './unknown-fields.ts';

test('names what the type does not have, deeper down too', () => {
  const pod = builtInStruct('core/v1.Pod');
  if (!pod) throw new Error('no struct');
  const object = {
    kind: 'Pod',
    metadata: { labels: { anything: 'goes' }, label: {} },
    spec: {
      containers: [{ name: 'a' }, { name: 'b', imaeg: 'x', resources: { limits: { gpu: '1' }, max: 1 } }],
    },
    constructor: 1,
  };
  expect(unknownFields(pod, object)).toEqual([
    'metadata.label',
    'spec.containers[1].imaeg',
    'spec.containers[1].resources.max',
    'constructor',
  ]);
});
