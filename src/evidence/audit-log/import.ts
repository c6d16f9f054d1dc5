import { fieldText } from '../../field.ts';
import type { JsonObject } from '../../kube/json.ts';
import { own } from '../../kube/json.ts';
import type { Verdict } from '../../verdict.ts';
import type { JudgedPolicy } from '../policy-set.ts';
import type {
  AdmissionBatch,
  AdmissionFinding,
  Admitted,
  Refused,
  WorkloadName,
} from '../record-admissions.ts';
import { templateHash } from '../template-hash.ts';
import { type AuditEvent, auditEvent } from './event.ts';
import { podOwner } from './workload.ts';

export interface ImportOptions {
  readonly scope: string;
  readonly actor: string;
  /** Whether scans have seen a workload. */
  readonly isKnown: (workload: WorkloadName) => boolean;
  /** Judges a pod as it was stored. */
  readonly judge: (pod: JsonObject, namespace: string) => readonly Verdict[];
  /** The Pod Security policy that the API server audited a namespace by at a time, where that is known. */
  readonly audited: (namespace: string, at: number) => JudgedPolicy | undefined;
  /** All that `judge` judges by. */
  readonly policies: readonly JudgedPolicy[];
}

/** What an audit log holds for us, and what it lacks. */
export interface ImportedLog {
  readonly batch: AdmissionBatch;
  readonly events: number;
  readonly podsCreated: number;
  /** Of those, created without their object in the log: the audit policy keeps metadata only. */
  readonly withoutObject: number;
  readonly refused: number;
  readonly dryRuns: number;
  /** Lines that could not be read; the time around them counts as blind. */
  readonly unreadable: number;
}

/**
 * An API server writes something every few minutes at least: leases are renewed. A longer silence means that the log is
 * not whole.
 */
const silence = 3_600_000;

/** Reads audit events, one a line (or an EventList), as the API server writes them to its log. */
export class AuditLogReader {
  readonly #options: ImportOptions;
  readonly #admitted: Admitted[] = [];
  readonly #refused: Refused[] = [];
  readonly #times: number[] = [];
  readonly #blind: { from: number; to: number }[] = [];
  /** The time of the last event before lines that could not be read. */
  #lostAfter: number | undefined;
  readonly #single: Map<JudgedPolicy, readonly JudgedPolicy[]> = new Map();
  readonly #counts = { events: 0, podsCreated: 0, withoutObject: 0, refused: 0, dryRuns: 0, unreadable: 0 };

  constructor(options: ImportOptions) {
    this.#options = options;
  }

  line(line: string): void {
    if (line.trim() === '') return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#lost();
      return;
    }
    const items = own(value, 'kind') === 'EventList' ? own(value, 'items') : undefined;
    for (const item of Array.isArray(items) ? items : [value]) this.#value(item);
  }

  #lost(): void {
    this.#counts.unreadable++;
    this.#lostAfter ??= this.#times.at(-1) ?? 0;
  }

  #value(value: unknown): void {
    const event = auditEvent(value);
    if (event === null) return;
    if (event === undefined) {
      this.#lost();
      return;
    }
    this.#counts.events++;
    if (this.#lostAfter !== undefined) {
      this.#blind.push({ from: this.#lostAfter === 0 ? event.at : this.#lostAfter, to: event.at });
      this.#lostAfter = undefined;
    }
    this.#times.push(event.at);
    if (
      event.resource !== 'pods' ||
      event.group !== '' ||
      event.verb !== 'create' ||
      event.subresource !== ''
    )
      return;
    if (event.dryRun) this.#counts.dryRuns++;
    else if (event.code >= 200 && event.code < 300) this.#podCreated(event);
    else if (event.code === 403) this.#podRefused(event);
  }

  #podCreated(event: AuditEvent): void {
    this.#counts.podsCreated++;
    const { requestObject, responseObject, namespace, user, id, at } = event;
    const pod = responseObject ?? requestObject;
    if (pod === undefined) {
      this.#counts.withoutObject++;
      return;
    }
    const { workload } = podOwner(pod, namespace, user, this.#options.isKnown);
    this.#admitted.push({
      id,
      at,
      workload,
      templateHash: requestObject === undefined ? '' : hashOf(workload, requestObject),
      ephemeral: !this.#options.isKnown(workload) && !hasTemplate(workload),
      ...this.#judged(event),
    });
  }

  /** Only the stored pod shows what webhooks made of it. Without it, the API server's own audit is what there is. */
  #judged({ responseObject, namespace, annotations, at }: AuditEvent): Pick<Admitted, 'judged' | 'findings'> {
    const { judge, policies, audited } = this.#options;
    if (responseObject !== undefined)
      return {
        judged: policies,
        findings: judge(responseObject, namespace).filter(isFail).flatMap(findingsOf),
      };
    const policy = audited(namespace, at);
    if (policy === undefined) return { judged: [], findings: [] };
    const message = annotations['pod-security.kubernetes.io/audit-violations'];
    const finding = { engine: policy.engine, policy: policy.policy, rule: '', field: '' };
    return { judged: this.#alone(policy), findings: message === undefined ? [] : [{ ...finding, message }] };
  }

  #alone(policy: JudgedPolicy): readonly JudgedPolicy[] {
    const known = this.#single.get(policy) ?? [policy];
    this.#single.set(policy, known);
    return known;
  }

  #podRefused(event: AuditEvent): void {
    const { requestObject, namespace, user, id, at, message } = event;
    this.#counts.refused++;
    if (requestObject === undefined) {
      this.#counts.withoutObject++;
      return;
    }
    const { workload, byController } = podOwner(requestObject, namespace, user, this.#options.isKnown);
    const engine = refusingEngine(event);
    if (engine === undefined) return;
    const found = this.#options
      .judge(requestObject, namespace)
      .filter((verdict) => isFail(verdict) && verdict.engine === engine.name)
      .flatMap((verdict) =>
        findingsOf(verdict).map((finding) => ({ ...finding, critical: verdict.severity === 'critical' })),
      );
    // The refusal may be about what a webhook put in: then our own judgement of the request finds nothing.
    const unnamed = {
      engine: engine.name,
      policy: engine.policy,
      rule: engine.rule,
      field: '',
      message,
      critical: false,
    };
    const findings = found.length > 0 ? found : [unnamed];
    this.#refused.push({
      id,
      at,
      workload,
      templateHash: hashOf(workload, requestObject),
      confirmed: byController,
      findings,
    });
  }

  finish(): ImportedLog {
    const times = this.#times.toSorted((a, b) => a - b);
    if (this.#lostAfter !== undefined)
      this.#blind.push({ from: this.#lostAfter, to: times.at(-1) ?? this.#lostAfter });
    return {
      ...this.#counts,
      batch: {
        scope: this.#options.scope,
        component: 'audit-log',
        up: spans(times),
        blind: this.#blind,
        silence,
        admitted: this.#admitted,
        refused: this.#refused,
        actor: this.#options.actor,
      },
    };
  }
}

/** From the first event to the last, cut where the log was silent for too long. */
function spans(times: readonly number[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const time of times) {
    const last = found.at(-1);
    if (last !== undefined && time - last.to <= silence) last.to = time;
    else found.push({ from: time, to: time });
  }
  return found.filter(({ from, to }) => to > from);
}

function isFail(verdict: Verdict): boolean {
  return verdict.outcome === 'fail' || verdict.outcome === 'excepted';
}

function findingsOf({ engine, policy, rule, fields, message, resource }: Verdict): AdmissionFinding[] {
  const texts =
    fields.length === 0 ? [''] : [...new Set(fields.map((path) => fieldText(resource.object, path)))];
  return texts.map((field) => ({ engine, policy, rule, field, message }));
}

function hashOf({ kind }: WorkloadName, pod: JsonObject): string {
  const metadata = own(pod, 'metadata');
  const spec = own(pod, 'spec');
  return templateHash(kind, { metadata: (metadata ?? {}) as JsonObject, spec: (spec ?? {}) as JsonObject });
}

/** Kinds whose pods follow a template, so that one that no scan has seen is a workload nobody told us of. */
function hasTemplate({ group, kind }: WorkloadName): boolean {
  return group === 'apps' || group === 'batch' || (group === '' && kind === 'ReplicationController');
}

/** Who refused, by the API server's own words. Quota and plain validation are no policy. */
function refusingEngine({
  annotations,
  message,
}: AuditEvent): { name: Verdict['engine']; policy: string; rule: string } | undefined {
  const podSecurity = /violates PodSecurity "(baseline|restricted):(latest|v1\.\d+)"/.exec(message);
  if (podSecurity !== null)
    return { name: 'PodSecurity', policy: `${podSecurity[1]}@${podSecurity[2]}`, rule: '' };
  const admission = /^(?:[^:]*: )?ValidatingAdmissionPolicy '([^']+)'/.exec(message);
  if (admission !== null)
    return { name: 'ValidatingAdmissionPolicy', policy: admission[1] as string, rule: '' };
  if (/admission webhook "[^"]*kyverno[^"]*" denied the request/.test(message))
    return { name: 'Kyverno', policy: '', rule: '' };
  const failures = annotations['validation.policy.admission.k8s.io/validation_failure'];
  return failures === undefined ? undefined : { name: 'ValidatingAdmissionPolicy', policy: '', rule: '' };
}
