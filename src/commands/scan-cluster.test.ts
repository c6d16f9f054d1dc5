import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portcullis } from '../../test/support/portcullis.ts';
import { claimOf, keyPair, signatureLayer, TestRegistry } from '../../test/support/registry.ts';

let folder = '';
const registry = new TestRegistry();
const signer = keyPair();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-cluster-'));
  await registry.start();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await registry.stop();
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function policy(name: string, rule: string): string {
  return `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: ${name}}
spec:
  validationFailureAction: Enforce
  background: false
  rules:
    - name: rule
      ${rule.trim().replaceAll('\n', '\n      ')}
`;
}

const pods = 'match: {any: [{resources: {kinds: [Pod]}}]}';

interface Line {
  readonly engine?: string;
  readonly outcome: string;
  readonly message: string;
}

/** What Kyverno's policies say of pod.yaml, each as `outcome: message`. */
async function said(...flags: readonly string[]): Promise<{ verdicts: string[]; exitCode: number | null }> {
  const args = ['scan', 'pod.yaml', '--policies', 'policy.yaml', '--no-smells', '-o', 'jsonl', '--all'];
  const { stdout, exitCode } = await portcullis([...args, ...flags], { cwd: folder });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const kyverno = lines.filter(({ engine }) => engine === 'Kyverno');
  return { verdicts: kyverno.map(({ outcome, message }) => `${outcome}: ${message}`), exitCode };
}

function pod(image: string, extra = ''): void {
  write(
    'pod.yaml',
    `apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {team: red}}\nspec: {containers: [{name: app, image: "${image}"}]}\n${extra}`,
  );
}

describe('policies are told of the cluster', () => {
  test('values by policy and resource, and labels of namespaces', async () => {
    pod('app:1');
    write(
      'policy.yaml',
      policy(
        'told',
        `match: {any: [{resources: {kinds: [Pod], namespaceSelector: {matchLabels: {stage: prod}}}}]}
validate: {message: "{{ allowed.data.team }}", deny: {conditions: {all: [{key: "{{ allowed.data.team }}", operator: NotEquals, value: red}]}}}
context: [{name: allowed, configMap: {name: teams, namespace: default}}]`,
      ),
    );
    write(
      'values.yaml',
      `apiVersion: cli.kyverno.io/v1alpha1
kind: Values
metadata: {name: values}
namespaceSelector: [{name: default, labels: {stage: prod}}]
policies: [{name: told, rules: [{name: rule, values: {allowed.data.team: blue}}]}]
`,
    );
    expect((await said()).verdicts).toEqual([]);
    expect(await said('--values-file', 'values.yaml')).toEqual({ verdicts: ['fail: blue'], exitCode: 1 });
  });

  test('who asks', async () => {
    pod('app:1');
    write(
      'policy.yaml',
      policy(
        'asker',
        `match: {any: [{resources: {kinds: [Pod]}, clusterRoles: [view]}]}
validate: {message: "not {{ request.userInfo.username }}", deny: {}}`,
      ),
    );
    write(
      'user.yaml',
      'apiVersion: cli.kyverno.io/v1alpha1\nkind: UserInfo\nmetadata: {name: u}\nclusterRoles: [view]\nuserInfo: {username: jo}\n',
    );
    expect((await said('--userinfo', 'user.yaml')).verdicts).toEqual(['fail: not jo']);
    write('other.yaml', 'clusterRoles: [edit]\nuserInfo: {username: jo}\n');
    expect((await said('--userinfo', 'other.yaml')).verdicts).toEqual([]);
  });

  test('objects that are looked up, and are not judged', async () => {
    pod('app:1');
    write(
      'policy.yaml',
      policy(
        'services',
        `${pods}
context:
  - {name: services, apiCall: {urlPath: "/api/v1/namespaces/{{ request.namespace }}/services", jmesPath: "items[].metadata.name"}}
validate: {message: "services {{ services }}", deny: {}}`,
      ),
    );
    const service = (name: string): string =>
      `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: default}}`;
    write(
      'cluster.yaml',
      `apiVersion: cli.kyverno.io/v1alpha1\nkind: ClusterResource\nmetadata: {name: c}\nspec: {resources: [${service('a')}]}\n---\n${service('b')}\n`,
    );
    expect((await said()).verdicts).toEqual(['fail: services []']);
    expect((await said('--cluster-resources', 'cluster.yaml')).verdicts).toEqual([
      'fail: services ["a","b"]',
    ]);
    pod('app:1', `---\n${service('mine')}\n`);
    expect((await said('--cluster-resources', 'cluster.yaml')).verdicts).toEqual([
      'fail: services ["mine","a","b"]',
    ]);
  });

  test('what a global context entry gathers', async () => {
    const entry = `apiVersion: kyverno.io/v2alpha1
kind: GlobalContextEntry
metadata: {name: services}
spec:
  kubernetesResource: {group: "", version: v1, resource: services}
  projections: [{name: names, jmesPath: "[].metadata.name"}]
`;
    const rule = `${pods}
context: [{name: names, globalReference: {name: services.names}}]
validate: {message: "services {{ names }}", deny: {}}`;
    write('policy.yaml', `${policy('global', rule)}---\n${entry}`);
    pod('app:1', '---\n{apiVersion: v1, kind: Service, metadata: {name: mine}}\n');
    write('cluster.yaml', '{apiVersion: v1, kind: Service, metadata: {name: theirs}}\n');
    expect((await said('--cluster-resources', 'cluster.yaml')).verdicts).toEqual([
      'fail: services ["mine","theirs"]',
    ]);
  });

  test('also from an entry among the manifests', async () => {
    const rule = `${pods}
context: [{name: services, globalReference: {name: services, jmesPath: "[].metadata.name"}}]
validate: {message: "services {{ services }}", deny: {}}`;
    write('policy.yaml', policy('global', rule));
    pod(
      'app:1',
      `---
{apiVersion: kyverno.io/v2, kind: GlobalContextEntry, metadata: {name: services}, spec: {kubernetesResource: {version: v1, resource: services, namespace: shop}}}
---
{apiVersion: v1, kind: Service, metadata: {name: mine, namespace: shop}}
---
{apiVersion: v1, kind: Service, metadata: {name: other, namespace: apart}}
`,
    );
    expect((await said()).verdicts).toEqual(['fail: services ["mine"]']);
  });

  test.each([
    ['--values-file', 'kind: Values\nstrange: 1\n', 'expected globalValues, '],
    ['--values-file', 'kind: UserInfo\n', 'expected a Values'],
    ['--values-file', '[1, 2', 'values.yaml'],
    ['--userinfo', '- 1\n', 'expected a UserInfo'],
    ['--registry-answers', '{', 'cannot read'],
  ])('%s with %j', async (flag, text, told) => {
    pod('app:1');
    write('policy.yaml', policy('any', `${pods}\nvalidate: {message: no, deny: {}}`));
    write('values.yaml', text);
    const args = ['scan', 'pod.yaml', '--policies', 'policy.yaml', flag, 'values.yaml'];
    const { stderr, exitCode } = await portcullis(args, { cwd: folder });
    expect(stderr).toContain(`${flag}: `);
    expect(stderr).toContain(told);
    expect(exitCode).toBe(3);
  });
});

describe('images', () => {
  function signedApp(): string {
    const digest = registry.push('shop/app', 'v1', 'the shop');
    const claim = claimOf(digest);
    registry.attach('shop/app', digest, 'sig', [signatureLayer(claim, signer.privateKey)]);
    const key = JSON.stringify(signer.pem);
    write(
      'policy.yaml',
      policy(
        'signed',
        `${pods}
verifyImages:
  - imageReferences: ["*"]
    attestors: [{entries: [{keys: {publicKeys: ${key}, rekor: {ignoreTlog: true}, ctlog: {ignoreSCT: true}}}]}]`,
      ),
    );
    return `${registry.host}/shop/app:v1`;
  }

  test('nobody asks a registry unless told to, and the verdict says how', async () => {
    const image = signedApp();
    pod(image);
    const asked = registry.requests;
    const { verdicts, exitCode } = await said();
    expect(verdicts.length).toBeGreaterThan(0);
    for (const verdict of verdicts) expect(verdict).toMatch(/^error: .* --registry asks it/);
    expect(exitCode).toBe(2);
    expect(registry.requests).toBe(asked);
  });

  test('a signature is verified, recorded, and verified again without a registry', async () => {
    pod(signedApp());
    const passes = [
      `pass: verified image signatures for ${registry.host}/shop/app:v1`,
      'pass: image verified',
    ];
    expect(await said('--registry', '--registry-answers', 'answers.json')).toEqual({
      verdicts: passes,
      exitCode: 0,
    });
    expect(existsSync(join(folder, 'answers.json'))).toBe(true);
    const asked = registry.requests;
    expect(await said('--registry-answers', 'answers.json')).toEqual({ verdicts: passes, exitCode: 0 });
    expect(registry.requests).toBe(asked);
    const recorded = readFileSync(join(folder, 'answers.json'), 'utf8');
    write('answers.json', recorded.replaceAll(/"payload": "[^"]*"/g, '"payload": "bm8="'));
    expect((await said('--registry-answers', 'answers.json')).exitCode).toBe(1);
  });

  test('an unsigned image fails', async () => {
    const host = signedApp().split('/')[0] ?? '';
    registry.push('shop/app', 'v2', 'another shop');
    pod(`${host}/shop/app:v2`);
    const { verdicts, exitCode } = await said('--registry');
    expect(verdicts[0]).toBe(
      `fail: failed to verify image ${host}/shop/app:v2: .attestors[0].entries[0].keys: no signatures found`,
    );
    expect(exitCode).toBe(1);
  });
});
