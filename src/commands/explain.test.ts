import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { portcullis, type Ran, type Surroundings } from '../../test/support/portcullis.ts';
import { openStore } from '../evidence/open-store.ts';
import type { Explanation } from '../explain/explanation.ts';

const manifest = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.34
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
  namespace: shop
spec:
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:
      securityContext:
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: app
          image: checkout:1
          securityContext:
            runAsNonRoot: true
            capabilities: {drop: [ALL]}
`;
const message =
  'Error creating: pods "checkout-7c9f5b6d8-x2x9p" is forbidden: violates PodSecurity "restricted:v1.34": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'portcullis-explain-'));
  writeFileSync(join(cwd, 'app.yaml'), manifest);
});
afterEach(() => rmSync(cwd, { recursive: true }));

function explain(args: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  return portcullis(['explain', ...args], { cwd, columns: 200, ...surroundings });
}

describe('explain a message', () => {
  test('as text: what, where, why and the three ways out', async () => {
    const { stdout, exitCode } = await explain([message, '-m', 'app.yaml']);
    expect(stdout).toMatchInlineSnapshot(`
      "REFUSED by Pod Security (built in), not by Kyverno
        reproduced: the manifest gives the same verdict
        policy      restricted@v1.34
        namespace   shop · enforce restricted@v1.34 · warn restricted@v1.34 · audit privileged@latest
        workload    Deployment/checkout
                    Applying Deployment checkout succeeds: only its pods are refused. It shows as FailedCreate: kubectl get events -n shop --field-selector reason=FailedCreate
        why         app.yaml:24  allowPrivilegeEscalation  spec.template.spec.containers[name=app].securityContext.allowPrivilegeEscalation: must say false (is unset)

        --- a/app.yaml
        +++ b/app.yaml
        @@ -24,3 +24,4 @@
                   securityContext:
                     runAsNonRoot: true
                     capabilities: {drop: [ALL]}
        +            allowPrivilegeEscalation: false

        1 fix       1 safe
                    portcullis fix app.yaml --level restricted@v1.34
        2 contract  up to 60 days at risk Medium
                    portcullis exception new --from d7afd672 -m app.yaml --level restricted@v1.34 -n shop
        3 policy?   unlikely: Pod Security is built in; 1 of 1 namespaces in these manifests is affected
        more: docs/runbook/pod-security.md
      "
    `);
    expect(exitCode).toBe(0);
  });

  test('as Markdown', async () => {
    expect((await explain([message, '-m', 'app.yaml', '-o', 'markdown'])).stdout).toMatchInlineSnapshot(`
      "### REFUSED by Pod Security (built in), not by Kyverno

      _reproduced: the manifest gives the same verdict_

      **Policy** \`restricted@v1.34\` · **Namespace** \`shop\` (enforce \`restricted@v1.34\`) · **Workload** \`Deployment/checkout\`

      Applying Deployment checkout succeeds: only its pods are refused. It shows as FailedCreate: kubectl get events -n shop --field-selector reason=FailedCreate

      where | rule | field | is | must
      --- | --- | --- | --- | ---
      \`app.yaml:24\` | allowPrivilegeEscalation | \`spec.template.spec.containers[name=app].securityContext.allowPrivilegeEscalation\` | unset | \`false\`

      <details><summary>The fix</summary>

      \`\`\`diff
      --- a/app.yaml
      +++ b/app.yaml
      @@ -24,3 +24,4 @@
                 securityContext:
                   runAsNonRoot: true
                   capabilities: {drop: [ALL]}
      +            allowPrivilegeEscalation: false
      \`\`\`

      </details>

      1. **Fix the workload**: \`portcullis fix app.yaml --level restricted@v1.34\`
      1. **A contract**, up to 60 days at risk Medium: \`portcullis exception new --from d7afd672 -m app.yaml --level restricted@v1.34 -n shop\`
      1. **Is the policy wrong?** unlikely: Pod Security is built in; 1 of 1 namespaces in these manifests is affected

      More: \`docs/runbook/pod-security.md\`
      "
    `);
  });

  test('as JSON', async () => {
    expect(JSON.parse((await explain([message, '-m', 'app.yaml', '-o', 'json'])).stdout)).toMatchObject([
      {
        verdict: 'rejected',
        refuser: 'PodSecurity',
        policy: 'restricted@v1.34',
        confidence: 'reproduced',
        where: { namespace: 'shop', stage: 'enforce' },
        subject: { kind: 'Deployment', name: 'checkout' },
        violations: [
          { rule: 'allowPrivilegeEscalation', source: { file: 'app.yaml', line: 24 }, fix: 'safe' },
        ],
      },
    ]);
  });

  test('from standard input, without manifests', async () => {
    const { stdout } = await explain(['-'], { stdin: `${message}\n` });
    expect(stdout).toContain('by its form alone: no manifests were given');
    expect(stdout).toContain('1 fix       mend the workload');
  });

  test('without manifests the contract is as narrow as the message', async () => {
    const [{ next }] = JSON.parse((await explain([message, '-n', 'shop', '-o', 'json'])).stdout) as [
      Explanation,
    ];
    expect(next.exception?.command).toBe(
      'portcullis exception new -n shop --subject Deployment/checkout --container app --level restricted --check allowPrivilegeEscalation',
    );
  });

  test('the contract it offers excuses what was refused, and no more', async () => {
    const [{ next }] = JSON.parse((await explain([message, '-m', 'app.yaml', '-o', 'json'])).stdout) as [
      Explanation,
    ];
    const words = next.exception?.command.split(' ').slice(1) ?? [];
    const { stdout, exitCode } = await portcullis([...words, '-o', '-'], { cwd });
    expect(exitCode).toBe(0);
    expect(parse(stdout)).toMatchObject({
      metadata: { namespace: 'shop' },
      spec: {
        subjects: [{ kind: 'Deployment', name: 'checkout', containers: ['app'] }],
        policies: [
          {
            engine: 'PodSecurity',
            checks: ['allowPrivilegeEscalation'],
            fields: [
              {
                path: 'spec.containers[name=app].securityContext.allowPrivilegeEscalation',
                values: [null],
              },
            ],
          },
        ],
      },
    });
  });

  test('of a message that names nobody, the only one it can be about is found', async () => {
    writeFileSync(
      join(cwd, 'policy.yaml'),
      `apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: need-team}
spec:
  validationActions: [Deny]
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
  validations: [{expression: "'team' in object.metadata.?labels.orValue({})", message: no team}]
`,
    );
    const refused =
      'admission webhook "vpol.validate.kyverno.svc-fail" denied the request: Policy need-team failed: no team';
    const flags = ['-m', 'app.yaml', '--policies', 'policy.yaml'];
    const { stdout } = await explain([refused, ...flags]);
    expect(stdout).toContain('reproduced: ');
    expect(stdout).toContain('Deployment/checkout');
    writeFileSync(join(cwd, 'app.yaml'), `${manifest}---\n${manifest.replaceAll('checkout', 'cart')}`);
    expect((await explain([refused, ...flags])).stdout).toContain(
      'the message names no workload, and several are refused by it: Deployment/checkout, Deployment/cart',
    );
  });

  test.each([
    ['replicaset/web-7c9f5b6d8', 'web-7c9f5b6d8-x2x9p', 'Deployment/web'],
    ['job/nightly-29384720', 'nightly-29384720-x2x9p', 'CronJob/nightly'],
    ['job/migrate', 'migrate-x2x9p', 'Job/migrate'],
    ['daemonset/agent', 'agent-x2x9p', 'DaemonSet/agent'],
  ])('the contract for a pod of %s is for what is written down', async (maker, pod, subject) => {
    const event = `12m  Warning  FailedCreate  ${maker}  ${message.replace('checkout-7c9f5b6d8-x2x9p', pod)}`;
    const [{ next }] = JSON.parse((await explain([event, '-o', 'json'])).stdout) as [Explanation];
    expect(next.exception?.command).toContain(` --subject ${subject} `);
  });

  test('the file that kubectl was reading is looked at when it is here', async () => {
    const named = `Error from server (Forbidden): error when creating "app.yaml": ${message.replace('Error creating: ', '')}`;
    expect((await explain([named])).stdout).toContain('reproduced: ');
    for (const elsewhere of ['/etc/passwd', '../app.yaml', 'gone.yaml'])
      expect((await explain([named.replace('app.yaml', elsewhere)])).stdout).toContain('by its form alone');
  });

  test('says when the manifest gives another verdict', async () => {
    writeFileSync(
      join(cwd, 'app.yaml'),
      manifest.replace(
        'runAsNonRoot: true',
        'runAsNonRoot: true\n            allowPrivilegeEscalation: false',
      ),
    );
    expect((await explain([message, '-m', 'app.yaml'])).stdout).toContain('not reproduced: ');
  });

  test('escape sequences of a message do not reach the terminal', async () => {
    const hostile = message.replace('container "app"', 'container "\u001b[2Jx\u0007"');
    const { stdout } = await explain([hostile], { tty: false });
    const controls = [...stdout].filter((char) => char !== '\n' && (char < ' ' || char === '\u007f'));
    expect(controls).toEqual([]);
  });

  test.each([
    'pods "a$(touch x)`id`;b" is forbidden: violates PodSecurity "restricted:v1.34": runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true)',
    'admission webhook "validation.gatekeeper.sh" denied the request: [psp] $(touch x); not allowed',
    `pods "x" is forbidden: ValidatingAdmissionPolicy 'p;q' with binding 'b$(touch x);c' denied request: no`,
    'admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Pod/shop;$(id)/web;x was blocked due to the following policies \n\np;$(id):\n  r;$(id): no',
  ])('commands to paste run nothing that a message brings along: %s', async (hostile) => {
    const { stdout } = await explain([hostile, '-n', 'shop;id', '-o', 'json']);
    const [{ next }] = JSON.parse(stdout) as [Explanation];
    const commands = [next.fix.command, next.exception?.command, next.policy.command].filter(
      (command) => typeof command === 'string',
    );
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const unquoted = command.replaceAll("'\\''", '').replaceAll(/'[^']*'/g, '');
      expect(unquoted).not.toMatch(/[;$`&|<>()\\]/);
    }
  });

  test('what it does not know: exit code 2', async () => {
    const { stdout, stderr, exitCode } = await explain(['deployment.apps/web created']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Not recognised/);
    expect(exitCode).toBe(2);
  });

  test('nothing at all: exit code 3, with the usage', async () => {
    const { stderr, exitCode } = await explain([]);
    expect(stderr).toContain('Usage: portcullis explain');
    expect(exitCode).toBe(3);
  });
});

const policy = `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: only-in-infra
spec:
  background: false
  rules:
    - name: other
      match: {any: [{resources: {kinds: [ConfigMap]}}]}
      validate: {failureAction: Audit, message: never, deny: {}}
    - name: not-elsewhere
      match: {any: [{resources: {kinds: [Deployment]}}]}
      validate:
        failureAction: Enforce
        message: not here
        deny:
          conditions:
            any:
              - {key: "{{request.object.metadata.namespace}}", operator: NotEquals, value: infra}
              - {key: "{{request.object.spec.replicas || \`1\`}}", operator: GreaterThan, value: 5}
`;

describe('explain, of a policy that is wrong itself', () => {
  beforeEach(() => writeFileSync(join(cwd, 'policy.yaml'), policy));
  const blocked = `admission webhook "validate.kyverno.svc-fail" denied the request: \n\nresource Deployment/shop/checkout was blocked due to the following policies \n\nonly-in-infra:\n  not-elsewhere: not here\n`;

  test('says so, with the command that takes the rule back to audit', async () => {
    const { stdout } = await explain([blocked, '-m', 'app.yaml', '--policies', 'policy.yaml', '-o', 'json']);
    const [{ confidence, next }] = JSON.parse(stdout) as [Explanation];
    expect(confidence).toBe('reproduced');
    expect(next.policy).toEqual({
      likelihood: 'likely',
      because: expect.stringContaining('docs/smells/denies-all-others.md'),
      command: `kubectl patch clusterpolicy only-in-infra --type=json -p '[{"op":"add","path":"/spec/rules/1/validate/failureAction","value":"Audit"}]'`,
    });
    expect(next.exception?.command).toContain(' --policies policy.yaml ');
  });

  test.each([
    [['cpol/only-in-infra', '--policies', 'policy.yaml', '-m', 'app.yaml']],
    [['policy/only-in-infra', '--policies', 'policy.yaml', '-m', 'app.yaml']],
    [['policy.yaml', '-m', 'app.yaml']],
  ])('%j explains the policy', async (args) => {
    expect((await explain(args)).stdout).toMatchInlineSnapshot(`
      "ClusterPolicy only-in-infra  policy.yaml:1
        says        Audit, Enforce
        rules       other  never
                    not-elsewhere  not here
        smells      not-elsewhere: one condition of any is enough, so everything outside infra is denied, whatever the other conditions say; use all (docs/smells/denies-all-others.md)
        refuses     shop Deployment/checkout not-elsewhere
        wrong?      likely: it does not do what it seems to
        to audit    kubectl patch clusterpolicy only-in-infra --type=json -p '[{"op":"add","path":"/spec/rules/1/validate/failureAction","value":"Audit"}]'
        more        portcullis policy lint; docs/smells
      "
    `);
  });

  test('as JSON', async () => {
    expect(JSON.parse((await explain(['policy.yaml', '-o', 'json'])).stdout)).toMatchObject([
      { kind: 'ClusterPolicy', policy: 'only-in-infra', actions: 'Audit, Enforce', hits: null },
    ]);
  });
});

describe('explain, where evidence was recorded', () => {
  const since = Date.parse('2026-11-18T09:12:00Z');
  beforeEach(async () => {
    writeFileSync(
      join(cwd, 'rollout.yaml'),
      'apiVersion: portcullis.dev/v1alpha1\nkind: HardeningRollout\nmetadata: {name: psa}\nspec: {policies: [{engine: PodSecurity, level: restricted, version: v1.34}]}\n',
    );
    const store = await openStore(join(cwd, '.portcullis/evidence.db'));
    const at = { first_seen: since, last_seen: since, gone_at: null };
    const space = {
      scope: cwd,
      uid: '',
      labels: '{}',
      labels_at: since,
      owner: '',
      listed_at: since,
      last_pod_at: null,
      ...at,
    };
    await store.db
      .insertInto('namespace')
      .values([
        { id: 1, name: 'shop', ...space },
        { id: 2, name: 'billing', ...space },
        { id: 3, name: 'ops', ...space },
      ])
      .execute();
    await store.db
      .insertInto('subject')
      .values({
        id: 1,
        namespace_id: 1,
        api_group: 'apps',
        kind: 'Deployment',
        name: 'checkout',
        template_hash: '',
        spec_hash: '',
        wants_pods: 1,
        pods: 0,
        owner: '',
        file: '',
        found: '',
        sources: 1,
        first_seen: since,
        changed_at: since,
        last_ran_at: null,
        gone_at: null,
      })
      .execute();
    await store.db
      .insertInto('check')
      .values({ id: 1, engine: 'PodSecurity', policy: 'restricted@v1.34', rule: 'allowPrivilegeEscalation' })
      .execute();
    await store.db.insertInto('message').values({ id: 1, hash: '', text: '' }).execute();
    await store.db
      .insertInto('finding')
      .values({
        subject_id: 1,
        check_id: 1,
        field: '',
        verdict: 'fail',
        sources: 1,
        message_id: 1,
        first_seen: since + 60_000,
        last_seen: since,
        closed_at: null,
        reopened: 0,
      })
      .execute();
    await store.db
      .insertInto('cell')
      .values({
        rollout: 'psa',
        namespace_id: 1,
        stage: 'Enforce',
        since,
        revision: '',
        demotions: 0,
        last_demoted_at: null,
        former: '',
        contested: 0,
        decision_id: 'sha256:3e2b7372b569aa',
        signature: '',
      })
      .execute();
    await store.close();
  });

  test('says since when and why, and how many others are hit', async () => {
    const { stdout, stderr } = await explain([message, '-n', 'shop', '-o', 'json']);
    expect(stderr).toBe('');
    const [{ where, firstSeen, next }] = JSON.parse(stdout) as [Explanation];
    expect(where).toMatchObject({
      stage: 'enforce',
      since: '2026-11-18T09:12:00Z',
      because: { rollout: 'psa', decision: 'sha256:3e2b7372b569aa' },
    });
    expect([firstSeen, next.policy.because]).toEqual([
      null,
      'Pod Security is built in; 1 of 3 namespaces on record is affected',
    ]);
  });

  test('and since when this workload is', async () => {
    const { stdout } = await explain([message, '-m', 'app.yaml']);
    expect(stdout).toContain(
      'at enforce since 2026-11-18 09:12 UTC, by rollout psa (decision sha256:3e2b7372b569)',
    );
    expect(stdout).toContain('first seen 2026-11-18 09:13 UTC');
  });

  test('a store that cannot be read is said, and the rest is explained', async () => {
    const { stdout, stderr, exitCode } = await explain([message, '--store', 'gone.db']);
    expect(stderr).toMatch(/^No history: /);
    expect(stdout).toMatch(/^REFUSED by Pod Security/);
    expect(exitCode).toBe(0);
  });
});

describe('explain without a message', () => {
  test.each([['app.yaml'], ['app.yaml:24'], ['app.yaml:24:3'], ['deploy/checkout', '-m', 'app.yaml']])(
    '%s',
    async (...args) => {
      const { stdout, exitCode } = await explain(args);
      expect(stdout).toMatch(/^WOULD BE REFUSED by Pod Security/);
      expect(stdout).toContain('app.yaml:24  allowPrivilegeEscalation');
      expect(exitCode).toBe(0);
    },
  );

  test('a workload that passes', async () => {
    const { stdout } = await explain(['app.yaml', '--level', 'baseline']);
    expect(stdout).toMatch(/^PASSES /);
  });

  test('a rule of our own', async () => {
    const { stdout, exitCode } = await explain(['readOnlyRootFilesystem']);
    expect(stdout).toContain('No Pod Security level asks for this.');
    expect(exitCode).toBe(0);
  });

  test('a check', async () => {
    expect((await explain(['runAsNonRoot'])).stdout).toContain('docs/checks/runAsNonRoot.md');
  });

  test.each([
    [['deploy/checkout'], 'name the manifests'],
    [['deploy/other', '-m', 'app.yaml'], 'not among the manifests'],
    [['thing/checkout', '-m', 'app.yaml'], 'thing is no kind of workload'],
    [['policy/x'], 'name them with --policies'],
    [['app.yaml:99'], ''],
  ])('%j', async (args, why) => {
    const { stderr, exitCode } = await explain(args);
    expect(stderr).toContain(why);
    expect(exitCode).toBe(why === '' ? 0 : 3);
  });
});
