import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { testContract } from '../../test/support/contract.ts';
import { TestRepository } from '../../test/support/repository.ts';
import type { ContractSpec, ExceptionContract } from '../exception/contract.ts';
import { defaultLimits } from '../exception/limits.ts';
import { specHash } from '../exception/spec-hash.ts';
import { type Approval, type ApprovalOptions, readApprovals } from './approvals.ts';
import { Git } from './git.ts';
import { writeRecord } from './record.ts';

let begun: TestRepository;
let repository: TestRepository;
beforeAll(() => {
  begun = new TestRepository();
  begun.commit('ann', 'Begin');
  begun.push();
});
afterAll(() => begun.remove());
beforeEach(() => {
  repository = new TestRepository(begun);
});
afterEach(() => repository.remove());

const file = 'exceptions/billing/api-root.yaml';
const risk = (level: ContractSpec['risk']['level']): ContractSpec['risk'] => ({
  level,
  impact: 'Root inside the container.',
  mitigations: ['no token'],
});
const low = testContract({ risk: risk('Low') });
const high = testContract({ risk: risk('High') });
const critical = testContract({ risk: risk('Critical'), expiresAt: '2026-11-28T00:00:00Z' });

async function approvalOf(
  contract: ExceptionContract,
  options: Partial<ApprovalOptions> = {},
): Promise<Approval> {
  const git = new Git(repository.folder, process.env);
  const approvals = await readApprovals(git, { folder: 'exceptions', limits: defaultLimits, ...options });
  return approvals.of(contract);
}

/** A branch of `who` with the contract on it; main is checked out afterwards. */
function propose(who: string, contract: ExceptionContract, message = 'Ask for an exception'): void {
  repository.git('checkout', '--quiet', '-b', 'ask');
  repository.write(file, stringify(contract));
  repository.commit(who, message);
  repository.git('checkout', '--quiet', 'main');
}

const by = ({ approvers }: Approval): string[] => approvers.map((one) => `${one.by} ${one.via}`);

describe('a contract is approved when its very spec is on the approval branch', () => {
  test('in the working tree and on another branch it is proposed', async () => {
    repository.write(file, stringify(low));
    expect(await approvalOf(low)).toMatchObject({
      approved: false,
      because: 'this very spec is not on origin/main',
    });
    repository.git('checkout', '--quiet', '-b', 'ask');
    repository.commit('mallory', 'Ask');
    expect((await approvalOf(low)).approved).toBe(false);
  });

  test('on the local branch alone it is proposed: nobody else has seen it', async () => {
    repository.write(file, stringify(low));
    repository.commit('mallory', 'Ask');
    expect((await approvalOf(low)).approved).toBe(false);
  });

  test('merged by somebody else it is approved by them', async () => {
    propose('mallory', high);
    repository.merge('bob', 'ask');
    repository.push();
    const approval = await approvalOf(high);
    expect(approval).toMatchObject({ approved: true, authors: ['mallory@acme.dev'] });
    expect(by(approval)).toEqual(['bob@acme.dev merge']);
  });

  test('a changed spec is another one', async () => {
    propose('mallory', high);
    repository.merge('bob', 'ask');
    repository.push();
    const wider = testContract({ ...high.spec, subjects: [{ kind: 'Deployment', name: 'api*' }] });
    expect((await approvalOf(wider)).approved).toBe(false);
    expect((await approvalOf(testContract(high.spec, { namespace: 'other' }))).approved).toBe(false);
  });

  test('a file that moved keeps its approval', async () => {
    propose('mallory', high);
    repository.merge('bob', 'ask');
    repository.git('mv', file, 'exceptions/api.yaml');
    repository.commit('ann', 'Move');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(true);
  });

  test('what was removed and comes back needs its approval again', async () => {
    propose('mallory', high);
    repository.merge('bob', 'ask');
    repository.git('rm', '--quiet', file);
    repository.commit('ann', 'Remove');
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Back again');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
  });
});

describe('a merge on the press of a button in a forge', () => {
  test.each([
    ['by another person', 'bob', true],
    ['by its author', 'ann', false],
  ])('%s', async (_, who, approved) => {
    repository.git('checkout', '--quiet', '-b', 'ask');
    repository.write(file, stringify(high));
    repository.commit('ann', 'Ask');
    repository.git('checkout', '--quiet', 'main');
    repository.forge(who, 'merge', '--quiet', '--no-ff', '--message', 'Merge ask', 'ask');
    repository.push();
    const approval = await approvalOf(high);
    expect(approval.approved).toBe(approved);
    expect(approval.approvers.map(({ by }) => by)).toEqual(approved ? ['bob@acme.dev'] : []);
  });
});

describe('an unknown approver is said, and is not enough for High and Critical', () => {
  test.each([
    ['Low', low, true],
    ['Medium', testContract({ risk: risk('Medium') }), true],
    ['High', high, false],
    ['Critical', critical, false],
  ])('%s, pushed by its author', async (_name, contract, approved) => {
    repository.write(file, stringify(contract));
    repository.commit('mallory', 'Ask');
    repository.push();
    const approval = await approvalOf(contract);
    expect(approval.approved).toBe(approved);
    expect(approval.because).toMatch(approved ? /by an unknown approver$/ : /none is known$/);
  });

  test('merged by its author', async () => {
    propose('mallory', high);
    repository.merge('mallory', 'ask');
    repository.push();
    expect(await approvalOf(high)).toMatchObject({ approved: false, approvers: [] });
  });

  test('merged by one who wrote another of the merged commits', async () => {
    propose('mallory', high);
    repository.git('checkout', '--quiet', 'ask');
    repository.write('other.txt', 'x');
    repository.commit('bob', 'Help');
    repository.merge('bob', 'ask');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
  });

  test('merged by a co-author', async () => {
    propose('mallory', high, 'Ask\n\nCo-authored-by: Bob <bob@acme.dev>');
    repository.merge('bob', 'ask');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
  });

  test('a squash', async () => {
    propose('mallory', high);
    repository.git('merge', '--quiet', '--squash', 'ask');
    repository.as('mallory', 'commit', '--quiet', '--message', 'Ask (#7)');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
  });

  test('a contract that the merge itself slipped in', async () => {
    repository.git('checkout', '--quiet', '-b', 'ask');
    repository.write('other.txt', 'x');
    repository.commit('ann', 'Something else');
    repository.git('checkout', '--quiet', 'main');
    repository.as('mallory', 'merge', '--quiet', '--no-ff', '--no-commit', 'ask');
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Merge ask');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
  });

  test('Critical needs two', async () => {
    propose('mallory', critical);
    repository.merge('bob', 'ask');
    repository.push();
    expect(await approvalOf(critical)).toMatchObject({
      approved: false,
      because: expect.stringContaining('needs 2 known approvers and only bob@acme.dev (merge) is'),
    });
    repository.write(
      'exceptions/api-root.approval.yaml',
      writeRecord({ contract: 'billing/api-root', specHash: specHash(critical) }),
    );
    repository.commit('carol', 'Approve');
    repository.push();
    const approval = await approvalOf(critical);
    expect(approval.approved).toBe(true);
    expect(by(approval)).toEqual(['carol@acme.dev approval record', 'bob@acme.dev merge']);
  });
});

describe('approval records', () => {
  const record = writeRecord({ contract: 'billing/api-root', specHash: specHash(high) });

  test.each<[string, string, string, boolean]>([
    ['brought by somebody else', 'bob', record, true],
    ['brought by the author', 'mallory', record, false],
    ['of another spec', 'bob', writeRecord({ contract: 'billing/api-root', specHash: specHash(low) }), false],
    ['of another contract', 'bob', record.replace('api-root', 'web-root'), false],
  ])('%s', async (_name, who, text, approved) => {
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Ask');
    repository.write('exceptions/api-root.approval.yaml', text);
    repository.commit(who, 'Approve');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(approved);
  });

  test('in the same change as the contract', async () => {
    repository.write(file, stringify(high));
    repository.write('exceptions/api-root.approval.yaml', record);
    repository.as('mallory', 'add', '--all');
    repository.as(
      'bob',
      'commit',
      '--quiet',
      '--message',
      'Ask and approve',
      '--author',
      'mallory <mallory@acme.dev>',
    );
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
  });

  test('in the working tree alone', async () => {
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Ask');
    repository.push();
    repository.write('exceptions/api-root.approval.yaml', record);
    repository.commit('bob', 'Approve');
    expect((await approvalOf(high)).approved).toBe(false);
  });

  test.each([
    ['somebody', (...args: string[]) => repository.as('mallory', ...args)],
    ['one who pretends to be a forge', (...args: string[]) => repository.forge('mallory', ...args)],
  ])('with an author that no forge checked, committed by %s', async (_, git) => {
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Ask');
    repository.write('exceptions/api-root.approval.yaml', record);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'Approve', '--author', 'bob <bob@acme.dev>');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
  });
});

describe('signatures', () => {
  const allowedSigners = '.portcullis/allowed_signers';

  function trust(...lines: string[]): void {
    repository.write(allowedSigners, `${lines.join('\n')}\n`);
    repository.commit('ann', 'Trust');
    repository.push();
  }

  test('a signed commit of somebody else approves', async () => {
    trust(repository.key('sara'));
    repository.write(file, stringify(high));
    repository.as('mallory', 'add', '--all');
    repository.as(
      'sara',
      ...repository.signed('sara'),
      'commit',
      '--quiet',
      '-S',
      '--message',
      'Take it',
      '--author',
      'mallory <mallory@acme.dev>',
    );
    repository.push();
    const approval = await approvalOf(high, { allowedSigners });
    expect(by(approval)).toEqual(['sara@acme.dev signed commit']);
    expect((await approvalOf(high)).approved).toBe(false);
  });

  test('a key that is not listed, or listed by the same change, does not', async () => {
    trust(repository.key('sara'));
    const line = repository.key('mallory2');
    repository.write(allowedSigners, `${line}\n`);
    repository.write(file, stringify(high));
    repository.as('mallory', 'add', '--all');
    repository.as(
      'mallory',
      ...repository.signed('mallory2'),
      'commit',
      '--quiet',
      '-S',
      '--message',
      'Mine',
    );
    repository.push();
    expect((await approvalOf(high, { allowedSigners })).approved).toBe(false);
  });

  test('the author’s own signature does not', async () => {
    trust(repository.key('mallory'));
    repository.write(file, stringify(high));
    repository.as('mallory', 'add', '--all');
    repository.as(
      'mallory',
      ...repository.signed('mallory'),
      'commit',
      '--quiet',
      '-S',
      '--message',
      'Ask\n\nApproved-by: Bob <bob@acme.dev>',
    );
    repository.push();
    expect((await approvalOf(high, { allowedSigners })).approved).toBe(false);
  });

  test.each([
    ['a forged trailer in an unsigned commit', false, []],
    [
      'a trailer in a signed commit',
      true,
      ['sara@acme.dev signed commit', 'bob@acme.dev trailer of a signed commit'],
    ],
  ])('%s', async (_name, sign, expected) => {
    trust(repository.key('sara'));
    repository.write(file, stringify(critical));
    repository.as('mallory', 'add', '--all');
    const message = 'Ask\n\nApproved-by: Bob <bob@acme.dev>\nApproved-by: Mallory <mallory@acme.dev>';
    const flags = sign ? repository.signed('sara') : [];
    repository.as(
      sign ? 'sara' : 'mallory',
      ...flags,
      'commit',
      '--quiet',
      ...(sign ? ['-S'] : []),
      '--message',
      message,
      '--author',
      'mallory <mallory@acme.dev>',
    );
    repository.push();
    const approval = await approvalOf(critical, { allowedSigners });
    expect(by(approval)).toEqual(expected);
    expect(approval.approved).toBe(sign);
  });

  test.each([
    ['a signed tag that names the spec', specHash(high), true],
    ['a signed tag that names another', specHash(low), false],
  ])('%s', async (_name, hash, approved) => {
    trust(repository.key('sara'));
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Ask');
    repository.as(
      'sara',
      ...repository.signed('sara'),
      'tag',
      '-s',
      '-m',
      `Approves: billing/api-root ${hash}`,
      'approve/api-root',
    );
    repository.push();
    expect((await approvalOf(high, { allowedSigners })).approved).toBe(approved);
  });

  test('a tag without signature approves nothing', async () => {
    trust(repository.key('sara'));
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Ask');
    repository.as(
      'sara',
      'tag',
      '-a',
      '-m',
      `Approves: billing/api-root ${specHash(high)}`,
      'approve/api-root',
    );
    repository.push();
    expect((await approvalOf(high, { allowedSigners })).approved).toBe(false);
  });
});

describe('CODEOWNERS is read from the first parent', () => {
  beforeEach(() => {
    repository.write('CODEOWNERS', '/exceptions/ sec@acme.dev\n');
    repository.commit('ann', 'Own');
    repository.push();
  });

  test('an owner approves, another does not', async () => {
    propose('mallory', high);
    repository.merge('bob', 'ask');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    repository.merge('sec', 'ask');
    repository.git('push', '--quiet', '--force', 'origin', 'main');
    expect((await approvalOf(high)).approved).toBe(true);
  });

  test('a change of CODEOWNERS in the same merge does not count', async () => {
    repository.git('checkout', '--quiet', '-b', 'ask');
    repository.write('CODEOWNERS', '/exceptions/ bob@acme.dev\n');
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Ask');
    repository.merge('bob', 'ask');
    repository.push();
    expect((await approvalOf(high)).approved).toBe(false);
  });
});

describe('a revocation is sticky', () => {
  const revoked = testContract({
    ...high.spec,
    revoked: { by: 'sec', reason: 'The host was taken over.', at: '2026-11-23T09:00:00Z' },
  });

  test.each([
    ['taken back', () => repository.write(file, stringify(high))],
    ['deleted', () => repository.git('rm', '--quiet', file)],
    [
      'moved to another file',
      () => {
        repository.git('rm', '--quiet', file);
        repository.write('exceptions/new.yaml', stringify(high));
      },
    ],
  ])('%s', async (_name, undo) => {
    propose('mallory', high);
    repository.merge('bob', 'ask');
    repository.write(file, stringify(revoked));
    repository.commit('sec', 'Revoke');
    undo();
    repository.commit('mallory', 'Undo');
    repository.push();
    expect((await approvalOf(high)).revoked).toBe(true);
  });
});

describe('renewals are counted from history', () => {
  test('an end that moves, and a new name for the same thing', async () => {
    const second = testContract({ ...high.spec, expiresAt: '2027-01-15T00:00:00Z' });
    const third = testContract(
      { ...high.spec, validFrom: '2027-02-01T00:00:00Z', expiresAt: '2027-03-01T00:00:00Z' },
      { name: 'quite-another' },
    );
    repository.write(file, stringify(high));
    repository.commit('mallory', 'Ask');
    repository.write(file, stringify(second));
    repository.commit('mallory', 'Once more');
    repository.git('rm', '--quiet', file);
    repository.commit('mallory', 'Done');
    repository.push();
    expect((await approvalOf(high)).renewals).toBe(0);
    expect((await approvalOf(second)).renewals).toBe(1);
    expect((await approvalOf(third)).renewals).toBe(2);
  });
});

describe('where nothing can be said', () => {
  test('a shallow clone is inconclusive', async () => {
    repository.write(file, stringify(low));
    repository.commit('mallory', 'Ask');
    repository.push();
    repository.git('clone', '--quiet', '--depth=1', `file://${repository.home}/remote.git`, '../shallow');
    const approvals = await readApprovals(new Git(`${repository.home}/shallow`, process.env), {
      folder: 'exceptions',
      limits: defaultLimits,
    });
    expect(approvals.branch).toEqual({
      type: 'inconclusive',
      because: expect.stringContaining('git fetch --unshallow'),
    });
    expect((await approvals.of(low)).approved).toBe(false);
  });

  test('no repository: everything is proposed', async () => {
    const approvals = await readApprovals(new Git(repository.home, process.env), {
      folder: 'exceptions',
      limits: defaultLimits,
    });
    expect(approvals.branch.type).toBe('none');
    expect((await approvals.of(low)).approved).toBe(false);
  });

  test('a branch that is not there is inconclusive', async () => {
    const approvals = await readApprovals(new Git(repository.folder, process.env), {
      branch: 'release',
      folder: 'exceptions',
      limits: defaultLimits,
    });
    expect(approvals.branch).toEqual({
      type: 'inconclusive',
      because: expect.stringContaining('there is no branch release'),
    });
  });
});
