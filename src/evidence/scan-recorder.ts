import { hash } from 'node:crypto';
import { fieldText } from '../field.ts';
import { groupOf } from '../kube/group-kind.ts';
import { isObject, type JsonObject, own } from '../kube/json.ts';
import { type PodKinds, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import { storable } from './journal.ts';
import { Redactor, secretsOf } from './redact.ts';
import { specBody } from './spec-body.ts';
import { isOfGuard } from './stage-guard.ts';
import { objectHash, templateHash } from './template-hash.ts';

/** What a scan saw of one resource, ready to be written. */
export interface SeenSubject {
  readonly namespace: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  templateHash: string;
  readonly specHash: string;
  readonly body: string;
  readonly wantsPods: boolean;
  readonly pods: number;
  owner: string;
  /** Where it is written; '' where that is no file. */
  readonly file: string;
  readonly findings: SeenFinding[];
}

export interface SeenFinding {
  readonly engine: string;
  readonly policy: string;
  readonly rule: string;
  readonly field: string;
  readonly verdict: 'fail' | 'error';
  readonly message: string;
}

export interface SeenNamespace {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  owner: string;
  /** Where it is written; '' where that is no file. */
  readonly file: string;
  /** Whether the Namespace object itself was in the input; else it is known from its workloads alone. */
  readonly declared: boolean;
}

export interface RecorderOptions {
  readonly salt: string;
  readonly podKinds?: PodKinds;
  /** Who answers for a resource by its own words: a label or an annotation. */
  readonly ownerOf?: (resource: Resource) => string;
  /** Where a resource is written, by a path that stays the same wherever a scan starts. */
  readonly fileOf?: (resource: Resource) => string;
}

/**
 * Takes what a scan judges, as it judges it, and keeps what will be recorded: of passes nothing but that they were, of
 * objects a copy without secrets.
 */
export class ScanRecorder {
  readonly namespaces: Map<string, SeenNamespace> = new Map();
  readonly subjects: Map<string, SeenSubject> = new Map();
  /** What was seen of the policy that guards stages. */
  readonly guard: Resource[] = [];
  /** Why the scan did not see everything; a scan with gaps vouches for nothing. */
  readonly gaps: string[] = [];
  readonly #options: RecorderOptions;
  readonly #redactor: Redactor;
  readonly #messages: Map<string, string> = new Map();
  /** The resource of the last verdict: verdicts come resource by resource. */
  #last: { resource: Resource; subject: SeenSubject | undefined } | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#redactor = new Redactor(options.salt);
  }

  /** Every resource of the input, before its verdicts. */
  resource(resource: Resource): void {
    if (resource.kind === 'Namespace' && resource.apiVersion === 'v1') {
      this.namespaces.set(resource.name, {
        name: resource.name,
        uid: textOf(own(resource.object, 'metadata'), 'uid'),
        labels: labelsOf(resource.object),
        owner: this.#ownerOf(resource),
        file: this.#fileOf(resource),
        declared: true,
      });
      return;
    }
    if (isOfGuard(resource)) this.guard.push(resource);
    if (podsOf(resource, this.#options.podKinds).length > 0) this.#subjectOf(resource);
  }

  verdict(verdict: Verdict): void {
    const { resource, outcome } = verdict;
    if (outcome === 'skip') return;
    const subject = this.#last?.resource === resource ? this.#last.subject : this.#subjectOf(resource);
    if (subject === undefined || outcome === 'pass') return;
    const { engine, policy, rule } = verdict;
    const message = this.#messageOf(verdict);
    const fields =
      verdict.fields.length === 0
        ? ['']
        : new Set(verdict.fields.map((path) => fieldText(resource.object, path)));
    for (const field of fields)
      subject.findings.push({
        engine,
        policy,
        rule,
        field: storable(field),
        // Whether a contract excuses a fail is computed when it is asked.
        verdict: outcome === 'error' ? 'error' : 'fail',
        message: storable(message),
      });
  }

  /** After everything was seen: what names no owner has its namespace's, else the one of the file it is written in. */
  settleOwners(ownerOfFile: (file: string) => string): void {
    for (const subject of this.subjects.values())
      subject.owner ||= this.namespaces.get(subject.namespace)?.owner || ownerOfFile(subject.file);
    for (const namespace of this.namespaces.values()) namespace.owner ||= ownerOfFile(namespace.file);
  }

  /** Undefined for what belongs to no namespace: nothing is staged for that. */
  #subjectOf(resource: Resource): SeenSubject | undefined {
    const subject = resource.namespace === '' ? undefined : this.#recorded(resource);
    this.#last = { resource, subject };
    return subject;
  }

  #recorded(resource: Resource): SeenSubject {
    const { kind, name, namespace, object } = resource;
    const group = groupOf(resource.apiVersion);
    const key = `${namespace}/${group}/${kind}/${name}`;
    const known = this.subjects.get(key);
    if (known !== undefined) {
      // One object twice in the input: what is found in either counts, and neither can be taken for the whole truth.
      if (this.#last?.resource !== resource)
        this.gaps.push(`${kind} ${namespace}/${name} is in the input twice`);
      return known;
    }
    const pods = podsOf(resource, this.#options.podKinds);
    const body = specBody(object, this.#redactor);
    const replicas = replicasOf(kind, object);
    const seen: SeenSubject = {
      namespace,
      group,
      kind,
      name,
      templateHash: this.#templateHashOf(resource),
      specHash: hash('sha256', body, 'hex').slice(0, 32),
      body,
      wantsPods: pods.length > 0 && replicas > 0,
      pods: pods.length === 0 ? 0 : replicas,
      owner: this.#ownerOf(resource),
      file: this.#fileOf(resource),
      findings: [],
    };
    this.subjects.set(key, seen);
    if (!this.namespaces.has(namespace))
      this.namespaces.set(namespace, {
        name: namespace,
        uid: '',
        labels: {},
        owner: '',
        file: '',
        declared: false,
      });
    return seen;
  }

  #templateHashOf(resource: Resource): string {
    const { kind, object } = resource;
    const pods = podsOf(resource, this.#options.podKinds);
    const [first] = pods;
    if (first === undefined) return objectHash(object);
    if (pods.length === 1) return templateHash(kind, first);
    return hash('sha256', pods.map((pod) => templateHash(kind, pod)).join(), 'hex').slice(0, 32);
  }

  /** A policy's message may repeat a value of the object. */
  #messageOf({ message, resource, engine }: Verdict): string {
    const known = this.#messages.get(message);
    if (known !== undefined && engine === 'PodSecurity') return known;
    let text = message;
    if (engine !== 'PodSecurity')
      for (const { spec } of podsOf(resource, this.#options.podKinds))
        for (const secret of secretsOf(spec))
          if (secret.length >= 4 && text.includes(secret))
            text = text.replaceAll(secret, this.#redactor.hide(secret));
    if (engine === 'PodSecurity') this.#messages.set(message, text);
    return text;
  }

  #fileOf(resource: Resource): string {
    return this.#options.fileOf?.(resource) ?? '';
  }

  #ownerOf(resource: Resource): string {
    return this.#options.ownerOf?.(resource) ?? '';
  }
}

/** How many pods the object asks for all the time; 0 for one that makes them now and then. */
function replicasOf(kind: string, object: JsonObject): number {
  const spec = own(object, 'spec');
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController': {
      const replicas = own(spec, 'replicas');
      return typeof replicas === 'number' ? replicas : 1;
    }
    case 'DaemonSet':
    case 'Pod':
      return 1;
    default:
      return 0;
  }
}

function labelsOf(object: JsonObject): Record<string, string> {
  const labels = own(own(object, 'metadata'), 'labels');
  const found: Record<string, string> = {};
  if (isObject(labels))
    for (const [key, value] of Object.entries(labels)) if (typeof value === 'string') found[key] = value;
  return found;
}

function textOf(value: unknown, key: string): string {
  const text = own(value, key);
  return typeof text === 'string' ? text : '';
}
