import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portcullis, type Ran } from '../../test/support/portcullis.ts';
import type { WhatIf } from '../rollout/what-if/answer.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'portcullis-whatif-'));
  write('portcullis.yaml', 'owner: {key: team}\n');
  write('k8s/shop.yaml', shop);
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const shop = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: web, pod-security.kubernetes.io/warn: restricted, pod-security.kubernetes.io/warn-version: v1.34}}
---
apiVersion: v1
kind: Namespace
metadata: {name: tools}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: cart
          image: example.com/cart:v1
          env: [{name: MODE, value: fast}]
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: tools, labels: {team: platform}}
spec:
  hostNetwork: true
  containers:
    - name: agent
      image: example.com/agent:v1
      livenessProbe: {httpGet: {path: /, port: 80, host: 127.0.0.1}}
`;

function write(name: string, text: string): void {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), text);
}

const run = (...args: string[]): Promise<Ran> => portcullis(args, { cwd });
const record = async (...flags: string[]): Promise<void> => {
  const { exitCode } = await run('scan', 'k8s', '--record', '--quiet', '--fail-on', 'never', ...flags);
  expect(exitCode).toBe(0);
};
async function ask(...question: string[]): Promise<WhatIf> {
  const { stdout, stderr } = await run('whatif', ...question, '-o', 'json');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as WhatIf;
}

/** Of every workload that is named: what would become of it, by which rules. */
function effects({ namespaces }: WhatIf): string[] {
  return namespaces.flatMap(({ namespace, affected }) =>
    affected.flatMap(({ kind, name, changes }) =>
      changes.map(({ effect, rule }) => `${effect} ${namespace}/${kind}/${name} ${rule}`),
    ),
  );
}

describe('manifests and records answer alike', () => {
  test.each<[string, string[], number, string[]]>([
    [
      'a level',
      ['--level', 'baseline@v1.34'],
      1,
      ['refused tools/Pod/agent hostNamespaces', 'refused tools/Pod/agent hostProbesAndHostLifecycle'],
    ],
    [
      'a version that tightens',
      ['--kubernetes', '1.34', '--from', '1.33'],
      1,
      ['refused tools/Pod/agent hostProbesAndHostLifecycle'],
    ],
    ['a version that changes nothing', ['--kubernetes', '1.36', '--from', '1.35'], 0, []],
    ['what is warned of, enforced', ['--enforce-now'], 0, []],
  ])('%s', async (_, question, exitCode, expected) => {
    await record();
    for (const answer of [await ask(...question, 'k8s'), await ask(...question)]) {
      expect(answer.exitCode).toBe(exitCode);
      expect(effects(answer).sort()).toEqual(expected);
    }
  });
});

test('an answer names owner, file, line and command', async () => {
  await record();
  const answer = await ask('--level', 'baseline@v1.34');
  const [agent] = answer.namespaces.find((one) => one.namespace === 'tools')?.affected ?? [];
  expect(agent).toMatchObject({
    owner: 'platform',
    file: 'k8s/shop.yaml',
    command: 'portcullis fix k8s/shop.yaml --level baseline@v1.34',
  });
  expect(agent?.changes[0]?.fields).toEqual([
    { field: 'spec.hostNetwork', line: null, write: 'pod: hostNetwork: false' },
  ]);
  const [written] =
    (await ask('--level', 'baseline@v1.34', 'k8s')).namespaces.find((one) => one.namespace === 'tools')
      ?.affected ?? [];
  expect(written?.changes[0]?.fields[0]?.line).toBe(28);
});

describe('policies over records', () => {
  const policy = (name: string, pattern: string): string =>
    `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: ${name}}\nspec:\n  rules:\n  - name: check\n    match: {any: [{resources: {kinds: [Pod]}}]}\n    validate: {failureAction: Audit, message: not so, pattern: {spec: {containers: [${pattern}]}}}\n`;

  test('one that reads nothing hidden is judged as the manifests are', async () => {
    await record();
    write('policy.yaml', policy('tag', '{image: "*:v2"}'));
    for (const answer of [
      await ask('--policies', 'policy.yaml'),
      await ask('--policies', 'policy.yaml', 'k8s'),
    ]) {
      expect(answer.exitCode).toBe(1);
      expect(effects(answer).sort()).toEqual([
        'refused shop/Deployment/cart autogen-check',
        'refused tools/Pod/agent check',
      ]);
    }
  });

  test('one that reads a value which is recorded as a hash is inconclusive, and says which', async () => {
    await record();
    write('policy.yaml', policy('mode', '{"=(env)": [{"=(value)": "!slow"}]}'));
    const recorded = await ask('--policies', 'policy.yaml');
    expect(recorded.exitCode).toBe(2);
    expect(effects(recorded)).toEqual(['unknown shop/Deployment/cart ']);
    expect(JSON.stringify(recorded)).toContain(
      'spec.template.spec.containers[name=cart].env[name=MODE].value',
    );
    expect((await ask('--policies', 'policy.yaml', 'k8s')).exitCode).toBe(0);
  });

  test('beside it, one that does not is still judged', async () => {
    await record();
    write(
      'policy.yaml',
      `${policy('mode', '{"=(env)": [{"=(value)": "!slow"}]}')}---\n${policy('tag', '{image: "*:v2"}')}`,
    );
    expect(effects(await ask('--policies', 'policy.yaml')).sort()).toEqual([
      'refused shop/Deployment/cart autogen-check',
      'refused tools/Pod/agent check',
      'unknown shop/Deployment/cart ',
    ]);
  });

  test('one that reads what is not recorded of a namespace is inconclusive too', async () => {
    await record();
    write(
      'policy.yaml',
      'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: {name: noted}\nspec:\n  failurePolicy: Fail\n  matchConstraints: {resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}\n  validations: [{expression: "!has(namespaceObject.metadata.annotations)"}]\n',
    );
    const answer = await ask('--policies', 'policy.yaml');
    expect(effects(answer)).toEqual(['unknown tools/Pod/agent ']);
    expect(answer.exitCode).toBe(2);
    expect((await ask('--policies', 'policy.yaml', 'k8s')).exitCode).toBe(0);
  });

  test('one that looks up objects nobody recorded is inconclusive', async () => {
    await record();
    write(
      'policy.yaml',
      'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: listed}\nspec:\n  rules:\n  - name: check\n    match: {any: [{resources: {kinds: [Pod]}}]}\n    context: [{name: tags, configMap: {name: tags, namespace: tools}}]\n    validate: {failureAction: Audit, message: not so, deny: {conditions: {any: [{key: "{{ tags.data.deny }}", operator: Equals, value: all}]}}}\n',
    );
    const answer = await ask('--policies', 'policy.yaml');
    expect(answer.exitCode).toBe(2);
  });

  test('beside one that reads a hidden value, what other policies change first still counts', async () => {
    await record();
    const mutating =
      'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: tier}\nspec:\n  rules:\n  - name: add\n    match: {any: [{resources: {kinds: [Deployment]}}]}\n    mutate: {patchStrategicMerge: {metadata: {labels: {tier: web}}}}\n';
    const asking =
      'apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: tiered}\nspec:\n  rules:\n  - name: check\n    match: {any: [{resources: {kinds: [Deployment]}}]}\n    validate: {failureAction: Audit, message: no tier, pattern: {metadata: {labels: {tier: web}}}}\n';
    const reading = policy('mode', '{"=(env)": [{"=(value)": "!slow"}]}');
    write('policy.yaml', [mutating, asking, reading].join('---\n'));
    expect(effects(await ask('--policies', 'policy.yaml'))).toEqual(['unknown shop/Deployment/cart ']);
  });

  test('a new revision of a recorded one says what it no longer refuses', async () => {
    write('policies/tag.yaml', policy('tag', '{image: "*:v2"}'));
    await record('--policies', 'policies');
    write('policies/tag.yaml', policy('tag', '{image: "*cart:v1"}'));
    expect(effects(await ask('--policies', 'policies')).sort()).toEqual([
      'allowed shop/Deployment/cart autogen-check',
      'refused tools/Pod/agent check',
    ]);
  });
});

describe('contracts', () => {
  const contract = `apiVersion: portcullis.dev/v1alpha1
kind: ExceptionContract
metadata: {name: agent-host, namespace: tools}
spec:
  subjects: [{kind: Pod, name: agent}]
  policies: [{engine: PodSecurity, level: baseline, checks: [hostNamespaces]}]
  owner: {team: platform, contact: '#platform'}
  reason: The agent reads the counters of the node's own network.
  risk: {level: High, impact: It can listen to all traffic of the node.}
  validFrom: 2026-11-20T00:00:00Z
  expiresAt: 2026-12-10T00:00:00Z
  exit: {kind: Fix, plan: read the counters from the kubelet}
`;

  test('one that nobody approved excuses nothing, and that is said', async () => {
    write('exceptions/tools/agent.yaml', contract);
    await record();
    const answer = await ask('--expire', 'all');
    expect(answer.exitCode).toBe(0);
    expect(answer.notes.join('\n')).toContain('excuses nothing today');
  });

  test('a name that nobody knows is refused with those there are', async () => {
    write('exceptions/tools/agent.yaml', contract);
    await record();
    const { stderr, exitCode } = await run('whatif', '--expire', 'nobody');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('tools/agent-host');
  });
});

describe('rollouts, enforced now', () => {
  const rollout = (level: string): string =>
    `apiVersion: portcullis.dev/v1alpha1\nkind: HardeningRollout\nmetadata: {name: ${level}}\nspec: {policies: [{engine: PodSecurity, level: ${level}, version: v1.34}]}\n`;

  test.each(['k8s', ''])('over %s', async (paths) => {
    write('rollout.yaml', rollout('baseline'));
    await record();
    const answer = await ask('--enforce-now', ...(paths === '' ? [] : [paths]));
    expect(effects(answer)).toEqual([
      'refused tools/Pod/agent hostNamespaces',
      'refused tools/Pod/agent hostProbesAndHostLifecycle',
    ]);
    expect(answer.namespaces.map(({ namespace, steps }) => [namespace, steps])).toEqual([
      ['shop', [{ rollout: 'baseline', from: 'None', to: 'Audit', refused: 0 }]],
      ['tools', [{ rollout: 'baseline', from: 'None', to: 'Audit', refused: 1 }]],
    ]);
  });
});

describe('what cannot be answered is not a pass', () => {
  test.each<[string, string[], string]>([
    ['no question', [], 'expected one of --level'],
    ['two questions', ['--level', 'baseline', '--enforce-now'], 'found --level and --enforce-now'],
    ['a level that refuses nothing', ['--level', 'privileged'], 'expected baseline or restricted'],
    ['an upgrade from nobody knows where', ['--kubernetes', '1.34'], 'say it with --from'],
    ['policies that are none', ['--policies', 'k8s'], 'expected policies of a known kind'],
  ])('%s', async (_, question, said) => {
    await record();
    const { stderr, exitCode } = await run('whatif', ...question);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(said);
  });

  test('no store', async () => {
    const { stderr, exitCode } = await run('whatif', '--level', 'baseline');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('portcullis scan PATH --record');
  });

  test('a scope of which nothing was recorded', async () => {
    await record();
    const { stdout, exitCode } = await run('whatif', '--level', 'baseline', '--scope', 'other');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('Inconclusive');
  });

  test('a file that cannot be read', async () => {
    write('k8s/broken.yaml', 'apiVersion: v1\nkind: [');
    const { stdout, exitCode } = await run('whatif', '--level', 'restricted', 'k8s');
    expect(exitCode).toBe(3);
    expect(stdout).toContain('k8s/broken.yaml:3');
  });
});

test('only one namespace', async () => {
  await record();
  const answer = await ask('--level', 'restricted', '-n', 'shop');
  expect(answer.namespaces.map((one) => one.namespace)).toEqual(['shop']);
});

test('what is applied alike in two namespaces is stored once and judged in both', async () => {
  write(
    'k8s/copy.yaml',
    readFileSync(join(cwd, 'k8s/shop.yaml'), 'utf8')
      .replaceAll('tools', 'more-tools')
      .replaceAll('shop', 'more-shop'),
  );
  await record();
  const answer = await ask('--level', 'baseline@v1.34');
  expect(answer.counts).toMatchObject({ workloads: 4, refused: 2 });
  expect(effects(answer)).toContain('refused more-tools/Pod/agent hostNamespaces');
});

test.each(['table', 'markdown'])('as %s', async (format) => {
  const { stdout } = await run('whatif', '--level', 'baseline@v1.34', 'k8s', '-o', format);
  expect(stdout).toMatchSnapshot();
  if (format === 'table') for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('its page shows what it prints', async () => {
  const root = resolve(import.meta.dirname, '../..');
  const page = readFileSync(join(root, 'docs/rollout/whatif.md'), 'utf8');
  const [, line = '', shown = ''] = /```\n\$ portcullis (.*)\n([\s\S]*?)```/.exec(page) ?? [];
  expect((await portcullis(line.split(' '), { cwd: root })).stdout).toBe(shown);
});

test('where nobody is named, CODEOWNERS says who answers for the file', async () => {
  execFileSync('git', ['init', '--quiet'], { cwd });
  write('CODEOWNERS', 'k8s/ @acme/everything\n');
  write('k8s/shop.yaml', shop.replace('team: web, ', '').replace('labels: {team: platform}', 'labels: {}'));
  await record();
  for (const answer of [
    await ask('--level', 'baseline@v1.34'),
    await ask('--level', 'baseline@v1.34', 'k8s'),
  ])
    expect(answer.namespaces.map((one) => [one.owner, one.affected[0]?.owner])).toEqual([
      ['@acme/everything', undefined],
      ['@acme/everything', '@acme/everything'],
    ]);
});
