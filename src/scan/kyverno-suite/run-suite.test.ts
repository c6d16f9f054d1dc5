import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../kube/json.ts';
import { runSuite } from './run-suite.ts';
import { parseSuite } from './suite.ts';

const now = new Date('2026-11-22T12:00:00Z');
let folder = '';

const pods = 'resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]';
const label = (value: string): string =>
  `{patchType: ApplyConfiguration, applyConfiguration: {expression: 'Object{metadata: Object.metadata{labels: Object.metadata.labels{by: "${value}"}}}'}}`;

const files: Readonly<Record<string, string>> = {
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ns}\n',
  'labelled.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ns, labels: {by: map}}\n',
  'config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns}\n',
  'config-labelled.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: ns, labels: {by: mpol}}\n',
  'made.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: made, namespace: ns}\n',
  'payload.json': '{"replicas": 3}',
  'map.yaml': `apiVersion: admissionregistration.k8s.io/v1
kind: MutatingAdmissionPolicy
metadata: {name: map}
spec: {matchConstraints: {${pods}}, matchConditions: [{name: c, expression: 'object.metadata.name == "web"'}], mutations: [${label('map')}]}
`,
  // Judges what the policies before it left.
  'vap.yaml': `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: vap}
spec: {matchConstraints: {${pods}}, validations: [{expression: 'object.metadata.labels.by == "map"'}]}
`,
  'mpol.yaml': `apiVersion: policies.kyverno.io/v1
kind: MutatingPolicy
metadata: {name: mpol}
spec:
  evaluation: {mutateExisting: {enabled: true}}
  matchConstraints: {${pods}}
  targetMatchConstraints: {resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}]}
  mutations: [${label('mpol')}]
`,
  'gpol.yaml': `apiVersion: policies.kyverno.io/v1
kind: GeneratingPolicy
metadata: {name: gpol}
spec:
  matchConstraints: {${pods}}
  generate: [{expression: 'generator.apply("ns", [{"apiVersion": dyn("v1"), "kind": dyn("ConfigMap"), "metadata": dyn({"name": "made"})}])'}]
`,
  'dpol.yaml': `apiVersion: policies.kyverno.io/v1
kind: DeletingPolicy
metadata: {name: dpol}
spec: {schedule: '* * * * *', matchConstraints: {${pods}}, conditions: [{name: c, expression: 'object.metadata.name == "web"'}]}
`,
  'json.yaml': `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: json}
spec: {evaluation: {mode: JSON}, validations: [{expression: 'object.replicas < 3', message: too many}]}
`,
  'http.yaml': `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: http}
spec: {evaluation: {mode: HTTP}, validations: [{expression: 'http.Allowed().Response()'}]}
`,
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-suite-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** `outcome resource: reason, message` of each row. */
async function rowsOf(suite: Json): Promise<string[]> {
  const { rows } = await runSuite(parseSuite(suite), join(folder, 'kyverno-test.yaml'), now);
  return rows.map(
    ({ outcome, resource, reason, message }) => `${outcome} ${resource}: ${reason}, ${message}`,
  );
}

describe('suites', () => {
  test.each<[string, Json, string[]]>([
    [
      'of MutatingAdmissionPolicies compare what became of the resource',
      {
        policies: ['map.yaml'],
        resources: ['pod.yaml'],
        results: [{ policy: 'map', result: 'pass', patchedResources: 'labelled.yaml' }],
      },
      ['pass v1/Pod/ns/web: Ok, mutation is successfully applied'],
    ],
    [
      'hand a resource on from one family to the next',
      {
        policies: ['vap.yaml', 'map.yaml'],
        resources: ['pod.yaml'],
        results: [{ policy: 'vap', result: 'pass' }],
      },
      ['pass v1/Pod/ns/web: Ok, '],
    ],
    [
      'of MutatingPolicies compare existing objects',
      {
        policies: ['mpol.yaml'],
        resources: ['pod.yaml'],
        targetResources: ['config.yaml'],
        results: [
          { policy: 'mpol', result: 'pass', resources: ['ns/c'], patchedResources: 'config-labelled.yaml' },
        ],
      },
      ['pass v1/ConfigMap/ns/c: Ok, success'],
    ],
    [
      'of GeneratingPolicies compare what was made',
      {
        policies: ['gpol.yaml'],
        resources: ['pod.yaml'],
        results: [{ policy: 'gpol', result: 'pass', generatedResource: 'made.yaml' }],
      },
      ['pass /made: Ok, policy evaluated successfully'],
    ],
    [
      'of DeletingPolicies say what would be deleted',
      { policies: ['dpol.yaml'], resources: ['pod.yaml'], results: [{ policy: 'dpol', result: 'pass' }] },
      ['pass v1/Pod/ns/web: Ok, resource matched'],
    ],
    [
      'of payloads name them by their file',
      {
        policies: ['json.yaml'],
        jsonPayloads: ['payload.json'],
        results: [{ policy: 'json', result: 'fail' }],
      },
      ['pass /payload.json: Ok, too many'],
    ],
    [
      'say which policies judge nothing',
      { policies: ['http.yaml'], resources: ['pod.yaml'], results: [{ policy: 'http', result: 'pass' }] },
      [
        "unevaluated v1/Pod/ns/web: Invalid policy, evaluation mode HTTP is that of Kyverno's authorization server, which judges requests to services; expected Kubernetes or JSON",
      ],
    ],
  ])('%s', async (_, suite, expected) => {
    expect(await rowsOf(suite)).toEqual(expected);
  });

  test('want a payload that is one object', async () => {
    const suite = { policies: ['json.yaml'], jsonPayloads: ['nowhere.json'], results: [] };
    await expect(rowsOf(suite)).rejects.toThrow('cannot read');
  });
});
