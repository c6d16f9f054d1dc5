import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';
import { yamlDocument } from '../engine/kyverno/go/yaml-text.ts';
import { readYaml } from '../yaml/document.ts';

const policies = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: pods}
spec:
  rules:
    - name: pull
      match: {any: [{resources: {kinds: [Pod]}}]}
      mutate: {patchStrategicMerge: {spec: {containers: [{(name): "*", imagePullPolicy: Always}]}}}
    - name: settings
      match: {any: [{resources: {kinds: [Namespace]}}]}
      generate: {apiVersion: v1, kind: ConfigMap, name: made, namespace: "{{request.object.metadata.name}}", data: {data: {a: "1"}}}
---
apiVersion: policies.kyverno.io/v1
kind: MutatingPolicy
metadata: {name: label}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
  mutations:
    - patchType: ApplyConfiguration
      applyConfiguration:
        expression: 'Object{metadata: Object.metadata{labels: Object.metadata.labels{pull: has(object.spec.containers[0].imagePullPolicy) ? object.spec.containers[0].imagePullPolicy : "none"}}}'
`;

test('every resource as the policies leave it, one seeing what the other did, and what they make', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-yaml-'));
  try {
    writeFileSync(join(folder, 'policies.yaml'), policies);
    const stdin = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: app, image: app}]}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
`;
    const args = ['scan', '-', '--policies', 'policies.yaml', '-o', 'yaml'];
    const { stdout, exitCode } = await portcullis(args, { cwd: folder, stdin });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`apiVersion: v1
kind: Pod
metadata:
  labels:
    pull: Always
  name: web
  namespace: default
spec:
  containers:
  - image: app
    imagePullPolicy: Always
    name: app
---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: v1
data:
  a: "1"
kind: ConfigMap
metadata:
  labels:
    app.kubernetes.io/managed-by: kyverno
    generate.kyverno.io/policy-name: pods
    generate.kyverno.io/policy-namespace: ""
    generate.kyverno.io/rule-name: settings
    generate.kyverno.io/trigger-group: ""
    generate.kyverno.io/trigger-kind: Namespace
    generate.kyverno.io/trigger-namespace: ""
    generate.kyverno.io/trigger-uid: ""
    generate.kyverno.io/trigger-version: v1
  name: made
  namespace: shop
`);
    expect((await portcullis(args, { cwd: folder, stdin })).stdout).toBe(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [{ b: 1, a: [] }, 'a: []\nb: 1\n'],
  [
    { list: [[1, [2]], { b: null, a: {} }, 'yes', ''] },
    'list:\n- - 1\n  - - 2\n- a: {}\n  b: null\n- "yes"\n- ""\n',
  ],
  [
    { text: 'a\n b\n', 'k: v': 1.5, t10: true, t9: 1e21 },
    "'k: v': 1.5\nt9: 1e+21\nt10: true\ntext: |\n  a\n   b\n",
  ],
  [{ deep: { text: 'one\ntwo' } }, 'deep:\n  text: |-\n    one\n    two\n'],
  [{ '': '# no', star: '*', n: -0.000001 }, '"": \'# no\'\n"n": -1e-06\nstar: \'*\'\n'],
])('%j as Go prints it', (value, text) => {
  expect(yamlDocument(value)).toBe(text);
  expect(readYaml(text).value).toEqual(value);
});
