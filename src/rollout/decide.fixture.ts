/** Inputs for the tests of the decision: everything clean and seen, one thing changed at a time. */
import type { Contract, DecisionInputs, Finding, Gate, Rejection, Subject } from './inputs.ts';

export const minute: number = 60_000;
export const hour: number = 60 * minute;
export const day: number = 24 * hour;
export const now: number = Date.parse('2026-11-22T10:00:00Z');

export const gate: Gate = {
  violations: 'Hold',
  window: '14d',
  maxGap: '26h',
  scans: 2,
  freshness: '2h',
  silentWorkloads: 'Template',
  minEphemeralAdmissions: 0,
  approvals: 0,
  checks: [],
};

export type Loose<T> = { [K in keyof T]?: T[K] | undefined };

export function plan(
  own: Loose<DecisionInputs['plan']> = {},
  enforce: Loose<Gate> = {},
  demotion: Loose<DecisionInputs['plan']['demotion']> = {},
): DecisionInputs['plan'] {
  return {
    mode: 'Auto',
    suspend: false,
    begin: 'Audit',
    gates: { warn: { ...gate, window: '3d' }, enforce: { ...gate, ...enforce } },
    demotion: {
      action: 'Demote',
      rejections: 3,
      workloads: 1,
      window: '15m',
      cooldown: '24h',
      maxDemotions: 3,
      ...demotion,
    },
    ...own,
  } as DecisionInputs['plan'];
}

export function subject(id: string, own: Partial<Subject> = {}): Subject {
  return {
    id,
    hash: 'h1',
    wantsPods: false,
    lastRanAt: now - hour,
    evidence: [evidence()],
    ...own,
  };
}

export function evidence(own: Partial<Subject['evidence'][number]> = {}): Subject['evidence'][number] {
  return { source: 'live', at: now - day, hash: 'h1', revision: 'r1', ...own };
}

export const scans: readonly DecisionInputs['scans'][number][] = Array.from({ length: 20 }, (_, index) => ({
  startedAt: now - index * day - hour,
  endedAt: now - index * day - hour + 41_000,
  complete: true,
  revision: 'r1',
}));

export const shares: DecisionInputs['shares'] = {
  window: '',
  wave: '',
  after: '',
  paused: '',
  budget: '',
  quarantine: true,
};

export function atWarn(own: Loose<DecisionInputs> = {}): DecisionInputs {
  return {
    now,
    rollout: 'r',
    namespace: { uid: 'u', name: 'n' },
    plan: plan(),
    cell: { stage: 'Warn', since: now - 20 * day, revision: 'r1', demotions: 0 },
    policy: { revision: 'r1', since: now - 60 * day, holdsBoth: false, knowsContracts: true },
    listedAt: now - hour,
    liveSource: true,
    subjects: [subject('a'), subject('b')],
    findings: [],
    contracts: [],
    rejections: [],
    promised: [],
    required: ['scan'],
    observed: [{ source: 'scan', from: now - 99 * day, to: now }],
    scans,
    approvals: [],
    checks: [],
    ephemeralAdmitted: 0,
    obstacle: '',
    compiledForm: '',
    shares,
    ...own,
  } as DecisionInputs;
}

export function atEnforce(own: Loose<DecisionInputs> = {}): DecisionInputs {
  return atWarn({
    cell: { stage: 'Enforce', since: now - 2 * day, revision: 'r1', demotions: 0 },
    promised: [{ subject: 'a', hash: 'h1' }],
    ...own,
  });
}

export function finding(own: Partial<Finding> = {}): Finding {
  return { subject: 'a', policy: 'p', field: 'f', verdict: 'fail', lastSeen: now - day, ...own };
}

export function contract(own: Partial<Contract> = {}): Contract {
  return {
    id: 'x',
    name: 'x',
    subject: 'a',
    policy: 'p',
    validFrom: now - day,
    honouredUntil: now + 9 * day,
    approved: true,
    revoked: false,
    quarantine: false,
    compiled: false,
    ...own,
  };
}

export function rejections(own: Partial<Rejection> = {}, count = 3): Rejection[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    subject: 'a',
    hash: 'h1',
    policy: 'p',
    field: 'f',
    at: now - index * minute,
    confirmed: true,
    critical: false,
    ...own,
  }));
}

/** The same inputs with every list turned round. */
export function reversed(inputs: DecisionInputs): DecisionInputs {
  const lists = Object.entries(inputs).map(([key, value]: [string, unknown]) => [
    key,
    Array.isArray(value) ? value.toReversed() : value,
  ]);
  return Object.fromEntries(lists) as DecisionInputs;
}
