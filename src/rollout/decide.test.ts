import { describe, expect, test } from 'vitest';
import {
  atEnforce,
  atWarn,
  contract,
  day,
  evidence,
  finding,
  gate,
  hour,
  type Loose,
  minute,
  now,
  plan,
  rejections,
  scans,
  shares,
  subject,
} from './decide.fixture.ts';
import { type Action, decide, decideBy } from './decide.ts';
import { type DecisionInputs, type Finding, InputsError, type Subject } from './inputs.ts';

function answer(inputs: DecisionInputs): Action | 'refused' {
  try {
    return decide(inputs).action;
  } catch {
    return 'refused';
  }
}

const cell = atWarn().cell;
const template = (own: Partial<Subject> = {}): Subject[] => [
  subject('a', { evidence: [evidence({ source: 'template' })], ...own }),
];
const approval = { by: 'x', to: 'Enforce', since: cell.since, revision: 'r1', at: now - day } as const;
const asked = plan({}, { approvals: 1 });
const quarantine = plan({}, {}, { action: 'Quarantine' });
const halfUp = { source: 'scan', from: now - 7.5 * day, to: now };

describe('one namespace', () => {
  const cases: readonly (readonly [string, DecisionInputs, Action | 'refused'])[] = [
    ['all is clean and seen', atWarn(), 'Promote'],
    ['only observing', atWarn({ plan: plan({ mode: 'Observe' }) }), 'Hold'],
    ['no mode', atWarn({ plan: plan({ mode: undefined }) }), 'refused'],
    ['suspended', atWarn({ plan: plan({ suspend: true }) }), 'Hold'],
    ['a person decides', atWarn({ plan: plan({ mode: 'Propose' }) }), 'Propose'],
    ['one interval counted once', atWarn({ observed: [halfUp, halfUp] }), 'Hold'],
    ['an empty namespace', atWarn({ subjects: [] }), 'Promote'],
    ['an empty namespace never listed', atWarn({ subjects: [], listedAt: null }), 'Hold'],
    ['listed too long ago', atWarn({ listedAt: now - 3 * hour }), 'Hold'],
    ['an unknown verdict', atWarn({ findings: [finding({ verdict: 'excepted' as 'fail' })] }), 'refused'],
    [
      'an error is never excepted',
      atWarn({ findings: [finding({ verdict: 'error' })], contracts: [contract()] }),
      'Hold',
    ],
    [
      'a contract to come',
      atWarn({ findings: [finding()], contracts: [contract({ validFrom: now + day })] }),
      'Hold',
    ],
    [
      'a contract that ends soon',
      atWarn({ findings: [finding()], contracts: [contract({ honouredUntil: now + minute })] }),
      'Hold',
    ],
    ['a contract', atWarn({ findings: [finding()], contracts: [contract()] }), 'Promote'],
    [
      'a contract for another field',
      atWarn({ findings: [finding()], contracts: [contract({ field: 'g' })] }),
      'Hold',
    ],
    [
      'a contract nobody approved',
      atWarn({ findings: [finding()], contracts: [contract({ approved: false })] }),
      'Hold',
    ],
    [
      'a revoked contract',
      atWarn({ findings: [finding()], contracts: [contract({ revoked: true })] }),
      'Hold',
    ],
    [
      'evidence of an old revision',
      atWarn({ subjects: [subject('a', { evidence: [evidence({ revision: 'r0' })] })] }),
      'Hold',
    ],
    [
      'evidence of an old template',
      atWarn({ subjects: [subject('a', { evidence: [evidence({ hash: 'h0' })] })] }),
      'Hold',
    ],
    ['no scan', atWarn({ scans: [] }), 'Hold'],
    [
      'scans of an old revision',
      atWarn({ scans: scans.map((scan) => ({ ...scan, revision: 'r0' })) }),
      'Hold',
    ],
    ['no window', atWarn({ plan: plan({}, { window: undefined }) }), 'refused'],
    ['an empty window', atWarn({ plan: plan({}, { window: '' }) }), 'refused'],
    ['a window of nothing', atWarn({ plan: plan({}, { window: '0d' }) }), 'refused'],
    ['a stage to come', atWarn({ cell: { ...cell, since: now + day } }), 'refused'],
    ['no word of the budget', atWarn({ shares: { ...shares, budget: undefined as never } }), 'refused'],
    ['the budget is spent', atWarn({ shares: { ...shares, budget: '40 of 40 namespaces today' } }), 'Hold'],
    ['a window is closed', atWarn({ shares: { ...shares, window: 'year-end freeze' } }), 'Hold'],
    ['an earlier wave soaks', atWarn({ shares: { ...shares, wave: 'canary soaks' } }), 'Hold'],
    ['a field too many', { ...atWarn(), windowOpen: true } as DecisionInputs, 'refused'],
    ['a running workload seen as template only', atWarn({ subjects: template() }), 'Hold'],
    ['a silent workload seen as template', atWarn({ subjects: template({ lastRanAt: null }) }), 'Promote'],
    [
      'a workload that asks for pods, seen as template',
      atWarn({ subjects: template({ lastRanAt: null, wantsPods: true }) }),
      'Hold',
    ],
    [
      'a silent workload when a probe is asked for',
      atWarn({ subjects: template({ lastRanAt: null }), plan: plan({}, { silentWorkloads: 'Probe' }) }),
      'Hold',
    ],
    [
      'templates only',
      atWarn({ liveSource: false, subjects: template({ lastRanAt: null, wantsPods: true }) }),
      'Propose',
    ],
    [
      'evidence older than the window',
      atWarn({ subjects: [subject('a', { evidence: [evidence({ at: now - 80 * day })] })] }),
      'Hold',
    ],
    [
      'evidence to come',
      atWarn({ subjects: [subject('a', { evidence: [evidence({ at: now + 1 })] })] }),
      'refused',
    ],
    ['approval of another step', atWarn({ plan: asked, approvals: [{ ...approval, to: 'Warn' }] }), 'Hold'],
    ['approval of an earlier stage', atWarn({ plan: asked, approvals: [{ ...approval, since: 1 }] }), 'Hold'],
    [
      'approval of another revision',
      atWarn({ plan: asked, approvals: [{ ...approval, revision: 'r0' }] }),
      'Hold',
    ],
    ['approval', atWarn({ plan: asked, approvals: [approval] }), 'Promote'],
    [
      'one person twice',
      atWarn({ plan: plan({}, { approvals: 2 }), approvals: [approval, approval] }),
      'Hold',
    ],
    [
      'two people',
      atWarn({ plan: plan({}, { approvals: 2 }), approvals: [approval, { ...approval, by: 'y' }] }),
      'Promote',
    ],
    [
      'a check says no',
      atWarn({ plan: plan({}, { checks: ['slo'] }), checks: [{ name: 'slo', at: now, answer: 'Fail' }] }),
      'Hold',
    ],
    ['a check is silent', atWarn({ plan: plan({}, { checks: ['slo'] }) }), 'Hold'],
    [
      'a check said yes long ago',
      atWarn({
        plan: plan({}, { checks: ['slo'] }),
        checks: [{ name: 'slo', at: now - day, answer: 'Pass' }],
      }),
      'Hold',
    ],
    [
      'a check says yes',
      atWarn({ plan: plan({}, { checks: ['slo'] }), checks: [{ name: 'slo', at: now, answer: 'Pass' }] }),
      'Promote',
    ],
    ['a needed source was down', atWarn({ required: ['scan', 'audit-log'] }), 'Hold'],
    ['no source is needed', atWarn({ required: [] }), 'Hold'],
    [
      'two sources, each up half of the time',
      atWarn({
        required: ['scan', 'audit-log'],
        observed: [
          { source: 'scan', from: now - 16 * day, to: now },
          { source: 'audit-log', from: now - 40 * day, to: now - 10 * day },
          { source: 'audit-log', from: now - hour, to: now },
        ],
      }),
      'Hold',
    ],
    [
      'too few pods without a template',
      atWarn({ plan: plan({}, { minEphemeralAdmissions: 300 }), ephemeralAdmitted: 299 }),
      'Hold',
    ],
    [
      'enough pods without a template',
      atWarn({ plan: plan({}, { minEphemeralAdmissions: 300 }), ephemeralAdmitted: 300 }),
      'Promote',
    ],
    ['labels that cannot take it', atWarn({ obstacle: 'enforces restricted at an older pin' }), 'Hold'],
    ['stepped back too often', atWarn({ cell: { ...cell, demotions: 3 } }), 'Hold'],
    [
      'still cooling down',
      atWarn({ cell: { ...cell, since: now - 40 * day, demotions: 2, lastDemotedAt: now - 15 * day } }),
      'Hold',
    ],
    [
      'cooled down',
      atWarn({ cell: { ...cell, since: now - 40 * day, demotions: 2, lastDemotedAt: now - 16 * day } }),
      'Promote',
    ],
    [
      'a violation closed in the window',
      atWarn({ findings: [finding({ closedAt: now - 10 * day, lastSeen: now - 11 * day })] }),
      'Hold',
    ],
    [
      'an error that is over in the window: meanwhile nothing was seen',
      atWarn({ findings: [finding({ verdict: 'error', closedAt: now - day, lastSeen: now - 12 * day })] }),
      'Hold',
    ],
    [
      'an error that was over before the window',
      atWarn({
        findings: [finding({ verdict: 'error', closedAt: now - 14 * day, lastSeen: now - 15 * day })],
      }),
      'Promote',
    ],
    [
      'a violation closed before the window',
      atWarn({ findings: [finding({ closedAt: now - 14 * day, lastSeen: now - 15 * day })] }),
      'Promote',
    ],

    [
      'begins at audit whatever is open',
      atWarn({ cell: { ...cell, stage: 'None' }, findings: [finding()], scans: [] }),
      'Promote',
    ],
    [
      'begins after another rollout',
      atWarn({ cell: { ...cell, stage: 'None' }, shares: { ...shares, after: 'waits for baseline' } }),
      'Hold',
    ],
    [
      'begins at enforce without a window',
      atWarn({
        plan: plan({ begin: 'Enforce' }),
        cell: { ...cell, stage: 'None', since: now },
        scans: scans.slice(0, 1),
      }),
      'Promote',
    ],
    [
      'does not begin at enforce with a violation',
      atWarn({ plan: plan({ begin: 'Enforce' }), cell: { ...cell, stage: 'None' }, findings: [finding()] }),
      'Hold',
    ],
    [
      'does not begin at enforce unseen',
      atWarn({
        plan: plan({ begin: 'Enforce' }),
        cell: { ...cell, stage: 'None' },
        subjects: [subject('a', { evidence: [] })],
      }),
      'Hold',
    ],
    [
      'warns of violations where the gate allows it',
      atWarn({
        cell: { ...cell, stage: 'Audit' },
        findings: [finding()],
        plan: plan({ gates: { warn: { ...gate, violations: 'Allow' }, enforce: gate } }),
      }),
      'Promote',
    ],
    [
      'never enforces over violations',
      atWarn({ findings: [finding()], plan: plan({}, { violations: 'Allow' }) }),
      'Hold',
    ],

    ['a broken promise', atEnforce({ rejections: rejections() }), 'Demote'],
    [
      'a template the promise did not cover',
      atEnforce({ rejections: rejections({ hash: 'hB' }, 500) }),
      'Hold',
    ],
    ['a workload the promise did not cover', atEnforce({ rejections: rejections({ subject: 'b' }) }), 'Hold'],
    ['refusals a tenant could write', atEnforce({ rejections: rejections({ confirmed: false }) }), 'Hold'],
    [
      'a contract ended',
      atEnforce({ rejections: rejections(), contracts: [contract({ honouredUntil: now - hour })] }),
      'Hold',
    ],
    [
      'a contract was revoked',
      atEnforce({ rejections: rejections(), contracts: [contract({ revoked: true })] }),
      'Hold',
    ],
    ['too few refusals', atEnforce({ rejections: rejections({}, 2) }), 'Hold'],
    ['refusals long ago', atEnforce({ rejections: rejections({ at: now - 49 * hour }) }), 'Hold'],
    [
      'a burst that was heard of a day later',
      atEnforce({ rejections: rejections({ at: now - day }) }),
      'Demote',
    ],
    [
      'refusals too far apart',
      atEnforce({
        rejections: rejections().map((one, index) => ({ ...one, at: now - index * 15 * minute })),
      }),
      'Hold',
    ],
    [
      'refusals that only just lie together',
      atEnforce({ rejections: rejections().map((one, index) => ({ ...one, at: now - index * 7 * minute })) }),
      'Demote',
    ],
    [
      'a burst before the stage began',
      atEnforce({
        rejections: rejections({ at: now - day }),
        cell: { ...atEnforce().cell, since: now - hour },
      }),
      'Hold',
    ],
    [
      'refusals before the stage',
      atEnforce({
        cell: { ...atEnforce().cell, since: now - minute },
        rejections: rejections({ at: now - 2 * minute }),
      }),
      'Hold',
    ],
    [
      'one workload where two are asked for',
      atEnforce({ rejections: rejections(), plan: plan({}, {}, { workloads: 2 }) }),
      'Hold',
    ],
    ['one refusal thrice', atEnforce({ rejections: rejections({ id: 'same' }) }), 'refused'],
    ['refusals to come', atEnforce({ rejections: rejections({ at: now + 1 }) }), 'refused'],
    [
      'the step back is proposed',
      atEnforce({ rejections: rejections(), plan: plan({}, {}, { action: 'Propose' }) }),
      'Propose',
    ],
    [
      'the step back when a person decides',
      atEnforce({ rejections: rejections(), plan: plan({ mode: 'Propose' }) }),
      'Propose',
    ],
    [
      'the step back when suspended',
      atEnforce({ rejections: rejections(), plan: plan({ suspend: true }) }),
      'Hold',
    ],
    ['quarantine', atEnforce({ rejections: rejections(), plan: quarantine }), 'Quarantine'],
    [
      'no quarantine for what is critical',
      atEnforce({ rejections: rejections({ critical: true }), plan: quarantine }),
      'Propose',
    ],
    [
      'no quarantine twice',
      atEnforce({
        rejections: rejections({ field: 'g' }),
        contracts: [contract({ quarantine: true, field: 'f', honouredUntil: now - day })],
        plan: quarantine,
      }),
      'Propose',
    ],
    [
      'no quarantine without the guard',
      atEnforce({ rejections: rejections(), plan: quarantine, shares: { ...shares, quarantine: false } }),
      'Propose',
    ],
    [
      'the policy changed a minute ago',
      atEnforce({
        policy: { revision: 'r1', since: now - minute, holdsBoth: false, knowsContracts: true },
        rejections: rejections(),
      }),
      'Pause',
    ],

    [
      'a changed policy',
      atEnforce({
        policy: { revision: 'r2', since: now - minute, holdsBoth: false, knowsContracts: true },
        rejections: rejections(),
      }),
      'Restage',
    ],
    [
      'a changed policy at warn',
      atWarn({ policy: { revision: 'r2', since: now - minute, holdsBoth: false, knowsContracts: true } }),
      'Restage',
    ],
    [
      'a changed policy that stands beside the old',
      atWarn({ policy: { revision: 'r2', since: now - minute, holdsBoth: true, knowsContracts: true } }),
      'Hold',
    ],
    [
      'a changed policy judged alike',
      atWarn({
        policy: {
          revision: 'r2',
          since: now - minute,
          holdsBoth: false,
          knowsContracts: true,
          replay: replay(),
        },
      }),
      'Promote',
    ],
    [
      'a changed policy judged otherwise',
      atWarn({
        policy: {
          revision: 'r2',
          since: now - minute,
          holdsBoth: false,
          knowsContracts: true,
          replay: replay({ different: 1 }),
        },
      }),
      'Restage',
    ],
    [
      'a changed policy that reads what is hashed',
      atWarn({
        policy: {
          revision: 'r2',
          since: now - minute,
          holdsBoth: false,
          knowsContracts: true,
          replay: replay({ unreplayable: 1 }),
        },
      }),
      'Restage',
    ],
    [
      'a replay of something else',
      atWarn({
        policy: {
          revision: 'r2',
          since: now - minute,
          holdsBoth: false,
          knowsContracts: true,
          replay: replay({ to: 'r3' }),
        },
      }),
      'Restage',
    ],
    [
      'a replay of nothing',
      atWarn({
        policy: {
          revision: 'r2',
          since: now - minute,
          holdsBoth: false,
          knowsContracts: true,
          replay: replay({ specs: 0 }),
        },
      }),
      'Restage',
    ],
  ];
  test.each(cases)('%s', (_, inputs, expected) => {
    expect(answer(inputs)).toBe(expected);
  });

  function replay(own: object = {}): NonNullable<DecisionInputs['policy']['replay']> {
    return {
      from: 'r1',
      fromSince: now - 60 * day,
      to: 'r2',
      specs: 7,
      different: 0,
      unreplayable: 0,
      ...own,
    };
  }
});

describe('the proof', () => {
  test('every input is in the hash', () => {
    const changed: readonly DecisionInputs[] = [
      atWarn({ approvals: [approval] }),
      atWarn({ now: now + 1 }),
      atWarn({ obstacle: 'x' }),
      atWarn({ rejections: rejections() }),
      atWarn({ shares: { ...shares, quarantine: false } }),
    ];
    expect(new Set([atWarn(), ...changed].map((inputs) => decide(inputs).id)).size).toBe(6);
  });

  test('a step keeps its id while the evidence grows', () => {
    expect(decide(atWarn()).step?.id).toBe(decide(atWarn({ now: now + 1 })).step?.id);
    expect(decide(atWarn()).step?.id).not.toBe(
      decide(atWarn({ cell: { ...cell, since: cell.since + 1 } })).step?.id,
    );
  });

  test('absent and null are one, and so is what went through JSON', () => {
    const errors = (own: Partial<Finding>): string => decide(atWarn({ findings: [finding(own)] })).id;
    expect(errors({ verdict: 'error', closedAt: null })).toBe(errors({ verdict: 'error' }));
    expect(decide(JSON.parse(JSON.stringify(atWarn()))).id).toBe(decide(atWarn()).id);
  });

  test('what is no plain JSON is refused, with its place', () => {
    expect(() => decide(atWarn({ now: new Date() as never }))).toThrow(
      'inputs.now: expected a whole number from 0',
    );
    expect(() => decide(atWarn({ ephemeralAdmitted: Number.NaN }))).toThrow('inputs.ephemeralAdmitted');
    expect(() => decide(atWarn({ subjects: [subject('a'), { ...subject('b'), hash: '' }] }))).toThrow(
      'inputs.subjects[1].hash: expected text, found ""',
    );
    expect(() => decide(null)).toThrow('inputs: expected a map, found null');
    expect(() => decide(atWarn({ cell: { ...cell, since: 8.64e15 + 1 } }))).toThrow(
      'was the clock set back?',
    );
  });

  test('the promise holds only what is covered and has no violation, excused ones included', () => {
    const inputs = atWarn({ findings: [finding()], contracts: [contract()] });
    expect(decide(inputs).promised).toEqual([{ subject: 'b', hash: 'h1' }]);
  });
});

describe('what an older algorithm decided is decided again as it was', () => {
  test('1 enforced Pod Security over an excused workload', () => {
    const { compiledForm: _, ...inputs } = atWarn({
      findings: [finding()],
      plan: plan({}, { scans: 1 }),
    });
    const { knowsContracts: __, ...policy } = inputs.policy;
    const { compiled: ___, ...excuse } = contract();
    const old = { ...inputs, policy, contracts: [excuse], findings: [finding({ lastSeen: now - 15 * day })] };
    expect(decideBy(1, old)).toMatchObject({ algorithm: 1, action: 'Promote', blockers: [] });
    expect(() => decide(old)).toThrow('inputs.policy.knowsContracts: expected true or false, found nothing');
    expect(() => decideBy(1, inputs)).toThrow(InputsError);
  });
});

describe('an excused violation, and an engine that knows no contracts', () => {
  const policy = { ...atWarn().policy, knowsContracts: false };
  const findings = [finding({ lastSeen: now - 15 * day })];
  test.each<[string, Loose<DecisionInputs>, string[]]>([
    ['a contract', { contracts: [contract()] }, ['ContractNotCompiled']],
    ['a compiled contract', { contracts: [contract({ compiled: true })] }, []],
    [
      'one of two compiled',
      { contracts: [contract(), contract({ id: 'y', name: 'y', compiled: true })] },
      [],
    ],
    [
      'the compiled one has ended',
      { contracts: [contract(), contract({ id: 'y', name: 'y', compiled: true, honouredUntil: now })] },
      ['ContractNotCompiled'],
    ],
    ['no contract', { contracts: [] }, ['OpenViolations']],
    [
      'an engine that knows them',
      { contracts: [contract()], policy: { ...policy, knowsContracts: true } },
      [],
    ],
    [
      'a step to warn',
      {
        contracts: [contract()],
        cell: { stage: 'Audit', since: now - 20 * day, revision: 'r1', demotions: 0 },
      },
      [],
    ],
    [
      'a violation that is over',
      {
        contracts: [contract()],
        findings: [finding({ lastSeen: now - 16 * day, closedAt: now - 15 * day })],
      },
      [],
    ],
  ])('%s', (_, own, codes) => {
    const decision = decide(atWarn({ policy, findings, ...own }));
    expect(decision.blockers.map(({ code }) => code)).toEqual(codes);
    expect(decision.action).toBe(codes.length === 0 ? 'Promote' : 'Hold');
  });
});

describe('freshness says what is true', () => {
  test.each<[string, Loose<DecisionInputs>, string[]]>([
    [
      'after the first scan',
      { observed: [] },
      ['the last complete scan vouches for no time yet: it takes two within 26h of each other'],
    ],
    ['a source that is silent', { required: ['scan', 'audit-log'] }, ['no report from audit-log within 2h']],
    [
      'both',
      { required: ['scan', 'audit-log'], observed: [] },
      [
        'no report from audit-log within 2h; the last complete scan vouches for no time yet: it takes two within 26h of each other',
      ],
    ],
    ['no scan', { scans: [] }, ['no complete scan within 2h']],
  ])('%s', (_, own, texts) => {
    const { unknown } = decide(atWarn(own));
    expect(unknown.filter(({ code }) => code === 'Freshness').map(({ message }) => message)).toEqual(texts);
  });
});
