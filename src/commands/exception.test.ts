import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { testContract } from '../../test/support/contract.ts';
import { portcullis, type Ran } from '../../test/support/portcullis.ts';
import { TestRepository } from '../../test/support/repository.ts';
import type { ContractSpec, ExceptionContract } from '../exception/contract.ts';

const medium: ContractSpec['risk'] = { level: 'Medium', impact: 'Root inside the container.' };
const contract = testContract({
  risk: medium,
  subjects: [{ kind: 'Deployment', name: 'api', containers: ['api'] }],
});
const file = 'exceptions/billing/api-root.yaml';

const deployment = (securityContext: object = {}): string =>
  stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', namespace: 'billing' },
    spec: {
      selector: { matchLabels: { app: 'api' } },
      template: {
        metadata: { labels: { app: 'api' } },
        spec: {
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'api',
              image: 'api:1',
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
                ...securityContext,
              },
            },
          ],
        },
      },
    },
  });

/** A repository where ann has proposed the contract and bob has merged it. */
let merged: TestRepository;
let repository: TestRepository;
beforeAll(() => {
  merged = new TestRepository();
  merged.write(
    'k8s/namespace.yaml',
    stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'billing', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    }),
  );
  merged.write('k8s/api.yaml', deployment());
  merged.commit('cyn', 'Begin');
  merged.git('checkout', '--quiet', '-b', 'ask');
  merged.write(file, stringify(contract));
  merged.commit('ann', 'Ask for an exception');
  merged.merge('bob', 'ask');
  merged.push();
});
afterAll(() => merged.remove());
beforeEach(() => {
  repository = new TestRepository(merged);
});
afterEach(() => repository.remove());

function exception(args: readonly string[], now = '2026-11-22T10:00:00Z'): Promise<Ran> {
  return portcullis(['exception', ...args], {
    cwd: repository.folder,
    columns: 120,
    now: new Date(now),
    env: { HOME: repository.home, GIT_CONFIG_NOSYSTEM: '1' },
  });
}

const read = (path: string): string => readFileSync(join(repository.folder, path), 'utf8');
const readContract = (path: string): ExceptionContract => parse(read(path)) as ExceptionContract;
const cells = (line = ''): string[] => line.trim().split(/ {2,}/);

describe('exception list', () => {
  test('shows state, risk, time left and who approved', async () => {
    const { stdout, stderr, exitCode } = await exception(['list']);
    const [header, row] = stdout.trimEnd().split('\n');
    expect(cells(header)).toEqual(['STATE', 'CONTRACT', 'OWNER', 'RISK', 'LEFT', 'APPROVAL']);
    expect(cells(row)).toEqual([
      'Active',
      'billing/api-root',
      'billing',
      'Medium',
      '29 d',
      expect.stringContaining('bob@acme.dev'),
    ]);
    expect(stderr).toBe('1 contract in exceptions.\n');
    expect(exitCode).toBe(0);
  });

  test.each([
    ['2026-11-21T00:00:00Z', 'Approved'],
    ['2026-12-10T00:00:00Z', 'Active'],
    ['2026-12-21T12:00:00Z', 'Expiring'],
    ['2026-12-22T00:00:00Z', 'Expired'],
  ])('at %s the contract is %s', async (now, state) => {
    const [row] = JSON.parse((await exception(['list', '-o', 'json'], now)).stdout) as { state: string }[];
    expect(row?.state).toBe(state);
  });

  describe('an ended contract, where a rollout waits for its change window', () => {
    const plan = {
      apiVersion: 'portcullis.dev/v1alpha1',
      kind: 'HardeningRollout',
      metadata: { name: 'psa' },
      spec: {
        policies: [{ engine: 'PodSecurity', level: 'restricted', version: 'v1.34' }],
        windows: [{ kind: 'Deny', from: '2026-12-20', until: '2026-12-23', reason: 'freeze' }],
      },
    };

    test.each([
      ['in the freeze', plan.spec, '2026-12-23T23:00:00Z', 'Overdue'],
      ['after it', plan.spec, '2026-12-24T00:00:00Z', 'Expired'],
      [
        'after 72 hours of a longer one',
        { ...plan.spec, windows: [{ kind: 'Deny', from: '2026-12-20', until: '2027-01-05' }] },
        '2026-12-25T00:00:00Z',
        'Expired',
      ],
      ['where no window is closed', { ...plan.spec, windows: [] }, '2026-12-22T00:00:00Z', 'Expired'],
    ])('%s', async (_, spec, now, state) => {
      repository.write('rollouts/psa.yaml', stringify({ ...plan, spec }));
      const [row] = JSON.parse((await exception(['list', '-o', 'json'], now)).stdout) as { state: string }[];
      expect(row?.state).toBe(state);
    });

    test('scan honours it where it is enforced, until the window opens', async () => {
      repository.write('rollouts/psa.yaml', stringify(plan));
      const scan = async (now: string): Promise<number | null> =>
        (
          await portcullis(['scan', 'k8s', '-o', 'jsonl'], {
            cwd: repository.folder,
            now: new Date(now),
            env: { HOME: repository.home, GIT_CONFIG_NOSYSTEM: '1' },
          })
        ).exitCode;
      expect([await scan('2026-12-23T23:00:00Z'), await scan('2026-12-24T00:00:00Z')]).toEqual([0, 1]);
    });

    test('a plan that cannot be read is said', async () => {
      repository.write('rollouts/psa.yaml', stringify({ ...plan, spec: { policies: [] } }));
      const { stderr, exitCode } = await exception(['list']);
      expect(stderr).toMatch(/^rollouts: rollouts\/psa\.yaml:\d+:\d+: /m);
      expect(exitCode).toBe(3);
    });
  });

  test('a contract that is in the working tree alone is proposed, unless the caller vouches for it', async () => {
    repository.write(
      file,
      stringify(testContract({ ...contract.spec, reason: 'Another reason than before.' })),
    );
    expect(cells((await exception(['list'])).stdout.split('\n')[1])[0]).toBe('Proposed');
    expect(cells((await exception(['list', '--assume-approved'])).stdout.split('\n')[1])[0]).toBe('Active');
  });

  test('without an approval branch it cannot know: exit code 2', async () => {
    repository.write('portcullis.yaml', 'approval: {branch: release}\n');
    const { stderr, exitCode } = await exception(['list']);
    expect(stderr).toContain('Approvals cannot be seen: ');
    expect(exitCode).toBe(2);
  });

  test('says where a file is not a contract: exit code 3', async () => {
    repository.write(
      'exceptions/bad.yaml',
      stringify({ ...contract, spec: { ...contract.spec, owner: {} } }),
    );
    const { stderr, exitCode } = await exception(['list']);
    expect(stderr).toMatch(/^exceptions\/bad\.yaml:\d+:\d+: .*owner/m);
    expect(exitCode).toBe(3);
  });
});

describe('exception lint', () => {
  test('a sound contract passes', async () => {
    const { stdout, stderr, exitCode } = await exception(['lint']);
    expect([stdout, stderr, exitCode]).toEqual(['', '1 contract in exceptions: 0 errors, 0 warnings.\n', 0]);
  });

  test('points at the field: exit code 1', async () => {
    repository.write(
      file,
      stringify(testContract({ ...contract.spec, reason: 'TODO: say why it cannot keep the rule' })),
    );
    const { stdout, exitCode } = await exception(['lint']);
    const line =
      read(file)
        .split('\n')
        .findIndex((text) => text.includes('reason:')) + 1;
    expect(stdout).toMatch(new RegExp(`^${file}:${line}:\\d+ +error +EXC\\d{3} `, 'm'));
    expect(exitCode).toBe(1);
  });

  test('with manifests it says what is not needed', async () => {
    repository.write('k8s/api.yaml', deployment({ runAsNonRoot: true }));
    const { stdout } = await exception(['lint', '-m', 'k8s']);
    expect(stdout).toContain('EXC');
    expect((await exception(['lint', '-m', 'k8s', '-o', 'json'])).stdout).toMatch(/"rule": "EXC\d{3}"/);
  });

  test('writes SARIF', async () => {
    repository.write(
      file,
      stringify(testContract({ ...contract.spec, reason: 'TODO: say why it cannot keep the rule' })),
    );
    const { stdout } = await exception(['lint', '-o', 'sarif']);
    expect(JSON.parse(stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ level: 'error', ruleId: expect.stringMatching(/^EXC/) }] }],
    });
  });
});

describe('exception due', () => {
  test('is quiet while nothing ends', async () => {
    expect((await exception(['due'])).stdout).toBe('No exception ends within 14 days.\n');
  });

  test('has a section for each owner', async () => {
    const { stdout, exitCode } = await exception(['due'], '2026-12-12T00:00:00Z');
    expect(stdout).toMatchInlineSnapshot(`
      "# Exceptions that end within 14 days

      ## billing (\\#billing)

      - **billing/api-root** ends 2026-12-22T00:00:00Z (10 d, Active), risk Medium, for Deployment/api
        The vendor image writes to its home folder.
        Mend the workload and remove \`exceptions/billing/api-root.yaml\`, or \`portcullis exception renew billing/api-root\`.
      "
    `);
    expect(exitCode).toBe(0);
  });

  test('refuses a time it cannot read', async () => {
    const { stderr, exitCode } = await exception(['due', '--within', 'soon']);
    expect(stderr).toBe('--within: expected days such as 14d, found "soon"\n');
    expect(exitCode).toBe(3);
  });
});

describe('exception audit', () => {
  test('a contract that is needed', async () => {
    const { stdout, exitCode } = await exception(['audit', 'k8s']);
    const [header, row] = stdout.trimEnd().split('\n');
    expect(cells(header)).toEqual(['STATE', 'CONTRACT', 'OWNER', 'RISK', 'LEFT', 'USED', 'NEEDED']);
    expect(cells(row).slice(5)).toEqual(['1', 'yes', '1 workload refused when it ends']);
    expect(exitCode).toBe(0);
  });

  test('a contract that is not needed any more: exit code 1', async () => {
    repository.write('k8s/api.yaml', deployment({ runAsNonRoot: true }));
    const { stdout, exitCode } = await exception(['audit', 'k8s']);
    expect(stdout).toContain('passes without it: remove it');
    expect(exitCode).toBe(1);
  });

  test('a contract that does not help', async () => {
    repository.write('k8s/api.yaml', deployment({ privileged: true, allowPrivilegeEscalation: true }));
    const { stdout } = await exception(['audit', 'k8s']);
    expect(stdout).toContain('does not help: still refused by ');
  });

  test('a workload that is not there', async () => {
    const { stdout } = await exception(['audit', 'k8s/namespace.yaml']);
    expect(stdout).toContain('not among the manifests: Deployment/api');
  });

  test('from recorded verdicts it says the same', async () => {
    const scan = await portcullis(['scan', 'k8s', '--all', '-o', 'jsonl'], {
      cwd: repository.folder,
      now: new Date('2026-11-22T10:00:00Z'),
      env: { HOME: repository.home },
    });
    repository.write('verdicts.jsonl', scan.stdout);
    const judged = await exception(['audit', 'k8s']);
    expect((await exception(['audit', '--verdicts', 'verdicts.jsonl'])).stdout).toBe(judged.stdout);
  });

  test('wants either manifests or verdicts', async () => {
    expect((await exception(['audit'])).exitCode).toBe(3);
    repository.write('verdicts.jsonl', 'nonsense\n');
    const { stderr, exitCode } = await exception(['audit', '--verdicts', 'verdicts.jsonl']);
    expect(stderr).toContain('verdicts.jsonl:1: expected a verdict');
    expect(exitCode).toBe(3);
  });
});

describe('exception approve', () => {
  test('writes a record that counts for whoever merges it', async () => {
    const critical = testContract({
      ...contract.spec,
      risk: { level: 'Critical', impact: 'Root on the node.', mitigations: ['no token'] },
      expiresAt: '2026-11-28T00:00:00Z',
    });
    repository.write(file, stringify(critical));
    repository.git('checkout', '--quiet', '-b', 'more');
    repository.commit('ann', 'Ask for more');
    repository.merge('bob', 'more');
    repository.push();
    const [before] = JSON.parse((await exception(['list', '-o', 'json'])).stdout) as { state: string }[];
    expect(before?.state).toBe('Proposed');

    repository.git('checkout', '--quiet', '-b', 'approve');
    const { stdout, exitCode } = await exception(['approve', 'api-root']);
    expect(exitCode).toBe(0);
    const record = stdout.trim();
    expect(record).toMatch(/^exceptions\/billing\/api-root\.[0-9a-f]{12}\.approval\.yaml$/);
    expect(existsSync(join(repository.folder, record))).toBe(true);
    repository.commit('dan', 'Approve');
    repository.merge('dan', 'approve');
    repository.push();
    const [after] = JSON.parse((await exception(['list', '-o', 'json'])).stdout) as { state: string }[];
    expect(after?.state).toBe('Active');
  });

  test('a second record does not overwrite the first', async () => {
    const [first, second] = [
      await exception(['approve', 'api-root']),
      await exception(['approve', 'api-root']),
    ];
    expect(second.stdout).not.toBe(first.stdout);
  });

  test('names the contracts there are when there is no such one', async () => {
    const { stderr, exitCode } = await exception(['approve', 'nobody']);
    expect(stderr).toBe('there is no contract nobody in exceptions; there are: billing/api-root\n');
    expect(exitCode).toBe(3);
  });
});

describe('exception renew', () => {
  test('writes the contract that follows', async () => {
    const { stdout, exitCode } = await exception(
      ['renew', 'billing/api-root', '--days', '10'],
      '2026-12-20T00:00:00Z',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toBe('exceptions/billing/api-root-r2.yaml\n');
    const next = readContract(stdout.trim());
    expect(next.spec).toMatchObject({
      validFrom: '2026-12-20T00:00:00Z',
      expiresAt: '2026-12-30T00:00:00Z',
      renews: { name: 'api-root', specHash: expect.stringMatching(/^sha256:/) },
    });
    const rows = JSON.parse((await exception(['list', '-o', 'json'])).stdout) as { state: string }[];
    expect(rows.map(({ state }) => state).sort()).toEqual(['Active', 'Proposed']);
  });

  test('does not write over a file', async () => {
    await exception(['renew', 'api-root']);
    const { stderr, exitCode } = await exception(['renew', 'api-root']);
    expect(stderr).toContain('is there already');
    expect(exitCode).toBe(3);
  });

  test('warns when there were too many', async () => {
    for (const [name, now] of [
      ['api-root', '2026-12-20T00:00:00Z'],
      ['api-root-r2', '2027-01-15T00:00:00Z'],
    ] as const) {
      expect((await exception(['renew', name], now)).stderr).not.toContain('refuse');
      repository.commit('bob', 'Renew');
      repository.push();
    }
    const { stderr } = await exception(['renew', 'api-root-r3'], '2027-02-10T00:00:00Z');
    expect(stderr).toContain('exception lint will refuse it');
    expect((await exception(['lint'])).exitCode).toBe(1);
  });
});

describe('exception revoke', () => {
  test('adds one field and leaves every other byte', async () => {
    const before = `# Kept.\n${read(file)}`;
    repository.write(file, before);
    const args = ['revoke', 'api-root', '--by', 'bob', '--reason', 'The image was fixed.'];
    expect((await exception(args)).exitCode).toBe(0);
    const after = read(file);
    const kept = after.split('\n').filter((line) => before.split('\n').includes(line));
    expect(kept.join('\n')).toBe(before);
    expect(readContract(file).spec.revoked).toEqual({
      by: 'bob',
      reason: 'The image was fixed.',
      at: '2026-11-22T10:00:00Z',
    });
    const [row] = JSON.parse((await exception(['list', '-o', 'json'])).stdout) as { state: string }[];
    expect(row?.state).toBe('Revoked');
    expect((await exception(args)).exitCode).toBe(3);
  });
});

describe('exception compile', () => {
  test('Pod Security: the namespace comes down a level and a guard holds the rest', async () => {
    const { stdout, exitCode } = await exception(['compile', '--to', 'psa', '--level', 'restricted@v1.34']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('kind: ValidatingAdmissionPolicy');
  });

  test('a contract that is over becomes nothing', async () => {
    const { stdout, stderr, exitCode } = await exception(
      ['compile', '--to', 'kyverno-cel'],
      '2027-01-01T00:00:00Z',
    );
    expect([stdout, stderr, exitCode]).toEqual([
      '',
      'No contract that excuses now concerns this engine.\n',
      0,
    ]);
  });

  test('Pod Security wants to know what is enforced now', async () => {
    const { stderr, exitCode } = await exception(['compile', '--to', 'psa']);
    expect(stderr).toContain('--level');
    expect(exitCode).toBe(3);
  });

  test('approvals that cannot be seen become nothing: exit code 2', async () => {
    repository.write('portcullis.yaml', 'approval: {branch: release}\n');
    const { stdout, exitCode } = await exception(['compile', '--to', 'psa', '--level', 'restricted']);
    expect([stdout, exitCode]).toEqual(['', 2]);
  });
});

describe('exception new', () => {
  const words = [
    '--owner',
    'shop',
    '--contact',
    '#shop',
    '--reason',
    'The vendor image needs it.',
    '--impact',
    'Root inside the container.',
  ];
  const message =
    'Error from server (Forbidden): error when creating "api.yaml": pods "api-6d4f-x2x9p" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "api" must set securityContext.runAsNonRoot=true)';

  test('from the message of a refusal it drafts what helps and no more', async () => {
    repository.git('rm', '--quiet', '-r', 'exceptions');
    const { stdout, exitCode } = await exception(['new', '--message', message, '-m', 'k8s', ...words]);
    expect(exitCode).toBe(0);
    const path = stdout.trim();
    expect(path).toBe('exceptions/billing/api-run-as-non-root.yaml');
    expect(readContract(path).spec).toMatchObject({
      subjects: [{ kind: 'Deployment', name: 'api', containers: ['api'] }],
      policies: [
        {
          checks: ['runAsNonRoot'],
          fields: [{ path: 'spec.containers[name=api].securityContext.runAsNonRoot', values: [null] }],
        },
      ],
    });
    const audit = await exception(['audit', 'k8s', '--assume-approved']);
    expect(cells(audit.stdout.split('\n')[1]).slice(5, 7)).toEqual(['1', 'yes']);
  });

  test('from the id of a verdict', async () => {
    repository.git('rm', '--quiet', '-r', 'exceptions');
    const scan = await portcullis(['scan', 'k8s', '-o', 'jsonl'], { cwd: repository.folder });
    const verdict = scan.stdout
      .split('\n')
      .filter((line) => line.includes('"runAsNonRoot"'))
      .map((line) => JSON.parse(line) as { id: string })[0];
    const { stdout } = await exception([
      'new',
      '--from',
      verdict?.id ?? '',
      '-m',
      'k8s',
      '-o',
      '-',
      ...words,
    ]);
    expect((parse(stdout) as ExceptionContract).spec.subjects).toEqual([
      { kind: 'Deployment', name: 'api', containers: ['api'] },
    ]);
  });

  test('says what a person still has to say', async () => {
    const { stderr } = await exception(['new', '-n', 'pay', '--subject', 'Job/x', '--check', 'privileged']);
    expect(stderr).toContain('Still to be said: owner.team, owner.contact, reason, risk.impact.');
    expect((await exception(['lint'])).exitCode).toBe(1);
  });

  test('of a policy', async () => {
    const args = ['new', '-n', 'pay', '--subject', 'Job/x', '--policy', 'Kyverno/disallow-host', '-o', '-'];
    const { stdout } = await exception([...args, '--rule', 'ports', ...words]);
    expect((parse(stdout) as ExceptionContract).spec.policies).toEqual([
      { engine: 'Kyverno', kind: 'ClusterPolicy', name: 'disallow-host', rules: ['ports'] },
    ]);
  });

  test.each([
    [['--subject', 'api', '-n', 'x'], 'expected KIND/NAME'],
    [['--subject', 'Job/x', '--check', 'privileged'], 'say with -n'],
    [['--subject', 'Job/x', '-n', 'pay', '--policy', 'Other/x'], '--policy: expected'],
    [['--subject', 'Job/x', '-n', '../..', '--check', 'privileged'], 'namespace'],
    [['--subject', 'Job/x', '-n', 'pay', '--check', 'privileged', '--name', '../../x'], 'name'],
    [['--subject', 'Job/x', '-n', 'pay', '--check', 'nonsense'], 'checks'],
    [['--from', 'abc'], '--manifests'],
    [['--from', 'abc', '-m', 'k8s'], 'no verdict with the id abc'],
    [['--message', 'hello', '-m', 'k8s'], 'not recognised'],
    [[], 'say what to excuse'],
  ])('refuses %j', async (args, why) => {
    const { stderr, exitCode } = await exception(['new', ...args]);
    expect(stderr).toContain(why);
    expect(exitCode).toBe(3);
  });
});

describe('exception import', () => {
  test('writes drafts below the folder when asked', async () => {
    repository.write(
      'k8s/skip.yaml',
      stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop', annotations: { 'kube-score/ignore': 'image-pull' } },
      }),
    );
    const printed = await exception(['import', 'k8s']);
    expect(parse(printed.stdout)).toMatchObject({ metadata: { name: 'web-image-pull', namespace: 'shop' } });
    const { stdout } = await exception(['import', 'k8s', '--write']);
    expect(stdout).toBe('exceptions/shop/web-image-pull.yaml\n');
    expect(read(stdout.trim())).toBe(printed.stdout);
  });
});
