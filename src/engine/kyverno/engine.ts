import { type Json, type JsonObject, own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Verdict } from '../../verdict.ts';
import type { AdmissionRequest, Engine, Lookup, Operation } from '../engine.ts';
import { compileException, type PolicyException } from './exception.ts';
import { type Kind, kindOf } from './match/kind-selector.ts';
import { compilePolicy, type Policy } from './policy/policy.ts';
import { objectAt } from './read.ts';
import { requesterOf, rootOf } from './request.ts';
import { erred, type RuleResult, type RuleType } from './result.ts';
import { NamespaceLabels, Review } from './review.ts';
import type { Rule } from './rule.ts';
import { type CompileCel, usesCel } from './validate/cel.ts';
import { entriesOf, type RuleValues, Values } from './values.ts';
import { SubstitutionError } from './variable/error.ts';
import { Expressions } from './variable/expression.ts';
import { JsonContext } from './variable/json-context.ts';
import { verdictOf } from './verdict.ts';

export interface KyvernoOptions {
  /** PolicyExceptions (kyverno.io). */
  readonly exceptions?: readonly Resource[];
  /** A values file as Kyverno's command line reads it: recorded values by policy, resource and rule. */
  readonly values?: Json;
  /**
   * `double` reads every number of a resource as `kyverno test` does, `integer` (the default) as the API server: it
   * shows where numbers are compared as text.
   */
  readonly numbers?: 'integer' | 'double';
  /** What a context entry is whose data nobody can give: an error (the default), or left out as upstream's command line does. */
  readonly unavailable?: 'error' | 'ignore';
  /** What `validate.cel` is judged with; without it such rules give an error. `loadKyvernoEngine` brings it where needed. */
  readonly cel?: CompileCel;
}

/** A policy that was not compiled, and why. */
export interface PolicyProblem {
  readonly resource: Resource;
  readonly message: string;
}

/** The answer of one rule of one policy on one request. */
export interface PolicyResult {
  readonly policy: Policy;
  readonly rule: Rule;
  readonly result: RuleResult;
}

/** The Engine, with upstream's own answers for those who need more than verdicts. */
export interface KyvernoEngine extends Engine {
  readonly name: 'Kyverno';
  readonly policies: readonly Policy[];
  /** `operation` is given when it wins over the recorded values. */
  evaluate(request: AdmissionRequest, lookup: Lookup, operation?: Operation): readonly PolicyResult[];
}

/**
 * Compiles Kyverno's classic policies (ClusterPolicy and Policy of kyverno.io) into one engine.
 *
 *     const { engine, problems } = createKyvernoEngine(policies);
 *     const verdicts = engine.judge(createRequest(resource), lookup);
 */
export function createKyvernoEngine(
  resources: readonly Resource[],
  options: KyvernoOptions = {},
): { readonly engine: KyvernoEngine; readonly problems: readonly PolicyProblem[] } {
  const expressions = new Expressions();
  const scope = { expressions, integers: options.numbers !== 'double', compileCel: options.cel ?? null };
  const policies: Policy[] = [];
  const problems: PolicyProblem[] = [];
  for (const resource of resources) {
    if (resource.kind !== 'ClusterPolicy' && resource.kind !== 'Policy') continue;
    policies.push(compilePolicy(resource, scope));
  }
  const exceptions = (options.exceptions ?? []).map(({ object }) => compileException(object, expressions));
  return { engine: new CompiledEngine(policies, exceptions, expressions, options), problems };
}

/** The same, with what some policies need beside it loaded first. */
export async function loadKyvernoEngine(
  resources: readonly Resource[],
  options: KyvernoOptions = {},
): Promise<ReturnType<typeof createKyvernoEngine>> {
  if (!resources.some(({ object }) => usesCel(object))) return createKyvernoEngine(resources, options);
  const { compileCelRule } = await import('../admission-policy/cel-rule.ts');
  return createKyvernoEngine(resources, { cel: compileCelRule, ...options });
}

/** A rule that may say something about a kind. */
interface Candidate {
  readonly policy: Policy;
  readonly rules: readonly { readonly rule: Rule; readonly exceptions: readonly PolicyException[] }[];
}

/** Kinds a hostile input can make up must not fill the memory. */
const KEPT_KINDS = 1000;

class CompiledEngine implements KyvernoEngine {
  readonly name = 'Kyverno';
  readonly policies: readonly Policy[];
  readonly #exceptions: readonly PolicyException[];
  readonly #expressions: Expressions;
  readonly #values: Values | null;
  readonly #ignoreUnavailable: boolean;
  readonly #phases = new Map<string, readonly (readonly Candidate[])[]>();

  constructor(
    policies: readonly Policy[],
    exceptions: readonly PolicyException[],
    expressions: Expressions,
    options: KyvernoOptions,
  ) {
    this.policies = policies;
    this.#exceptions = exceptions;
    this.#expressions = expressions;
    this.#values = options.values === undefined ? null : new Values(options.values);
    this.#ignoreUnavailable = options.unavailable === 'ignore';
  }

  concerns(apiVersion: string, kind: string): boolean {
    return this.#phasesFor(kindOf(apiVersion, kind)).length > 0;
  }

  judge(request: AdmissionRequest, lookup: Lookup): readonly Verdict[] {
    const labels = new NamespaceLabels(lookup);
    return this.evaluate(request, lookup).map((result) => verdictOf(result, request.resource, labels));
  }

  evaluate(request: AdmissionRequest, lookup: Lookup, operation?: Operation): readonly PolicyResult[] {
    const { resource, subResource } = request;
    const kind = kindOf(resource.apiVersion, resource.kind, subResource);
    const phases = this.#phasesFor(kind);
    if (phases.length === 0) return [];
    const results: PolicyResult[] = [];
    let current = request;
    for (const candidates of phases) {
      let shared = this.#review(current, kind, lookup);
      for (const candidate of candidates) {
        const review = this.#reviewFor(candidate.policy, shared, current, operation);
        const patched = this.#judgePolicy(candidate, review, results);
        if (patched === null) continue;
        current = { ...current, resource: { ...current.resource, object: patched } };
        shared = this.#review(current, kind, lookup);
      }
    }
    return results;
  }

  /** The object as the policy's rules leave it; null when they changed nothing. */
  #judgePolicy({ policy, rules }: Candidate, first: Review, results: PolicyResult[]): JsonObject | null {
    if (policy.namespace !== '' && policy.namespace !== first.target.namespace) return null;
    let review = first;
    for (const { rule, exceptions } of rules) {
      const values = this.#values?.forRule(policy.name, rule.name) ?? null;
      let applied = false;
      for (const result of judgeSafely(rule, review, values, exceptions)) {
        results.push({ policy, rule, result });
        if (result.patched !== undefined && result.patched !== review.object) {
          review = review.withObject(result.patched);
        }
        applied ||= result.status === 'pass' || result.status === 'fail';
      }
      if (policy.applyOne && applied) break;
    }
    return review === first ? null : review.object;
  }

  #review(request: AdmissionRequest, kind: Kind, lookup: Lookup): Review {
    const requester = requesterOf(request);
    const deleted = request.operation === 'DELETE';
    const object = deleted ? null : request.resource.object;
    const oldObject = deleted ? (request.oldObject ?? request.resource.object) : request.oldObject;
    return new Review({
      request,
      kind,
      operation: request.operation,
      object,
      oldObject,
      requester,
      lookup,
      expressions: this.#expressions,
      ignoreUnavailable: this.#ignoreUnavailable,
      labels: new NamespaceLabels(lookup),
      root: () => rootOf(request, object, oldObject, requester),
    });
  }

  /** Values recorded for a policy and a resource change what the policy sees, the object itself included. */
  #reviewFor(policy: Policy, shared: Review, request: AdmissionRequest, operation?: Operation): Review {
    if (this.#values === null) return shared;
    const values = this.#values.forResource(policy.name, request.resource.name);
    if (Object.keys(values).length === 0) return shared;
    if (operation !== undefined) values['request.operation'] = operation;
    return withValues(shared, values, request);
  }

  #phasesFor(kind: Kind): readonly (readonly Candidate[])[] {
    const key = `${kind.group}/${kind.version}/${kind.kind}/${kind.subresource}`;
    let found = this.#phases.get(key);
    if (found === undefined) {
      found = phaseOrder
        .map((type) => this.#candidatesFor(kind, type))
        .filter((candidates) => candidates.length > 0);
      if (this.#phases.size >= KEPT_KINDS) this.#phases.clear();
      this.#phases.set(key, found);
    }
    return found;
  }

  #candidatesFor(kind: Kind, type: RuleType): readonly Candidate[] {
    return this.policies
      .map((policy) => this.#candidate(policy, kind, type))
      .filter(({ rules }) => rules.length > 0);
  }

  #candidate(policy: Policy, kind: Kind, type: RuleType): Candidate {
    const rules = policy
      .rulesFor(kind)
      .filter((rule) => rule.type === type)
      .map((rule) => ({
        rule,
        exceptions: this.#exceptions.filter((exception) => exception.names(policy.key, rule.name)),
      }));
    return { policy, rules };
  }
}

/** All policies' rules of one type come before those of the next, and see what the earlier ones made of the object. */
const phaseOrder: readonly RuleType[] = ['Mutation', 'ImageVerify', 'Validation', 'Generation'];

/** The request as a policy sees it once recorded values are in its context (kyverno v1.19 cmd/cli processor). */
function withValues(shared: Review, values: JsonObject, request: AdmissionRequest): Review {
  const operation = operationOf(values['request.operation'], shared.operation);
  const given = request.resource.object;
  const deleted = operation === 'DELETE';
  const object = deleted ? null : given;
  const oldObject = operation === 'CREATE' ? shared.oldObject : (shared.oldObject ?? given);
  const base = rootOf({ ...request, operation }, object, oldObject, shared.requester);
  const context = new JsonContext(base, shared.expressions, shared.lookup, true);
  for (const { path, value } of entriesOf(values)) context.add(path, value);
  const { root } = context;
  const shown = own(root, 'request');
  return shared.with({
    operation,
    object: deleted ? null : (objectAt(shown, 'object') ?? null),
    oldObject: objectAt(shown, 'oldObject') ?? null,
    root: () => root,
  });
}

function operationOf(value: Json | undefined, fallback: Operation): Operation {
  return value === 'CREATE' || value === 'UPDATE' || value === 'DELETE' ? value : fallback;
}

/** Nothing that a policy or a resource holds may end the judging of the others. */
function judgeSafely(
  rule: Rule,
  review: Review,
  values: RuleValues | null,
  exceptions: readonly PolicyException[],
): readonly RuleResult[] {
  try {
    return rule.judge(review, values, exceptions);
  } catch (error) {
    if (error instanceof SubstitutionError) return [erred(error.message)];
    if (error instanceof RangeError)
      return [erred('the policy or the resource is nested too deeply to be judged')];
    throw error;
  }
}
