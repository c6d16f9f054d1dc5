import { type AdmissionRequest, createRequest, type Engine, type Lookup } from '../engine/engine.ts';
import type { LevelVersion } from '../engine/pod-security/level-version.ts';
import type { Excuser } from '../exception/excuser.ts';
import { isObject, type JsonObject, own } from '../kube/json.ts';
import { type PodKinds, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import { recordOf, type VerdictRecord } from '../record.ts';
import type { SourceEvent } from '../source/event.ts';
import type { Inputs } from '../source/inputs.ts';
import type { Stage, Verdict } from '../verdict.ts';
import { decodeProblem } from './decode.ts';
import { gateOf } from './gate.ts';
import { anyKind, Objects } from './objects.ts';
import { PendingContracts } from './pending-contracts.ts';
import type { Readiness } from './readiness.ts';
import type { Counts, ExemptCounts, Problem, ScanNotice, ScanResult } from './result.ts';
import { UnknownKinds } from './unknown-kinds.ts';

export interface ScanOptions {
  readonly engines: readonly Engine[];
  /** Null when everything is judged at one level: then nothing is known of the others. */
  readonly readiness: Readiness | null;
  /** True when a report wants to know where fields end. */
  readonly regions?: boolean;
  /** True when passes are handed on too. */
  readonly all: boolean;
  readonly podKinds: PodKinds;
  readonly latest: string;
  readonly latestGiven: boolean;
  readonly level: LevelVersion | null;
  readonly exempt: ExemptCounts;
  readonly failOn: Stage | 'never';
  /** True in continuous integration, where a gate that gates nothing must not look green. */
  readonly ci: boolean;
  /** True when the user said what to gate by: a level or a configuration. */
  readonly gateGiven: boolean;
  /** Ids of fails that are not new: from a baseline file, or from the same scan of an older revision. */
  readonly known?: ReadonlySet<string>;
  /** The contracts that excuse verdicts. */
  readonly excuser?: Excuser;
  /** Why something that decides could not be seen: then the gate is inconclusive at best. */
  readonly unseen?: string;
  readonly now: Date;
  /** Problems found before the scan, in policies and configuration. */
  readonly problems?: readonly Problem[];
  readonly notices?: readonly ScanNotice[];
  /** True for objects that were decoded once before: what was recorded. */
  readonly decoded?: boolean;
  /** Sees everything as it is judged: what is recorded as evidence. */
  readonly observer?: ScanObserver;
  /** Called with each resource as the policies leave it, and with what they change or make beside it. */
  patched?(objects: readonly JsonObject[]): void;
  /** Called now and then with how many resources were judged. */
  progress?(resources: number): void;
}

/** A name that is no text (`name: y` is true) says nothing of the pods: they are judged until somebody mends it. */
function withoutName(resource: Resource): Resource {
  const metadata = own(resource.object, 'metadata');
  if (!isObject(metadata)) return resource;
  return { ...resource, object: { ...resource.object, metadata: { ...metadata, name: null } } };
}

/** What wants to see each resource and verdict itself, passes too. */
export interface ScanObserver {
  resource(resource: Resource): void;
  verdict(verdict: Verdict): void;
  /** Something was not seen, so that the absence of a finding means nothing. */
  gap(reason: string): void;
}

/**
 * Judges everything in `inputs`, hands on each verdict as it falls, and sums up. The one way from inputs to verdicts. Who
 * needs no records, only an observer's verdicts, gives null for them; then nothing is gated either.
 */
export async function scan(
  inputs: Inputs,
  options: ScanOptions,
  receive: ((record: VerdictRecord, verdict: Verdict) => void) | null,
): Promise<ScanResult> {
  const counts: Counts = {
    files: 0,
    resources: 0,
    workloads: 0,
    pass: 0,
    fail: 0,
    skip: 0,
    error: 0,
    excepted: 0,
  };
  const problems: Problem[] = [...(options.problems ?? [])];
  const notices: ScanNotice[] = [...(options.notices ?? [])];
  const unknownKinds = new UnknownKinds(options.engines, options.podKinds);
  const files = new Set<string>();
  const lookup = await gather(inputs, options);
  const gate = gateOf(options);
  const pending = new PendingContracts();

  function resource(found: Resource): void {
    counts.resources++;
    files.add(found.origin.file);
    unknownKinds.note(found);
    if (found.kind === 'Namespace' && found.apiVersion === 'v1') options.readiness?.namespace(found);
    const wrong = options.decoded === true ? null : decodeProblem(found, options.podKinds);
    if (wrong !== null) {
      problems.push(wrong);
      options.observer?.gap(`${wrong.file}: ${wrong.message}`);
      if (decodeProblem(withoutName(found), options.podKinds) !== null) return;
    }
    options.observer?.resource(found);
    if (podsOf(found, options.podKinds).length > 0) {
      counts.workloads++;
      options.readiness?.workload(found);
    }
    const request = createRequest(found);
    for (const engine of options.engines) {
      if (!engine.concerns(found.apiVersion, found.kind)) continue;
      for (const verdict of engine.judge(request, lookup)) judged(excused(verdict));
    }
    options.patched?.(patchedBy(options.engines, request, lookup));
  }

  /** Everything is judged first; only then a contract may turn a fail into `excepted`. */
  function excused(verdict: Verdict): Verdict {
    const excuse = verdict.outcome === 'fail' ? (options.excuser?.excuse(verdict) ?? null) : null;
    if (excuse === null) return verdict;
    if (verdict.stage !== null) for (const contract of excuse.pending) pending.note(contract);
    return excuse.verdict;
  }

  function judged(verdict: Verdict): void {
    counts[verdict.outcome]++;
    options.observer?.verdict(verdict);
    options.readiness?.verdict(verdict);
    gate.applied(verdict);
    if (receive === null || (verdict.outcome === 'pass' && !options.all)) return;
    const record = recordOf(verdict, options.regions);
    gate.record(record);
    receive(record, verdict);
  }

  for await (const events of inputs.read()) {
    for (const event of events) take(event);
    options.progress?.(counts.resources);
  }

  function take(event: SourceEvent): void {
    switch (event.type) {
      case 'resource':
        resource(event.resource);
        break;
      case 'error':
        problems.push(event.error);
        options.observer?.gap(`${event.error.file}: ${event.error.message}`);
        break;
      case 'notice':
        notices.push(event.notice);
        if (event.notice.code === 'NOT_RENDERED') {
          options.observer?.gap(`${event.notice.file}: ${event.notice.message}`);
        }
        break;
    }
  }

  counts.files = files.size;
  notices.push(...pending.notices());
  return {
    latest: options.latest,
    latestGiven: options.latestGiven,
    level: options.level,
    counts,
    namespaces: options.readiness?.namespaces(lookup) ?? [],
    exempt: options.exempt,
    unknownKinds: unknownKinds.counts,
    problems,
    notices,
    gate: gate.close(problems.length, counts),
  };
}

/** Each engine sees what the one before it left. */
function patchedBy(
  engines: readonly Engine[],
  request: AdmissionRequest,
  lookup: Lookup,
): readonly JsonObject[] {
  const others: JsonObject[] = [];
  let { resource } = request;
  for (const engine of engines) {
    if (engine.mutate === undefined || !engine.concerns(resource.apiVersion, resource.kind)) continue;
    const mutated = engine.mutate({ ...request, resource }, lookup);
    if (mutated.object !== null) resource = { ...resource, object: mutated.object };
    others.push(...(mutated.others ?? []));
  }
  return [resource.object, ...others];
}

/** The objects that engines look up, wherever in the input they stand. */
export async function gather(inputs: Inputs, options: ScanOptions): Promise<Objects> {
  const kinds = new Set(['Namespace', ...options.engines.flatMap((engine) => engine.needs ?? [])]);
  const objects = new Objects(options.now);
  for await (const events of inputs.read(kinds.has(anyKind) ? undefined : [...kinds])) {
    for (const event of events) if (event.type === 'resource') objects.add(event.resource);
  }
  return objects;
}
