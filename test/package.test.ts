import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What `npm test` and `npm start` build, and what a user installs: the same commands and imports must work from both. */
const root = resolve(import.meta.dirname, '..');
const program = `
  import { createRequest } from 'portcullis';
  import { evaluatePodSecurity } from 'portcullis/pod-security';
  import { decide, loadPlans } from 'portcullis/rollout';
  const pod = { spec: { containers: [{ name: 'a', securityContext: { privileged: true } }] } };
  const { message } = evaluatePodSecurity(pod, { level: 'baseline', version: 'latest' });
  const [plan] = loadPlans([{
    apiVersion: 'portcullis.dev/v1alpha1',
    kind: 'HardeningRollout',
    metadata: { name: 'baseline' },
    spec: { policies: [{ engine: 'PodSecurity', level: 'baseline', version: 'v1.34' }] },
  }]);
  console.log(typeof createRequest, typeof decide, plan.mode, message);
`;
const said =
  'function function Propose privileged (container "a" must not set securityContext.privileged=true)\n';
let folder = '';

beforeAll(() => {
  if (!existsSync(join(root, 'dist', 'cli.mjs'))) throw new Error('dist/ is missing; run npm run build');
  folder = mkdtempSync(join(tmpdir(), 'portcullis-package-'));
  const installed = join(folder, 'node_modules', 'portcullis');
  mkdirSync(installed, { recursive: true });
  const listing = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(listing) as [{ filename: string }];
  execFileSync('tar', ['xzf', join(folder, filename), '--strip-components=1', '-C', installed]);
  writeFileSync(join(folder, 'program.mjs'), program);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function node(cwd: string, ...args: string[]): string {
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8', env: { ...process.env, CI: '' } });
}

describe('the packed file', () => {
  test('runs', () => {
    const cli = join(folder, 'node_modules/portcullis/dist/cli.mjs');
    expect(node(folder, cli, 'version')).toMatch(/^portcullis \d+\.\d+\.\d+\n/);
    expect(node(root, cli, 'scan', 'examples/shop')).toContain('7 workloads in 4 namespaces');
  });

  test('can be imported', () => expect(node(folder, 'program.mjs')).toBe(said));
});

describe('a clone', () => {
  test('runs', () =>
    expect(node(root, 'dist/cli.mjs', 'scan', 'examples/shop')).toContain('7 workloads in 4 namespaces'));

  test('can be imported', () => expect(node(root, '--input-type=module', '-e', program)).toBe(said));
});
