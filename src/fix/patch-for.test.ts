import { expect, test } from 'vitest';
import { testDeployment, testResource } from '../../test/support/contract.ts';
import type { Edit } from './edit.ts';
import { patchFor } from './patch-for.ts';

const app = {
  name: 'app',
  securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'], drop: ['NET_RAW'] } },
  ports: [{ containerPort: 80, hostPort: 80 }],
};
const workload = testDeployment({ containers: [{ name: 'side' }, app], hostNetwork: true });
const spec = ['spec', 'template', 'spec'];
const container = [...spec, 'containers', 1, 'securityContext'];

const lines = (...patch: string[]): string =>
  [
    '- target: {kind: Deployment, name: api}',
    '  patch: |-',
    ...[
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata:',
      '  name: api',
      'spec:',
      '  template:',
      '    spec:',
      ...patch,
    ].map((line) => `    ${line}`),
  ].join('\n');

test.each<[string, readonly Edit[], string]>([
  [
    'a field of the pod',
    [{ op: 'set', path: [...spec, 'hostNetwork'], value: false }],
    lines('      hostNetwork: false'),
  ],
  [
    'a field of a container, by its name',
    [{ op: 'set', path: [...container, 'privileged'], value: false }],
    lines(
      '      containers:',
      '      - name: app',
      '        securityContext:',
      '          privileged: false',
    ),
  ],
  [
    'a list is replaced as a whole',
    [{ op: 'append', path: [...container, 'capabilities', 'drop'], value: 'ALL' }],
    lines(
      '      containers:',
      '      - name: app',
      '        securityContext:',
      '          capabilities:',
      '            drop: [NET_RAW, ALL]',
    ),
  ],
  ['what goes is null', [{ op: 'remove', path: [...spec, 'hostNetwork'] }], lines('      hostNetwork: null')],
])('%s', (_, edits, patch) => {
  expect(patchFor(workload, edits)).toBe(patch);
});

test('nothing is said of a kind that has no such patches, or of an item without a name', () => {
  const rollout = testResource({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'a' },
    spec: {},
  });
  expect(patchFor(rollout, [{ op: 'set', path: ['spec', 'a'], value: 1 }])).toBeUndefined();
  const unnamed = testDeployment({ containers: [{}] });
  expect(
    patchFor(unnamed, [{ op: 'set', path: [...spec, 'containers', 0, 'securityContext'], value: {} }]),
  ).toBeUndefined();
});
