import { assert, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atWarn,
  contract,
  day,
  finding,
  hour,
  type Loose,
  minute,
  now,
  plan,
  reversed,
  scans,
  subject,
} from './decide.fixture.ts';
import { type Action, decide } from './decide.ts';
import { covers, honoured } from './gate.ts';
import type { Contract, DecisionInputs, Finding, Rejection, Subject } from './inputs.ts';

const seed = Number(process.env.PORTCULLIS_SEED ?? 20261122);
const numRuns = 100_000;

/** A random choice that costs next to nothing, so that 100,000 cases are a matter of seconds. */
class Dice {
  #state: number;

  constructor(state: number) {
    this.#state = state | 0;
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  upTo(limit: number): number {
    return Math.floor(this.#next() * (limit + 1));
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  of<T>(...items: readonly T[]): T {
    return items[this.upTo(items.length - 1)] as T;
  }

  list<T>(limit: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.upTo(limit) }, (_, index) => make(index));
  }
}

const names = ['s0', 's1', 's2', 's3'];

function randomSubject(dice: Dice, id: string): Subject {
  return subject(id, {
    wantsPods: dice.chance(0.5),
    lastRanAt: dice.chance(0.4) ? null : now - dice.upTo(30 * 24) * hour,
    evidence: dice.list(3, () => ({
      source: dice.of('template', 'live', 'live', 'admission', 'probe'),
      at: now - dice.upTo(dice.of(10, 10, 20) * 24) * hour,
      hash: dice.chance(0.95) ? 'h1' : 'h2',
      revision: dice.chance(0.95) ? 'r1' : 'r0',
    })),
  });
}

function randomFinding(dice: Dice): Finding {
  const lastSeen = now - dice.upTo(40 * 24) * hour;
  return finding({
    subject: dice.of(...names),
    policy: dice.of('p', 'q'),
    field: dice.of('f', 'g'),
    verdict: dice.chance(0.9) ? 'fail' : 'error',
    lastSeen,
    closedAt: dice.chance(0.7) ? Math.min(now, lastSeen + dice.upTo(20) * hour) : null,
  });
}

/** Half of them are for one of `findings`. */
function randomContract(dice: Dice, index: number, findings: readonly Finding[] = []): Contract {
  const target = dice.chance(0.5) ? findings[0] : undefined;
  return contract({
    id: `c${index}`,
    name: dice.of('c0', 'c1'),
    subject: target?.subject ?? dice.of(...names),
    policy: target?.policy ?? dice.of('p', 'q'),
    field: target === undefined ? dice.of(null, 'f', 'g') : null,
    validFrom: now + (dice.upTo(12) - 10) * day,
    honouredUntil: now + (dice.upTo(25) - 5) * day,
    approved: dice.chance(0.8),
    revoked: dice.chance(0.1),
    quarantine: dice.chance(0.2),
    compiled: dice.chance(0.8),
  });
}

function randomRejection(dice: Dice, id: string): Rejection {
  return {
    id,
    subject: dice.of(...names.slice(0, 2)),
    hash: dice.chance(0.9) ? 'h1' : 'h2',
    policy: dice.of('p', 'q'),
    field: dice.of('f', 'g'),
    at: now - dice.upTo(20) * minute,
    confirmed: dice.chance(0.9),
    critical: dice.chance(0.1),
  };
}

function randomInputs(dice: Dice): DecisionInputs {
  const demotions = dice.of(0, 0, 0, 0, 1, 3);
  const findings = dice.list(2, () => randomFinding(dice));
  return atWarn({
    cell: {
      stage: dice.of('Audit', 'Warn', 'Warn', 'Warn', 'Enforce', 'Enforce', 'None'),
      since: now - (5 + dice.upTo(35)) * day,
      revision: 'r1',
      demotions,
      lastDemotedAt: demotions === 0 ? null : now - 30 * day,
    },
    policy: {
      revision: dice.chance(0.95) ? 'r1' : 'r2',
      since: now - 50 * day,
      holdsBoth: dice.chance(0.3),
      knowsContracts: dice.chance(0.4),
    },
    compiledForm: dice.chance(0.5) ? 'form' : '',
    plan: plan(
      { mode: dice.chance(0.95) ? 'Auto' : 'Propose' },
      {},
      { action: dice.of('Demote', 'Quarantine', 'Propose') },
    ),
    required: dice.chance(0.8) ? ['scan'] : ['scan', 'audit-log'],
    subjects: names.slice(0, dice.upTo(3)).map((name) => randomSubject(dice, name)),
    findings,
    contracts: dice.list(2, (index) => randomContract(dice, index, findings)),
    rejections: dice.list(6, (index) => randomRejection(dice, `x${index}`)),
    observed: [0, ...dice.list(2, () => 0)].map(() => ({
      source: dice.of('scan', 'scan', 'audit-log'),
      from: now - (10 + dice.upTo(50)) * day,
      to: dice.of(now, now, now - hour, now - 3 * day),
    })),
    scans: scans.slice(0, 4).filter(() => dice.chance(0.8)),
    listedAt: dice.chance(0.95) ? now - hour : null,
    liveSource: dice.chance(0.8),
    promised: dice.list(3, () => ({ subject: dice.of(...names.slice(0, 2)), hash: 'h1' })),
  } as Loose<DecisionInputs>);
}

/** Every way of knowing less, or of knowing something bad. */
const worsenings: readonly ((inputs: DecisionInputs) => DecisionInputs)[] = [
  (inputs) => ({ ...inputs, findings: [...inputs.findings, finding({ subject: 'zz', lastSeen: now })] }),
  (inputs) => ({ ...inputs, findings: [...inputs.findings, finding({ verdict: 'error' })] }),
  (inputs) => ({
    ...inputs,
    findings: [...inputs.findings, finding({ subject: 'zz', closedAt: now - day })],
  }),
  (inputs) => ({ ...inputs, observed: inputs.observed.slice(1) }),
  (inputs) => ({ ...inputs, observed: inputs.observed.map((item) => ({ ...item, to: item.to - 5 * day })) }),
  (inputs) => ({ ...inputs, required: [...inputs.required, 'webhook'] }),
  (inputs) => ({ ...inputs, scans: inputs.scans.slice(1) }),
  (inputs) => ({ ...inputs, scans: inputs.scans.map((scan) => ({ ...scan, complete: false })) }),
  (inputs) => ({ ...inputs, listedAt: null }),
  (inputs) => ({ ...inputs, subjects: [...inputs.subjects, subject('never-seen', { evidence: [] })] }),
  (inputs) => withEvidence(inputs, (item) => ({ ...item, revision: 'r0' })),
  (inputs) => withEvidence(inputs, (item) => ({ ...item, hash: 'h0' })),
  (inputs) => withEvidence(inputs, (item) => ({ ...item, at: item.at - 60 * day })),
  (inputs) => ({
    ...inputs,
    subjects: inputs.subjects.map((item) => ({ ...item, evidence: item.evidence.slice(1) })),
  }),
  (inputs) => ({ ...inputs, contracts: inputs.contracts.map((item) => ({ ...item, honouredUntil: now })) }),
  (inputs) => ({ ...inputs, contracts: inputs.contracts.map((item) => ({ ...item, revoked: true })) }),
  (inputs) => ({ ...inputs, contracts: inputs.contracts.map((item) => ({ ...item, approved: false })) }),
  (inputs) => ({
    ...inputs,
    policy: { ...inputs.policy, knowsContracts: false },
    contracts: inputs.contracts.map((item) => ({ ...item, compiled: false })),
  }),
  (inputs) => ({ ...inputs, policy: { ...inputs.policy, revision: 'r9', since: now - hour } }),
  (inputs) => ({ ...inputs, cell: { ...inputs.cell, since: now - hour } }),
  (inputs) => ({ ...inputs, cell: { ...inputs.cell, demotions: 3, lastDemotedAt: now - day } }),
];

function withEvidence(
  inputs: DecisionInputs,
  change: (item: Subject['evidence'][number]) => Subject['evidence'][number],
): DecisionInputs {
  return {
    ...inputs,
    subjects: inputs.subjects.map((item) => ({ ...item, evidence: item.evidence.map(change) })),
  };
}

function answer(inputs: DecisionInputs): Action {
  return decide(inputs).action;
}

/** Forward, on evidence. (Audit needs none.) */
function movesOn(inputs: DecisionInputs): boolean {
  const { action, step } = decide(inputs);
  return (action === 'Promote' || action === 'Propose') && step?.kind === 'Promote' && step.to !== 'Audit';
}

function forAll(check: (dice: Dice) => void): void {
  assert(
    property(integer(), (state) => check(new Dice(state))),
    { numRuns, seed },
  );
}

describe(`properties of the decision (${numRuns} cases each, seed ${seed})`, { timeout: 300_000 }, () => {
  test('the order of the inputs does not matter, and every action comes up', () => {
    const seen = new Map<Action, number>();
    forAll((dice) => {
      const inputs = randomInputs(dice);
      const decision = decide(inputs);
      seen.set(decision.action, (seen.get(decision.action) ?? 0) + 1);
      const shuffled = decide(reversed(inputs));
      if (JSON.stringify(shuffled) !== JSON.stringify(decision)) expect(shuffled).toEqual(decision);
    });
    for (const action of ['Promote', 'Propose', 'Hold', 'Demote', 'Quarantine', 'Restage'] as const)
      expect(seen.get(action) ?? 0, action).toBeGreaterThan(300);
  });

  test('nothing missing, blind, ended, old or failing ever helps', () => {
    const stopped = worsenings.map(() => 0);
    forAll((dice) => {
      const inputs = randomInputs(dice);
      const which = dice.upTo(worsenings.length - 1);
      const before = movesOn(inputs);
      const after = movesOn((worsenings[which] as (inputs: DecisionInputs) => DecisionInputs)(inputs));
      if (after && !before) expect.fail(`worsening ${which} helped: ${JSON.stringify(inputs)}`);
      if (before && !after) stopped[which] = (stopped[which] as number) + 1;
    });
    for (const [which, count] of stopped.entries()) expect(count, `worsening ${which}`).toBeGreaterThan(1);
  });

  test('an excused violation never enforces Pod Security without the compiled form', () => {
    const seen = { held: 0, compiled: 0, notEnforcing: 0 };
    forAll((dice) => {
      const random = randomInputs(dice);
      const target = finding({ subject: dice.of(...names), lastSeen: now - dice.upTo(40) * day });
      const inputs: DecisionInputs = {
        ...random,
        cell: { ...random.cell, stage: dice.of('Warn', 'Warn', 'Audit', 'None'), demotions: 0 },
        policy: { ...random.policy, revision: 'r1', knowsContracts: false },
        plan: plan({ begin: dice.of('Audit', 'Enforce'), mode: dice.of('Auto', 'Propose', 'Observe') }),
        findings: [target, ...random.findings.slice(0, dice.upTo(1))],
        contracts: [
          contract({ id: 'target', subject: target.subject, compiled: dice.chance(0.5) }),
          ...random.contracts,
        ],
      };
      const { step, blockers } = decide(inputs);
      const compiled = inputs.contracts.some(
        (one) => one.compiled && covers(one, target) && honoured(one, now),
      );
      if (!compiled && step?.kind === 'Promote' && step.to === 'Enforce')
        expect.fail(`enforced over the excused: ${JSON.stringify(inputs)}`);
      if (blockers.some(({ code }) => code === 'ContractNotCompiled')) seen.held++;
      if (compiled && step?.to === 'Enforce') seen.compiled++;
      if (!compiled && (step?.to === 'Audit' || step?.to === 'Warn')) seen.notEnforcing++;
    });
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(300);
  });

  test('nothing a tenant can write steps back or issues a quarantine', () => {
    let attacks = 0;
    forAll((dice) => {
      const inputs = randomInputs(dice);
      const enforced = { ...inputs, cell: { ...inputs.cell, stage: 'Enforce' as const } };
      const promised = new Set(enforced.promised.map((item) => item.subject));
      const written = dice.list(20, (index): Rejection => {
        const rejection = randomRejection(dice, `attack${index}`);
        // Events are forged; a template is applied again with something bad in it; a workload is new.
        if (dice.chance(0.4)) return { ...rejection, confirmed: false };
        if (dice.chance(0.5)) return { ...rejection, hash: 'planted' };
        return promised.has(rejection.subject) ? { ...rejection, subject: 'new' } : rejection;
      });
      const before = decide(enforced);
      const after = decide({ ...enforced, rejections: [...enforced.rejections, ...written] });
      if (written.length > 2) attacks++;
      expect([after.action, after.broken]).toEqual([before.action, before.broken]);
    });
    expect(attacks).toBeGreaterThan(10_000);
  });

  test('a contract never turns a refusal into a step back', () => {
    forAll((dice) => {
      const inputs = { ...randomInputs(dice), contracts: [] };
      const more = { ...inputs, contracts: dice.list(3, (index) => randomContract(dice, index)) };
      const back = (action: Action): boolean => action === 'Demote' || action === 'Quarantine';
      if (back(answer(more)) && inputs.cell.stage === 'Enforce')
        expect(decide(inputs).broken.length).toBeGreaterThan(0);
    });
  });
});
