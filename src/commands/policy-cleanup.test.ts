import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-cleanup-'));
  writeFileSync(
    join(folder, 'objects.yaml'),
    `apiVersion: v1
kind: Pod
metadata: {name: bare}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {cleanup.kyverno.io/ttl: 3h}}
`,
  );
  writeFileSync(
    join(folder, 'policy.yaml'),
    `apiVersion: kyverno.io/v2
kind: ClusterCleanupPolicy
metadata: {name: clean}
spec:
  schedule: "0 5 * * *"
  match: {any: [{resources: {kinds: [Pod], namespaces: [default]}}]}
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const command = ['policy', 'cleanup', 'objects.yaml', '--policies', 'policy.yaml'];

test('says what is deleted, the next first', async () => {
  const at = ['--at', '2026-01-01T00:00:00Z'];
  expect(await portcullis([...command, ...at], { cwd: folder })).toEqual({
    stdout: `2026-01-01T03:00:00Z  ConfigMap default/settings by cleanup.kyverno.io/ttl (objects.yaml:5)
2026-01-01T05:00:00Z  Pod default/bare by clean (objects.yaml:1)
`,
    stderr: '1 cleanup policy, 2 objects: 2 to be deleted.\n',
    exitCode: 0,
  });
});

test('by DeletingPolicies too', async () => {
  writeFileSync(
    join(folder, 'deleting.yaml'),
    `apiVersion: policies.kyverno.io/v1
kind: DeletingPolicy
metadata: {name: bare}
spec:
  schedule: "30 * * * *"
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: ["*"], resources: [pods]}]
  conditions: [{name: unowned, expression: "!has(object.metadata.ownerReferences)"}]
`,
  );
  const args = [
    'policy',
    'cleanup',
    'objects.yaml',
    '--policies',
    'deleting.yaml',
    '--at',
    '2026-01-01T00:00:00Z',
  ];
  expect((await portcullis(args, { cwd: folder })).stdout.split('\n')[0]).toBe(
    '2026-01-01T00:30:00Z  Pod default/bare by bare (objects.yaml:1)',
  );
});

test('as JSON too', async () => {
  const { stdout } = await portcullis([...command, '-o', 'json'], {
    cwd: folder,
    now: new Date('2026-01-01T04:00:00Z'),
  });
  expect(JSON.parse(stdout)).toMatchObject({
    deletions: [
      { kind: 'Pod', namespace: 'default', name: 'bare', by: 'clean', at: '2026-01-01T05:00:00Z', line: 1 },
      { kind: 'ConfigMap', at: '2026-01-01T07:00:00Z', file: 'objects.yaml', line: 5 },
    ],
  });
});

test('wants a time it can read', async () => {
  const { stderr, exitCode } = await portcullis([...command, '--at', 'noon'], { cwd: folder });
  expect(stderr).toContain('--at: expected a time such as');
  expect(exitCode).toBe(3);
});
