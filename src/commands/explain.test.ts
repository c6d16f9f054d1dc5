import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portcullis, type Ran, type Surroundings } from '../../test/support/portcullis.ts';
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
                    portcullis exception new -n shop --subject Deployment/checkout --level restricted --check allowPrivilegeEscalation
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
      1. **A contract**, up to 60 days at risk Medium: \`portcullis exception new -n shop --subject Deployment/checkout --level restricted --check allowPrivilegeEscalation\`
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

  test('a check', async () => {
    expect((await explain(['runAsNonRoot'])).stdout).toContain('docs/checks/runAsNonRoot.md');
  });

  test.each([
    [['deploy/checkout'], 'name the manifests'],
    [['deploy/other', '-m', 'app.yaml'], 'not among the manifests'],
    [['thing/checkout', '-m', 'app.yaml'], 'thing is no kind of workload'],
    [['policy/x'], 'portcullis policy lint'],
    [['app.yaml:99'], ''],
  ])('%j', async (args, why) => {
    const { stderr, exitCode } = await explain(args);
    expect(stderr).toContain(why);
    expect(exitCode).toBe(why === '' ? 0 : 3);
  });
});
