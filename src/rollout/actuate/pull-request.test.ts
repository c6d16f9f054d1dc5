import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rollout } from '../bed.fixture.ts';
import { quarantineContracts } from '../quarantine.ts';
import { rolloutPlan } from '../rollout-plan.ts';
import type { PlannedStep } from './actuator.ts';
import { pullRequestActuator } from './pull-request.ts';

let folder = '';
const env = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, env, encoding: 'utf8' }).trim();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-pr-'));
  git(folder, 'init', '-q', '-b', 'main', 'work');
  git(folder, 'init', '-q', '--bare', 'remote');
  const work = join(folder, 'work');
  mkdirSync(join(work, 'namespaces'));
  writeFileSync(
    join(work, 'namespaces', 'shop.yaml'),
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
  );
  git(work, 'add', '.');
  git(work, 'commit', '-qm', 'first');
  git(work, 'remote', 'add', 'origin', join(folder, 'remote'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const step: PlannedStep = {
  id: 'sha256:step',
  rollout: 'baseline',
  namespace: 'shop',
  kind: 'Promote',
  from: 'Warn',
  to: 'Enforce',
  decision: 'sha256:decision',
  patch: { 'pod-security.kubernetes.io/enforce': 'baseline' },
  former: { 'pod-security.kubernetes.io/enforce': null },
  contracts: [],
};
const plan = rolloutPlan(rollout('baseline', { output: { kind: 'PullRequest', path: 'namespaces' } }));

test('a branch with one commit and its trailer is made, and the working tree stays as it is', async () => {
  const work = join(folder, 'work');
  writeFileSync(join(work, 'namespaces', 'other.yaml'), 'half-done work');
  const actuator = pullRequestActuator({
    root: work,
    tree: join(work, 'namespaces'),
    exceptions: join(work, 'exceptions'),
    env,
    push: true,
  });
  const taken = await actuator.take(step, plan, 'the gate passed');
  expect(taken).toMatchObject({
    state: 'proposed',
    wrote: 'branch portcullis/baseline/shop-enforce pushed to origin',
  });
  expect(git(join(folder, 'remote'), 'rev-parse', 'portcullis/baseline/shop-enforce')).toBe(
    taken.note?.commit,
  );
  expect(git(work, 'status', '--porcelain')).toBe('?? namespaces/other.yaml');
  expect(
    git(
      work,
      'log',
      '-1',
      '--format=%(trailers:key=Portcullis-Decision,valueonly)',
      'portcullis/baseline/shop-enforce',
    ),
  ).toBe('sha256:decision');
  expect(git(work, 'diff', '--stat', 'main', 'portcullis/baseline/shop-enforce')).toContain(
    'namespaces/shop.yaml',
  );
  expect(git(work, 'show', 'portcullis/baseline/shop-enforce:namespaces/shop.yaml')).toContain(
    'labels: {pod-security.kubernetes.io/enforce: baseline}',
  );
  expect(git(work, 'log', '-1', '--format=%B', 'portcullis/baseline/shop-enforce')).toMatchInlineSnapshot(`
    "shop: enforce PodSecurity baseline@v1.34

    What: namespace shop goes from warn to enforce in rollout baseline:

        pod-security.kubernetes.io/enforce: baseline

    Why: the gate passed.

    Reach: new pods that violate it are refused; running pods stay. Nothing outside of shop changes.

    Before merging, decide again with what is known then: portcullis rollout next --check
    To take it back: revert this commit.

    Portcullis-Decision: sha256:decision
    Portcullis-Step: sha256:step"
  `);
});

test('proposing again, and taking a proposal back, can be repeated', async () => {
  const work = join(folder, 'work');
  const actuator = pullRequestActuator({
    root: work,
    tree: join(work, 'namespaces'),
    exceptions: join(work, 'exceptions'),
    env,
    push: true,
  });
  const first = await actuator.take(step, plan, 'the gate passed');
  await actuator.take(step, plan, 'the gate passed');
  expect(git(work, 'rev-list', '--count', 'main..portcullis/baseline/shop-enforce')).toBe('1');
  for (let again = 0; again < 2; again++) await actuator.withdraw(step, first.note ?? {}, 'x');
  expect(git(work, 'branch', '--list', 'portcullis/*')).toBe('');
  expect(git(join(folder, 'remote'), 'branch', '--list')).toBe('');
});

test('without a remote it says how to push', async () => {
  const work = join(folder, 'work');
  git(work, 'remote', 'remove', 'origin');
  const actuator = pullRequestActuator({
    root: work,
    tree: join(work, 'namespaces'),
    exceptions: join(work, 'exceptions'),
    env,
    push: true,
  });
  expect((await actuator.take(step, plan, 'x')).wrote).toContain('not pushed');
  expect(readFileSync(join(work, 'namespaces', 'shop.yaml'), 'utf8')).not.toContain('labels');
});

test('a branch that is not there is said', async () => {
  const work = join(folder, 'work');
  const actuator = pullRequestActuator({
    root: work,
    tree: join(work, 'namespaces'),
    exceptions: join(work, 'exceptions'),
    env,
    push: false,
  });
  const other = rolloutPlan(rollout('baseline', { output: { kind: 'PullRequest', branch: 'production' } }));
  await expect(actuator.take(step, other, 'x')).rejects.toMatchObject({ code: 'GIT_FAILED' });
});

test('a quarantine is a branch with the contract, beside the labels it leaves alone', async () => {
  const work = join(folder, 'work');
  const actuator = pullRequestActuator({
    root: work,
    tree: join(work, 'namespaces'),
    exceptions: join(work, 'exceptions'),
    env,
    push: false,
  });
  const refused = {
    id: 'pod-1',
    subject: 'Deployment/web',
    group: 'apps',
    kind: 'Deployment',
    name: 'web',
    violation: { engine: 'PodSecurity', policy: 'baseline@v1.34', kind: null, rule: 'hostPorts', field: '' },
  };
  const id = 'sha256:0123456789abcdef';
  const contracts = quarantineContracts(
    {
      step: id,
      rollout: 'baseline',
      decision: 'sha256:d',
      namespace: 'shop',
      owner: 'web',
      now: 1_800_000_000_000,
    },
    [refused],
    ['pod-1'],
  );
  const quarantine: PlannedStep = {
    ...step,
    id,
    kind: 'Quarantine',
    from: 'Enforce',
    to: 'Enforce',
    patch: {},
    former: {},
    contracts,
  };
  const file = 'exceptions/shop/quarantine-baseline-deployment-web-01234567.yaml';
  expect(actuator.preview(quarantine)).toContain(`+++ b/${file}`);
  const taken = await actuator.take(quarantine, plan, 'three refusals');
  const branch = 'portcullis/baseline/shop-quarantine-01234567';
  expect(taken).toMatchObject({ state: 'proposed', note: { branch, file } });
  expect(git(work, 'diff', '--name-only', 'main', branch)).toBe(file);
  expect(git(work, 'show', `${branch}:${file}`)).toContain('portcullis.dev/quarantine: baseline');
  const message = git(work, 'log', '-1', '--format=%B', branch);
  expect(message).toContain('shop: excuse Deployment/web for 72 hours');
  expect(message).toContain('Portcullis-Decision: sha256:decision');
  expect(git(work, 'status', '--porcelain')).toBe('');
});
