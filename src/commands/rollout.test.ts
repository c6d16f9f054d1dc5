import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portcullis, type Ran } from '../../test/support/portcullis.ts';
import { loadContracts } from '../exception/load.ts';

const day = 86_400_000;
let cwd = '';
let now = 0;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'portcullis-rollout-'));
  now = Date.parse('2026-11-02T09:00:00Z');
  write('k8s/shop.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: web}}\n');
  write('k8s/web.yaml', workload('Deployment', 'web', 'shop', '{name: web, image: "web:1"}'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), text);
}
const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');

function workload(kind: string, name: string, namespace: string, container: string, pod = ''): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      ${pod === '' ? 'enableServiceLinks: false' : pod}
      containers:
        - ${container}
`;
}

function plan(gates: string, more = ''): void {
  write(
    'rollout.yaml',
    `apiVersion: portcullis.dev/v1alpha1
kind: HardeningRollout
metadata: {name: baseline}
spec:
  policies: [{engine: PodSecurity, level: baseline, version: v1.34}]
  mode: Auto
  output: {kind: Files, path: k8s}
  gates: ${gates}
${more}`,
  );
}

function as(actor: string, ...args: string[]): Promise<Ran> {
  return portcullis(args, { cwd, now: new Date(now), env: { PORTCULLIS_ACTOR: actor } });
}
const run = (...args: string[]): Promise<Ran> => as('ann', ...args);

async function days(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    now += day;
    const args = ['scan', 'k8s', '--record', '--quiet', '--fail-on', 'never', '--kubernetes', '1.34'];
    expect((await run(...args)).exitCode).toBe(0);
  }
}

/** The words of a command line as a shell would see them; only what we print is understood. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

describe('rollout init', () => {
  beforeEach(() => {
    write('k8s/agents.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: agents}\n');
    write(
      'k8s/node.yaml',
      workload('DaemonSet', 'node-agent', 'agents', '{name: a, image: "a:1"}', 'hostPID: true'),
    );
  });

  test('its plan is valid, and leaves node agents out of restricted', async () => {
    await days(1);
    const { stdout, exitCode } = await run('rollout', 'init');
    expect(exitCode).toBe(0);
    write('rollout.yaml', stdout);
    const status = await run('rollout', 'status', '-o', 'json');
    expect(status.exitCode).toBe(0);
    const names = (
      JSON.parse(status.stdout) as { rollout: string; namespaces: { namespace: string }[] }[]
    ).map(({ rollout, namespaces }) => `${rollout}: ${namespaces.map((one) => one.namespace).join(' ')}`);
    expect(names).toEqual(['baseline: agents shop', 'restricted: shop']);
  });

  test('the command it prints for a node agent runs as printed', async () => {
    await days(1);
    const { stdout } = await run('rollout', 'init');
    const printed = stdout
      .split('\n')
      .flatMap((line) =>
        line.startsWith('#   portcullis ') ? [words(line.slice('#   portcullis '.length))] : [],
      );
    expect(printed).toHaveLength(1);
    const drafted = await run(...(printed[0] as string[]));
    expect(drafted.stderr).not.toMatch(/error|unknown/i);
    expect(drafted.exitCode).toBe(0);
    const [file = ''] = readdirSync(join(cwd, 'exceptions/agents'));
    const { contracts } = loadContracts(readFileSync(join(cwd, 'exceptions/agents', file)), file);
    expect(contracts[0]?.contract.spec).toMatchObject({
      subjects: [{ kind: 'DaemonSet', name: 'node-agent' }],
      policies: [{ engine: 'PodSecurity', level: 'baseline', checks: ['hostNamespaces'] }],
    });
  });

  test('without a version to pin to it says what it needs', async () => {
    const { stderr, exitCode } = await run('rollout', 'init');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('--kubernetes 1.34');
  });
});

describe('rollout approve', () => {
  const gates = '{warn: {window: 1d, violations: Allow, approvals: 2}, enforce: {window: 3d}}';

  test('counts each person once, and the step waits for them all', async () => {
    plan(gates);
    await days(2);
    expect((await run('rollout', 'promote', 'baseline', 'shop')).exitCode).toBe(0);
    await days(3);
    const refused = await run('rollout', 'promote', 'baseline', 'shop');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('0 of 2 approvals');
    expect((await run('rollout', 'approve', 'baseline', 'shop')).stdout).toContain('1 of 2 needed');
    expect((await run('rollout', 'approve', 'baseline', 'shop')).stdout).toContain('1 of 2 needed');
    expect((await run('rollout', 'promote', 'baseline', 'shop')).exitCode).toBe(1);
    expect((await as('bob', 'rollout', 'approve', 'baseline', 'shop')).stdout).toContain('2 of 2 needed');
    expect((await run('rollout', 'promote', 'baseline', 'shop')).exitCode).toBe(0);
    expect(read('k8s/shop.yaml')).toContain('pod-security.kubernetes.io/warn: baseline');
  });

  test('an approval of one step is none of the next', async () => {
    plan('{warn: {window: 1d, violations: Allow, approvals: 1}, enforce: {window: 1d, approvals: 1}}');
    await days(2);
    await run('rollout', 'promote', 'baseline', 'shop');
    await days(2);
    await run('rollout', 'approve', 'baseline', 'shop');
    expect((await run('rollout', 'promote', 'baseline', 'shop')).exitCode).toBe(0);
    await days(3);
    const refused = await run('rollout', 'promote', 'baseline', 'shop');
    expect(refused.stderr).toContain('0 of 1 approvals of the step to enforce');
    expect(refused.exitCode).toBe(1);
  });

  test.each<[string, string[], string]>([
    ['a namespace that is not there', ['baseline', 'nowhere'], 'selects no namespace "nowhere"'],
    [
      'a rollout that is not there',
      ['restricted', 'shop'],
      'expected a rollout (baseline), found "restricted"',
    ],
  ])('%s is refused', async (_, args, message) => {
    plan(gates);
    await days(1);
    const { stderr, exitCode } = await run('rollout', 'approve', ...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(3);
  });
});

describe('steps by hand', () => {
  const gates = '{warn: {window: 3d}, enforce: {window: 14d}}';

  test('against the gate only with a reason, which the journal keeps', async () => {
    plan(gates);
    await days(1);
    const silent = await run('rollout', 'promote', 'baseline', 'shop', '--force');
    expect(silent.stderr).toContain('--reason');
    expect(silent.exitCode).toBe(1);
    await run('rollout', 'promote', 'baseline', 'shop');
    await days(1);
    expect((await run('rollout', 'promote', 'baseline', 'shop')).exitCode).toBe(1);
    const forced = await run('rollout', 'promote', 'baseline', 'shop', '--force', '--reason', 'audit is due');
    expect(forced.exitCode).toBe(0);
    expect(read('k8s/shop.yaml')).toContain('pod-security.kubernetes.io/warn: baseline');
    const history = await run('rollout', 'history', 'baseline', 'shop', '-o', 'json');
    expect(history.stdout).toContain('audit is due');
    expect((await run('rollout', 'verify')).exitCode).toBe(0);
  });

  test('back to the very labels there were', async () => {
    plan(gates);
    const before = read('k8s/shop.yaml');
    await days(1);
    await run('rollout', 'promote', 'baseline', 'shop');
    const audit = read('k8s/shop.yaml');
    await run('rollout', 'promote', 'baseline', 'shop', '--force', '--reason', 'a reason');
    expect(read('k8s/shop.yaml')).not.toBe(audit);
    const back = await run(
      'rollout',
      'demote',
      'baseline',
      '--all',
      '--to',
      'audit',
      '--reason',
      'rule is wrong',
    );
    expect(back.exitCode).toBe(0);
    expect(read('k8s/shop.yaml')).toBe(audit);
    expect(audit).not.toBe(before);
    const again = await run(
      'rollout',
      'demote',
      'baseline',
      '--all',
      '--to',
      'audit',
      '--reason',
      'rule is wrong',
    );
    expect(again.stdout).toContain('nothing of baseline stands above audit');
  });

  test('pause writes where the plan lives, and resume takes it back', async () => {
    plan(gates);
    await days(1);
    const before = read('rollout.yaml');
    expect((await run('rollout', 'pause', 'baseline', '--reason', 'freeze')).exitCode).toBe(0);
    expect(read('rollout.yaml')).toContain('suspend: true');
    const next = await run('rollout', 'next');
    expect(read('k8s/shop.yaml')).not.toContain('pod-security');
    expect(next.exitCode).toBe(0);
    expect((await run('rollout', 'resume', 'baseline', '--reason', 'over')).exitCode).toBe(0);
    expect(read('rollout.yaml')).toBe(before);
  });

  test.each<[string, string[]]>([
    ['demote', ['demote', 'baseline', 'shop']],
    ['pause', ['pause', 'baseline']],
    ['resume', ['resume', 'baseline']],
  ])('%s wants a reason', async (_, args) => {
    plan(gates);
    expect((await run('rollout', ...args)).exitCode).toBe(3);
  });
});

describe('rollout grandfather', () => {
  test('drafts what lint reads, for what violates, once', async () => {
    plan('{warn: {window: 1d, violations: Allow}, enforce: {window: 3d}}');
    write(
      'k8s/old.yaml',
      workload('Deployment', 'old', 'shop', '{name: o, image: "o:1", securityContext: {privileged: true}}'),
    );
    await days(2);
    await run('rollout', 'promote', 'baseline', 'shop');
    await days(2);
    const drafted = await run('rollout', 'grandfather', 'baseline', 'shop', '--days', '5');
    expect(drafted.exitCode).toBe(0);
    const file = drafted.stdout.trim();
    expect(file).toBe('exceptions/shop/grandfather-baseline-deployment-old.yaml');
    const { contracts, problems } = loadContracts(Buffer.from(read(file)), file);
    expect(problems).toEqual([]);
    expect(contracts[0]?.contract.spec).toMatchObject({
      subjects: [{ kind: 'Deployment', name: 'old' }],
      policies: [
        {
          engine: 'PodSecurity',
          level: 'baseline',
          checks: ['privileged'],
          fields: [{ path: 'spec.containers[name=o].securityContext.privileged' }],
        },
      ],
      owner: { team: 'web' },
      risk: { level: 'Critical' },
      expiresAt: new Date(now + 5 * day).toISOString().replace('.000', ''),
    });
    expect((await run('rollout', 'grandfather', 'baseline', 'shop')).stdout).toBe('');
  });

  test('nothing is drafted where nothing violates', async () => {
    plan('{warn: {window: 1d}, enforce: {window: 3d}}');
    await days(2);
    const { stderr, exitCode } = await run('rollout', 'grandfather', 'baseline', 'shop');
    expect(stderr).toContain('Nothing violates');
    expect(exitCode).toBe(0);
    expect(existsSync(join(cwd, 'exceptions'))).toBe(false);
  });
});

describe('rollout plan', () => {
  test('shows the waves and writes a guard that scans then see', async () => {
    plan('{warn: {window: 1d}, enforce: {window: 3d}}');
    await days(1);
    const { stdout, exitCode } = await run('rollout', 'plan', '--write', 'k8s/staged');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('1 all: 1 namespace');
    expect(stdout).toContain('k8s/staged/stage-guard.yaml');
    await days(1);
    const { openStore } = await import('../evidence/open-store.ts');
    const { guardInForce } = await import('../rollout/staged/guard-in-force.ts');
    const store = await openStore(join(cwd, '.portcullis/evidence.db'));
    const scans = await store.db.selectFrom('scan').select('guard').orderBy('started_at').execute();
    await store.close();
    expect(scans.map((scan) => guardInForce(scan.guard)({}))).toEqual([false, true]);
  });

  test('a policy that is nowhere is named', async () => {
    plan('{warn: {window: 1d}}');
    write(
      'rollout.yaml',
      read('rollout.yaml').replace(
        /policies: .*/,
        'policies: [{engine: Kyverno, kind: ClusterPolicy, name: nowhere}]',
      ),
    );
    await days(1);
    const { stderr, exitCode } = await run('rollout', 'plan', '--write', 'staged');
    expect(stderr).toContain('ClusterPolicy nowhere is in none of the policies given');
    expect(exitCode).toBe(3);
  });
});

test('gates that ask over the network ask only when told to', async () => {
  const check = '{name: slo, url: "https://127.0.0.1:1/"}';
  plan(`{warn: {window: 1d, checks: [${check}]}}`);
  await days(2);
  await run('rollout', 'promote', 'baseline', 'shop');
  await days(2);
  for (const flags of [[], ['--ask-checks']]) {
    const { stderr, exitCode } = await run('rollout', 'promote', 'baseline', 'shop', ...flags);
    expect(stderr).toContain('check slo has given no answer');
    expect(exitCode).toBe(1);
  }
  expect((await run('rollout', 'status', '-o', 'json')).stdout).toContain('--ask-checks');
});

describe('a contract file that cannot be read', () => {
  const warned =
    'WARNING: a contract that cannot be read excuses nothing until it is mended:\n  exceptions/shop/broken.yaml:4: expected a value';
  beforeEach(async () => {
    plan('{warn: {window: 1d}, enforce: {window: 2d}}');
    await days(3);
    expect(
      (await run('rollout', 'promote', 'baseline', 'shop', '--force', '--reason', 'test')).exitCode,
    ).toBe(0);
    expect(
      (await run('rollout', 'promote', 'baseline', 'shop', '--force', '--reason', 'test')).exitCode,
    ).toBe(0);
    write(
      'exceptions/shop/broken.yaml',
      'apiVersion: portcullis.dev/v1alpha1\nkind: ExceptionContract\nspec: [\n',
    );
  });

  test.each<[string, string[], number, string]>([
    [
      'demote',
      ['demote', 'baseline', '--all', '--to', 'audit', '--reason', 'wrong'],
      0,
      'shop: warn → audit, done',
    ],
    ['pause', ['pause', 'baseline', '--reason', 'wrong'], 0, 'rollout.yaml: spec.suspend is true'],
    [
      'status',
      ['status'],
      2,
      'contracts that cannot be read excuse nothing:\n  exceptions/shop/broken.yaml:4',
    ],
    ['next', ['next'], 0, 'baseline\n'],
  ])('%s warns, and does what it can', async (_, args, code, says) => {
    const { stdout, stderr, exitCode } = await run('rollout', ...args);
    expect(stderr).toContain(warned);
    expect(stdout).toContain(says);
    expect(exitCode).toBe(code);
  });
});

describe('a rollout that nobody knows', () => {
  test.each<[string, string[]]>([
    ['status', ['status', 'web']],
    ['status, one of two', ['status', 'baseline', 'web']],
    ['approve', ['approve', 'web', 'shop']],
    ['promote', ['promote', 'web', 'shop']],
    ['demote', ['demote', 'web', '--all', '--reason', 'wrong']],
    ['pause', ['pause', 'web', '--reason', 'wrong']],
    ['resume', ['resume', 'web', '--reason', 'wrong']],
    ['history', ['history', 'web']],
    ['grandfather', ['grandfather', 'web', 'shop']],
  ])('%s names those there are', async (_, args) => {
    plan('{}');
    await days(1);
    const { stderr, stdout, exitCode } = await run('rollout', ...args);
    expect(stderr).toContain('expected a rollout (baseline), found "web"');
    expect(stdout).toBe('');
    expect(exitCode).toBe(3);
  });
});

describe('many namespaces', () => {
  beforeEach(async () => {
    plan('{}');
    for (let index = 10; index < 40; index++)
      write(`k8s/n${index}.yaml`, `apiVersion: v1\nkind: Namespace\nmetadata: {name: n${index}}\n`);
    await days(1);
  });

  test.each<[string, string[]]>([
    ['next', ['next']],
    ['next --dry-run', ['next', '--dry-run']],
  ])('%s says it once; with --diff it shows every diff', async (_, args) => {
    const all = await run('rollout', 'next', '--dry-run', '--diff');
    expect(all.stdout.match(/^\+\+\+ /gm)).toHaveLength(31);
    const { stdout, stderr } = await run('rollout', ...args);
    expect(stdout).toContain('31 namespaces: ');
    expect(stdout).toContain('    n10, n11, n12, n13, n14, n15, n16, n17, n18, n19, n20, n21 and 19 more\n');
    expect(stdout).not.toContain('+++');
    expect(stderr).toContain('--diff');
  });
});
