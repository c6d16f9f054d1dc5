import type { JsonObject } from '../../kube/json.ts';
import type { AdmissionRequest, Lookup, Operation } from '../engine.ts';
import { type Kind, kindOf } from './match/kind-selector.ts';
import type { Plan, PlannedPolicy, PlannedRule } from './plan.ts';
import type { Policy } from './policy/policy.ts';
import { requesterOf, rootOf } from './request.ts';
import { erred, type RuleResult, type RuleType } from './result.ts';
import { NamespaceLabels, Review } from './review.ts';
import type { Rule } from './rule.ts';
import type { Values } from './values.ts';
import { withValues } from './values-review.ts';
import { SubstitutionError } from './variable/error.ts';
import type { Expressions } from './variable/expression.ts';

/** The answer of one rule of one policy on one request. */
export interface PolicyResult {
  readonly policy: Policy;
  readonly rule: Rule;
  readonly result: RuleResult;
}

/** What a request is judged with. */
export interface PassageFacts {
  readonly plan: Plan;
  readonly lookup: Lookup;
  readonly expressions: Expressions;
  readonly ignoreUnavailable: boolean;
  readonly values: Values | null;
  /** The operation that wins over recorded values. */
  readonly operation: Operation | undefined;
}

/** One request on its way through the policies. */
export class Passage {
  readonly results: PolicyResult[] = [];
  readonly labels: NamespaceLabels;
  readonly #facts: PassageFacts;
  readonly #kind: Kind;
  #request: AdmissionRequest;
  #review: Review | null = null;

  constructor(request: AdmissionRequest, facts: PassageFacts) {
    const { resource, subResource } = request;
    this.#facts = facts;
    this.#request = request;
    this.#kind = kindOf(resource.apiVersion, resource.kind, subResource);
    this.labels = new NamespaceLabels(facts.lookup);
  }

  /** The object as the rules so far leave it. */
  get object(): JsonObject {
    return this.#request.resource.object;
  }

  /** Judges by everything, in the order of a request. */
  runAll(): void {
    for (const type of this.#facts.plan.keys()) this.run(type);
  }

  /** Judges by all rules of that type, or by those that `wanted` lets through. What they say is returned and kept. */
  run(type: RuleType, wanted?: (policy: Policy, rule: Rule) => boolean): readonly PolicyResult[] {
    const before = this.results.length;
    for (const planned of this.#facts.plan.get(type) ?? []) {
      if (!this.#judge(planned, wanted)) break;
    }
    return this.results.slice(before);
  }

  /** False when the object was lost: what the policy changed is dropped, and the next ones have nothing to change. */
  #judge({ policy, rules }: PlannedPolicy, wanted?: (policy: Policy, rule: Rule) => boolean): boolean {
    const first = this.#reviewFor(policy);
    if (policy.namespace !== '' && policy.namespace !== first.target.namespace) return true;
    if (policy.conditions?.letThrough(first.request) === false) return true;
    let review = first;
    for (const planned of rules) {
      if (wanted !== undefined && !wanted(policy, planned.rule)) continue;
      let applied = false;
      for (const result of this.#judgeRule(policy, planned, review)) {
        this.results.push({ policy, rule: planned.rule, result });
        if (result.patched !== undefined && result.patched !== review.object)
          review = review.withObject(result.patched);
        applied ||= result.status === 'pass' || result.status === 'fail';
        if (result.lost === true) return false;
      }
      if (policy.applyOne && applied) break;
    }
    if (review !== first && review.object !== null) this.#change(review.object);
    return true;
  }

  #change(object: JsonObject): void {
    this.#request = { ...this.#request, resource: { ...this.#request.resource, object } };
    this.#review = null;
  }

  /** Nothing that a policy or a resource holds may end the judging of the others. */
  #judgeRule(policy: Policy, { rule, exceptions }: PlannedRule, review: Review): readonly RuleResult[] {
    const values = this.#facts.values?.forRule(policy.name, rule.name) ?? null;
    try {
      return rule.judge(review, values, exceptions);
    } catch (error) {
      if (error instanceof SubstitutionError) return [erred(error.message)];
      if (error instanceof RangeError)
        return [erred('the policy or the resource is nested too deeply to be judged')];
      throw error;
    }
  }

  /** Values recorded for a policy and a resource change what the policy sees, the object itself included. */
  #reviewFor(policy: Policy): Review {
    this.#review ??= this.#makeReview();
    const { values, operation } = this.#facts;
    if (values === null) return this.#review;
    const recorded = values.forResource(policy.name, this.#request.resource.name);
    if (Object.keys(recorded).length === 0) return this.#review;
    if (operation !== undefined) recorded['request.operation'] = operation;
    return withValues(this.#review, recorded, this.#request);
  }

  #makeReview(): Review {
    const request = this.#request;
    const { lookup, expressions, ignoreUnavailable } = this.#facts;
    const requester = requesterOf(request);
    const deleted = request.operation === 'DELETE';
    const object = deleted ? null : request.resource.object;
    const oldObject = deleted ? (request.oldObject ?? request.resource.object) : request.oldObject;
    return new Review({
      request,
      kind: this.#kind,
      operation: request.operation,
      object,
      oldObject,
      requester,
      lookup,
      expressions,
      ignoreUnavailable,
      labels: this.labels,
      root: () => rootOf(request, object, oldObject, requester),
    });
  }
}
