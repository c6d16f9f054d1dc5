import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portcullis, type Ran } from '../../test/support/portcullis.ts';
import { Bed, badPod, day, goodPod, rollout } from '../rollout/bed.fixture.ts';

const hostile = '=cmd|"/c calc"!A1,<script>x</script>';
let bed: Bed;

beforeAll(async () => {
  const plan = rollout('baseline', { gates: { warn: { window: '1d' }, enforce: { window: '3d' } } });
  bed = await Bed.open([plan]);
  bed.namespace('shop');
  bed.namespace('legacy');
  bed.workload('shop', 'web', goodPod);
  bed.workload('legacy', 'erp', badPod);
  bed.workload('legacy', hostile, badPod);
  await bed.scan();
  await bed.next();
  await bed.days(9, () => bed.next());
  writeFileSync(join(bed.folder, 'rollout.yaml'), JSON.stringify(plan));
  mkdirSync(join(bed.folder, 'k8s'));
  writeFileSync(
    join(bed.folder, 'k8s', 'erp.yaml'),
    `apiVersion: apps/v1
kind: Deployment
metadata: {name: erp, namespace: legacy}
spec:
  template:
    spec:
      containers:
      - name: app
        image: web:1
        securityContext:
          privileged: true
`,
  );
}, 120_000);
afterAll(() => bed.close());

function report(...args: string[]): Promise<Ran> {
  return portcullis(
    ['report', ...args, '--store', join(bed.folder, '.store/evidence.db'), '--scope', 'bed'],
    {
      cwd: bed.folder,
      now: new Date(bed.now + day / 24),
    },
  );
}

describe('report html', () => {
  test('is a page on standard output', async () => {
    const { stdout, exitCode } = await report('html');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(stdout).toContain('Enforced: baseline in 1 of 2 namespaces.');
    expect(stdout).toContain('Every decision was made again');
    expect(stdout).toContain('container app: securityContext.privileged: false');
    expect(stdout).not.toContain('<script>x');
  });

  test('the same inputs give the same bytes', async () =>
    expect((await report('html')).stdout).toBe((await report('html')).stdout));

  test('with manifests it names file and line', async () => {
    const { stdout } = await report('html', 'k8s');
    expect(stdout).toContain('k8s/erp.yaml:11');
  });

  test('manifests that cannot be read are told, and the page is written all the same', async () => {
    const { stdout, stderr, exitCode } = await report('html', 'nowhere.yaml');
    expect(stderr).toContain('nowhere.yaml:1:');
    expect(stdout).toContain('</html>');
    expect(exitCode).toBe(3);
  });

  test('goes to a file', async () => {
    const { stdout, stderr, exitCode } = await report('html', '--write', 'out.html', '--no-verify');
    expect([stdout, stderr, exitCode]).toEqual([
      '',
      'Wrote out.html. It needs no server and no network.\n',
      0,
    ]);
    expect(readFileSync(join(bed.folder, 'out.html'), 'utf8')).toContain('not made again for this report');
  });

  test.each([
    [['html', '--at', 'yesterday'], /--at: expected a time such as/],
    [['html', '--at', '2020-01-01T00:00:00Z'], /--at: expected a time since the store was last written/],
    [['html', '--write', 'nowhere/out.html'], /cannot write/],
    [['html', '--rollouts', 'none.yaml'], /expected rollouts at none\.yaml/],
    [['evidence-pack', 'p', '--from', '1.10.2026'], /--from: expected a day such as/],
    [['evidence-pack', 'p', '--until', '2026-13-01'], /--until: expected a day such as/],
    [['evidence-pack', 'p', '--from', '2030-01-01'], /--from: expected a day before the end/],
    [['evidence-pack', '.'], /to be empty, new, or an earlier pack; found/],
    [['evidence-pack', 'rollout.yaml'], /cannot write/],
  ] as const)('%j is refused', async (args, said) => {
    const { stderr, exitCode } = await report(...args);
    expect(stderr).toMatch(said);
    expect(exitCode).toBe(3);
  });
});

describe('report evidence-pack', () => {
  const read = (folder: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(bed.folder, folder)).map((name) => [
        name,
        readFileSync(join(bed.folder, folder, name), 'utf8'),
      ]),
    );
  let pack: Record<string, string>;

  beforeAll(async () => {
    expect(await report('evidence-pack', 'pack')).toMatchObject({ exitCode: 0 });
    pack = read('pack');
  });

  test('holds what its README says', () => {
    expect(Object.keys(pack).sort()).toEqual([
      'README.md',
      'SHA256SUMS',
      'approvals.csv',
      'contracts.csv',
      'controls.csv',
      'coverage.csv',
      'decisions.csv',
      'findings.csv',
      'gaps.csv',
      'journal.jsonl',
      'scans.csv',
      'steps.csv',
    ]);
    for (const name of Object.keys(pack)) if (name !== 'README.md') expect(pack['README.md']).toContain(name);
  });

  test('is the same, byte for byte, when it is made again', async () => {
    await report('evidence-pack', 'again');
    expect(read('again')).toEqual(pack);
    await report('evidence-pack', 'pack');
    expect(read('pack')).toEqual(pack);
  });

  test('the hashes are those of the files, all of them', () => {
    const lines = (pack.SHA256SUMS ?? '').trimEnd().split('\n');
    expect(lines.map((line) => line.slice(66))).toEqual(
      Object.keys(pack)
        .filter((name) => name !== 'SHA256SUMS')
        .sort(),
    );
    for (const line of lines)
      expect(line.slice(0, 64)).toBe(
        createHash('sha256')
          .update(pack[line.slice(66)] ?? '')
          .digest('hex'),
      );
  });

  test('its journal verifies in an empty folder, and one changed byte is found', async () => {
    for (const [store, text, exitCode] of [
      ['whole.db', pack['journal.jsonl'] ?? '', 0],
      [
        'changed.db',
        (pack['journal.jsonl'] ?? '').replace('"action\\":\\"Promote', '"action\\":\\"promote'),
        1,
      ],
    ] as const) {
      writeFileSync(join(bed.folder, 'journal.jsonl'), text);
      const surroundings = { cwd: bed.folder };
      const imported = await portcullis(
        ['evidence', 'import', 'journal.jsonl', '--store', store],
        surroundings,
      );
      expect(imported.exitCode).toBe(0);
      expect(await portcullis(['rollout', 'verify', '--store', store], surroundings)).toMatchObject({
        exitCode,
      });
    }
    expect(pack['journal.jsonl']).not.toContain('"salt"');
    expect(pack['journal.jsonl']).not.toContain(bed.store.salt);
  });

  test('no cell begins as a formula', () => {
    expect(pack['findings.csv']).toContain('Deployment/=cmd');
    for (const [name, text] of Object.entries(pack))
      if (name.endsWith('.csv'))
        for (const line of text.split('\r\n')) expect(line).not.toMatch(/(?:^|,)"?[=+@]/);
  });

  test('what happened is in it', () => {
    expect(pack['findings.csv']).toMatch(
      /^legacy,Deployment\/erp,PodSecurity,baseline@v1\.34,privileged,fail,/m,
    );
    expect(pack['steps.csv']).toMatch(
      /,baseline,shop,Promote,Warn,Enforce,done,test,sha256:[0-9a-f]{64}\r$/m,
    );
    expect(pack['decisions.csv']).toMatch(/,baseline,shop,Promote,Enforce,Pass,.*,the same\r$/m);
    expect(pack['scans.csv']?.split('\r\n')).toHaveLength(12);
    expect(pack['controls.csv']).toMatch(/^CIS Kubernetes Benchmark 1\.12,5\.2\.2,privileged,/m);
    expect(pack['coverage.csv']).toMatch(/^shop,,baseline,Enforce,/m);
  });

  test('of a period only what was in it', async () => {
    await report('evidence-pack', 'days', '--from', '2026-01-07', '--until', '2026-01-08');
    expect(read('days')['scans.csv']?.split('\r\n')).toHaveLength(4);
    expect(read('days')['README.md']).toContain(
      'from 2026-01-07T00:00:00.000Z up to 2026-01-09T00:00:00.000Z',
    );
  });
});

test('report openreports writes Reports', async () => {
  const { stdout, exitCode } = await report('openreports');
  expect(exitCode).toBe(0);
  const { items } = JSON.parse(stdout) as { items: Record<string, unknown>[] };
  expect(items).toMatchObject([
    {
      apiVersion: 'openreports.io/v1alpha1',
      kind: 'Report',
      metadata: { name: 'portcullis', namespace: 'legacy' },
      results: [
        { rule: 'privileged', result: 'warn', resources: [{ kind: 'Deployment' }] },
        { rule: 'privileged' },
      ],
    },
  ]);
});
