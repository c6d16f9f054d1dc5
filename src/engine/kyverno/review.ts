import type { JsonObject } from '../../kube/json.ts';
import { own } from '../../kube/json.ts';
import type { AdmissionRequest, Lookup, Operation } from '../engine.ts';
import type { Question } from './match/filter.ts';
import type { Kind } from './match/kind-selector.ts';
import { type Requester, type Target, targetOf } from './match/target.ts';
import type { Expressions } from './variable/expression.ts';

/** One request as one policy sees it. Values given for a policy can make it differ from what others see. */
export class Review implements Question {
  /** The request as it came; what rules made of it is in the fields below. */
  readonly request: AdmissionRequest;
  readonly kind: Kind;
  readonly operation: Operation;
  /** null on DELETE. */
  readonly object: JsonObject | null;
  readonly oldObject: JsonObject | null;
  readonly requester: Requester;
  readonly lookup: Lookup;
  readonly expressions: Expressions;
  readonly ignoreUnavailable: boolean;
  readonly #facts: ReviewFacts;
  #root: JsonObject | null = null;
  #target: Target | null = null;

  constructor(facts: ReviewFacts) {
    this.request = facts.request;
    this.kind = facts.kind;
    this.operation = facts.operation;
    this.object = facts.object;
    this.oldObject = facts.oldObject;
    this.requester = facts.requester;
    this.lookup = facts.lookup;
    this.expressions = facts.expressions;
    this.ignoreUnavailable = facts.ignoreUnavailable;
    this.#facts = facts;
  }

  /** The new object, or the old one where there is no new one. */
  get subject(): JsonObject {
    return this.object ?? this.oldObject ?? {};
  }

  get target(): Target {
    this.#target ??= targetOf(this.subject, this.kind);
    return this.#target;
  }

  /** What variables see, before the rule's own context. */
  get root(): JsonObject {
    this.#root ??= this.#facts.root();
    return this.#root;
  }

  namespaceLabels(): JsonObject {
    return this.#facts.labels.of(this.target.namespace);
  }

  /** The same request once a rule has changed its object. */
  withObject(object: JsonObject): Review {
    const request = own(this.root, 'request');
    const shown = typeof request === 'object' && request !== null && !Array.isArray(request) ? request : {};
    return this.with({ object, root: () => ({ ...this.root, request: { ...shown, object } }) });
  }

  /** The same request with other facts. */
  with(facts: Partial<ReviewFacts>): Review {
    return new Review({ ...this.#facts, root: () => this.root, ...facts });
  }
}

export interface ReviewFacts {
  readonly request: AdmissionRequest;
  readonly kind: Kind;
  readonly operation: Operation;
  readonly object: JsonObject | null;
  readonly oldObject: JsonObject | null;
  readonly requester: Requester;
  readonly lookup: Lookup;
  readonly expressions: Expressions;
  /** Asked at most once. */
  readonly root: () => JsonObject;
  readonly ignoreUnavailable: boolean;
  readonly labels: NamespaceLabels;
}

/** The labels of a request's namespace, looked up at most once. */
export class NamespaceLabels {
  readonly #lookup: Lookup;
  #namespace: string | null = null;
  #labels: JsonObject = {};

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  of(namespace: string): JsonObject {
    if (this.#namespace === namespace) return this.#labels;
    this.#namespace = namespace;
    const object = namespace === '' ? undefined : this.#lookup.namespace(namespace);
    const labels = own(own(object, 'metadata'), 'labels');
    this.#labels = typeof labels === 'object' && labels !== null && !Array.isArray(labels) ? labels : {};
    return this.#labels;
  }
}
