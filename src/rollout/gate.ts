import { durationMs, durationText } from './duration.ts';
import type { Contract, DecisionInputs, Finding, Gate, SilentEvidence, Source, Subject } from './inputs.ts';
import { observedIntervals, totalTime } from './observed.ts';
import type { Reason } from './reason.ts';
import type { RolloutStage } from './stage.ts';

/** What a gate says. A blocker speaks against the step; an unknown means that nothing may be concluded yet. */
export interface GateResult {
  readonly blockers: Reason[];
  readonly unknown: Reason[];
  /** From when on evidence counts. */
  readonly windowStart: number;
  /** Of that, the time in which nobody was blind. */
  readonly observed: number;
  readonly covered: number;
  /** The workloads judged clean, with what was judged. */
  readonly promised: { subject: string; hash: string }[];
}

/** A contract that ends sooner than this after a step to Enforce holds the step. */
const contractLeft = 72 * 3_600_000;

const weight: Readonly<Record<Source, number>> = { template: 1, probe: 2, live: 3, admission: 3 };
const weightWhenSilent: Readonly<Record<SilentEvidence, number>> = { Template: 1, Probe: 2, Live: 3 };
/** A template does not show what webhooks make of it, so that a workload with pods needs more. */
const weightWhenRunning = 2;

/** By what a gate is asked. */
export interface GateTerms {
  /** The revisions whose evidence counts, and when the oldest of them was first seen. */
  readonly revisions: ReadonlySet<string>;
  readonly since: number;
  /** The algorithm. */
  readonly by: number;
}

export function evaluateGate(
  inputs: DecisionInputs,
  gate: Gate,
  to: RolloutStage,
  { revisions, since, by }: GateTerms,
): GateResult {
  const { now, cell, plan } = inputs;
  const blockers: Reason[] = [];
  const unknown: Reason[] = [];
  const window = ms(gate.window);

  const fails = inputs.findings.filter((finding) => finding.verdict === 'fail');
  const tolerated = gate.violations === 'Allow' && to === 'Warn';
  const bare = tolerated
    ? []
    : fails.filter((finding) => !inputs.contracts.some((c) => honoured(c, now) && covers(c, finding)));
  const errors = inputs.findings.filter((finding) => finding.verdict === 'error');
  const windowStart = Math.max(
    cell.since,
    since,
    cooledDown(inputs),
    ...bare.map((finding) => finding.closedAt ?? finding.lastSeen),
    // While it could not be judged, nothing was seen of it.
    ...errors.map((finding) => finding.closedAt ?? finding.lastSeen),
  );

  if (cell.demotions >= plan.demotion.maxDemotions)
    blockers.push({
      code: 'DemotedTooOften',
      message: `stepped back ${cell.demotions} times: a person must decide`,
    });
  if (inputs.obstacle !== '')
    blockers.push({ code: 'Obstacle', message: inputs.obstacle, about: [inputs.obstacle] });
  const open = bare.filter(isOpen);
  if (open.length > 0) blockers.push(openViolations(open));
  if (to === 'Enforce') {
    blockers.push(...contractsEndingSoon(inputs, fails));
    if (by > 1 && !inputs.policy.knowsContracts) blockers.push(...excusedInVain(inputs, fails));
  }

  const seen = observedIntervals(inputs.observed, inputs.required, windowStart, now);
  const observed = totalTime(seen);
  if (observed < window)
    unknown.push({
      code: 'ObservedTime',
      message: `${durationText(observed)} of ${gate.window} observed without a violation`,
    });
  const unjudged = errors.filter(isOpen);
  if (unjudged.length > 0)
    unknown.push({
      code: 'EvaluationErrors',
      message: `${counted(unjudged.length, 'evaluation error')}: an error is no pass`,
      about: names(unjudged.map((finding) => finding.policy)),
    });
  unknown.push(...scanReasons(inputs, gate, { revisions, since: windowStart, by }));
  // A step to warn can break nothing: evidence that would do for enforce does for it, however short its own window.
  const memory = Math.max(window, ms(plan.gates.enforce.window));
  const uncovered = inputs.subjects.filter((subject) => !isCovered(subject, inputs, gate, revisions, memory));
  if (uncovered.length > 0)
    unknown.push({
      code: 'Coverage',
      message: `${inputs.subjects.length - uncovered.length} of ${counted(inputs.subjects.length, 'workload')} covered`,
      about: names(uncovered.map((subject) => subject.id)),
    });
  if (inputs.ephemeralAdmitted < gate.minEphemeralAdmissions)
    unknown.push({
      code: 'EphemeralAdmissions',
      message: `${inputs.ephemeralAdmitted} of ${gate.minEphemeralAdmissions} pods without a template were admitted clean`,
    });
  for (const name of gate.checks) {
    const answer = inputs.checks.find(
      (check) => check.name === name && check.at >= now - ms(gate.freshness),
    )?.answer;
    if (answer === 'Fail')
      blockers.push({ code: 'CheckFailed', message: `check ${name} says no`, about: [name] });
    else if (answer !== 'Pass')
      unknown.push({ code: 'CheckUnknown', message: `check ${name} has given no answer`, about: [name] });
  }

  const failing = new Set(inputs.findings.filter(isOpen).map((finding) => finding.subject));
  return {
    blockers,
    unknown,
    windowStart,
    observed,
    covered: inputs.subjects.length - uncovered.length,
    promised: inputs.subjects
      .filter((subject) => !uncovered.includes(subject) && !failing.has(subject.id))
      .map(({ id, hash }) => ({ subject: id, hash }))
      .sort((a, b) => (a.subject < b.subject ? -1 : 1)),
  };
}

/** Active, Expiring and Overdue alike. */
export function honoured(contract: Contract, now: number): boolean {
  return contract.approved && !contract.revoked && contract.validFrom <= now && now < contract.honouredUntil;
}

export function covers(
  contract: Contract,
  { subject, policy, field }: { readonly subject: string; readonly policy: string; readonly field: string },
): boolean {
  return (
    contract.subject === subject &&
    contract.policy === policy &&
    (contract.field === undefined || contract.field === null || contract.field === field)
  );
}

export function isOpen(finding: Finding): boolean {
  return finding.closedAt === undefined || finding.closedAt === null;
}

/** Each step back doubles the time before evidence counts again. */
function cooledDown({ cell, plan }: DecisionInputs): number {
  if (cell.lastDemotedAt === undefined || cell.lastDemotedAt === null || cell.demotions === 0) return 0;
  return cell.lastDemotedAt + ms(plan.demotion.cooldown) * 2 ** Math.min(cell.demotions - 1, 8);
}

function openViolations(open: readonly Finding[]): Reason {
  const violations = names(open.map((finding) => `${finding.subject} ${finding.policy}`));
  return {
    code: 'OpenViolations',
    message: `${counted(violations.length, 'open violation')} without a contract`,
    about: violations,
  };
}

/** By name, where no other contract would take over. */
function contractsEndingSoon({ contracts, now }: DecisionInputs, fails: readonly Finding[]): Reason[] {
  const ending = new Set<string>();
  for (const finding of fails.filter(isOpen)) {
    const covering = contracts.filter((c) => honoured(c, now) && covers(c, finding));
    if (covering.length > 0 && covering.every((contract) => contract.honouredUntil < now + contractLeft))
      for (const contract of covering) ending.add(contract.name);
  }
  return names([...ending]).map((name) => ({
    code: 'ContractEndsSoon',
    message: `contract ${name} ends within 72 hours`,
    about: [name],
  }));
}

/**
 * What is excused, where the engine knows no contracts and would refuse it all the same. Only the compiled form of a
 * contract that covers it lets it through.
 */
function excusedInVain({ contracts, now }: DecisionInputs, fails: readonly Finding[]): Reason[] {
  const excused = new Map<string, Set<string>>();
  for (const finding of fails.filter(isOpen)) {
    const covering = contracts.filter((c) => honoured(c, now) && covers(c, finding));
    if (covering.some((contract) => contract.compiled)) continue;
    for (const { name } of covering) excused.set(name, (excused.get(name) ?? new Set()).add(finding.subject));
  }
  return names([...excused.keys()]).map((name) => {
    const subjects = names([...(excused.get(name) as ReadonlySet<string>)]);
    return {
      code: 'ContractNotCompiled',
      message: `Pod Security would refuse ${subjects.join(', ')}, which contract ${name} excuses: mend ${subjects.length === 1 ? 'it' : 'them'}, or put in force what portcullis exception compile --to psa writes`,
      about: [name, ...subjects],
    };
  });
}

function scanReasons(
  inputs: DecisionInputs,
  gate: Gate,
  { revisions, since: windowStart, by }: GateTerms,
): Reason[] {
  const reasons: Reason[] = [];
  const freshSince = inputs.now - ms(gate.freshness);
  const listedAt = inputs.listedAt ?? undefined;
  if (listedAt === undefined || listedAt < freshSince)
    reasons.push({
      code: 'NotListed',
      message:
        listedAt === undefined
          ? 'the namespace was never listed completely'
          : `the namespace was not listed completely for ${durationText(inputs.now - listedAt)}`,
    });
  const complete = inputs.scans.filter((scan) => scan.complete && revisions.has(scan.revision));
  const counting = complete.filter((scan) => scan.startedAt >= windowStart).length;
  if (counting < gate.scans)
    reasons.push({ code: 'Scans', message: `${counting} of ${counted(gate.scans, 'complete scan')}` });
  const stale = names(inputs.required).filter(
    (source) => !inputs.observed.some((interval) => interval.source === source && interval.to >= freshSince),
  );
  if (!complete.some((scan) => scan.startedAt >= freshSince))
    reasons.push({
      code: 'Freshness',
      message: `no complete scan within ${gate.freshness}`,
      about: ['scan'],
    });
  else if (stale.length > 0)
    reasons.push({ code: 'Freshness', message: staleText(stale, gate, by), about: stale });
  return reasons;
}

/** A complete scan vouches for the time since the one before it, and there may be none before it. */
function staleText(stale: readonly string[], { freshness, maxGap }: Gate, by: number): string {
  const silent = by === 1 ? stale : stale.filter((source) => source !== 'scan');
  const texts = silent.length === 0 ? [] : [`no report from ${silent.join(', ')} within ${freshness}`];
  if (silent.length < stale.length)
    texts.push(`the last complete scan vouches for no time yet: it takes two within ${maxGap} of each other`);
  return texts.join('; ');
}

/** Judged as it is now, under a revision that counts, within the window, by a source that is strong enough. */
function isCovered(
  subject: Subject,
  { now, liveSource }: DecisionInputs,
  gate: Gate,
  revisions: ReadonlySet<string>,
  window: number,
): boolean {
  const ran = (subject.lastRanAt ?? undefined) !== undefined && (subject.lastRanAt as number) > now - window;
  const silent = !ran && !(liveSource && subject.wantsPods);
  const needed = silent ? weightWhenSilent[gate.silentWorkloads] : weightWhenRunning;
  return subject.evidence.some(
    (evidence) =>
      revisions.has(evidence.revision) &&
      evidence.hash === subject.hash &&
      evidence.at >= now - window &&
      weight[evidence.source] >= needed,
  );
}

function ms(duration: string): number {
  return durationMs(duration) as number;
}

/** Sorted, so that a decision does not depend on the order of its inputs. */
function names(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
