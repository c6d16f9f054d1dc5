import type { Json } from '../../kube/json.ts';
import { own } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Verdict } from '../../verdict.ts';
import type { AdmissionRequest, Engine, Lookup, Mutated, Operation } from '../engine.ts';
import { type AdmissionAnswer, answerRequest } from './admission/answer.ts';
import { compileException, type PolicyException } from './exception.ts';
import { hasWebhookConditions } from './match/has-webhook-conditions.ts';
import { kindOf } from './match/kind-selector.ts';
import type { CompileWebhookConditions } from './match/webhook-conditions.ts';
import { neededKinds } from './needs.ts';
import { Passage, type PolicyResult } from './passage.ts';
import { Plans } from './plan.ts';
import { compilePolicy, type Policy } from './policy/policy.ts';
import { type CompileCel, usesCel } from './validate/cel.ts';
import { type Refusal, validateKyverno } from './validation/validate.ts';
import { Values } from './values.ts';
import { Expressions } from './variable/expression.ts';
import { verdictOf } from './verdict.ts';
import type { Sigstore } from './verify-images/facts.ts';
import { usesSigstore } from './verify-images/uses-sigstore.ts';

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
  /**
   * Which policies and exceptions take part: `admission` leaves out those with `admission: false`, `background` those with
   * `background: false`; without it all do, as for upstream's command line.
   */
  readonly mode?: 'admission' | 'background';
  /** True for policies that a cluster has accepted already: they are not checked again. */
  readonly accepted?: boolean;
  /** What `validate.cel` is judged with; without it such rules give an error. `loadKyvernoEngine` brings it where needed. */
  readonly cel?: CompileCel;
  /** What match conditions are judged with; without it all requests are let through. */
  readonly webhookConditions?: CompileWebhookConditions;
  /** What keyless signatures and Sigstore bundles are verified with; `loadKyvernoEngine` brings it where needed. */
  readonly sigstore?: Sigstore;
}

/** The Engine, with upstream's own answers for those who need more than verdicts. */
export interface KyvernoEngine extends Engine {
  readonly name: 'Kyverno';
  readonly policies: readonly Policy[];
  /** What the webhook would answer; see `AdmissionAnswer`. */
  admit(request: AdmissionRequest, lookup: Lookup): AdmissionAnswer;
  /** `operation` is given when it wins over the recorded values. */
  evaluate(request: AdmissionRequest, lookup: Lookup, operation?: Operation): readonly PolicyResult[];
}

/**
 * Compiles Kyverno's classic policies (ClusterPolicy and Policy of kyverno.io) into one engine. What a cluster refuses is
 * left out, and is one of the `problems`.
 *
 *     const { engine, problems } = createKyvernoEngine(policies);
 *     const verdicts = engine.judge(createRequest(resource), lookup);
 */
export function createKyvernoEngine(
  resources: readonly Resource[],
  options: KyvernoOptions = {},
): { readonly engine: KyvernoEngine; readonly problems: readonly Refusal[] } {
  const expressions = new Expressions();
  const scope = {
    expressions,
    integers: options.numbers !== 'double',
    compileCel: options.cel ?? null,
    sigstore: options.sigstore ?? null,
  };
  const policies: Policy[] = [];
  const problems: Refusal[] = [];
  const isAccepted = (resource: Resource): boolean => {
    if (options.accepted === true) return true;
    const refusal = validateKyverno(resource);
    if (refusal !== null) problems.push(refusal);
    return refusal === null;
  };
  for (const resource of resources) {
    if (resource.kind !== 'ClusterPolicy' && resource.kind !== 'Policy') continue;
    if (options.mode !== undefined && own(own(resource.object, 'spec'), options.mode) === false) continue;
    if (!isAccepted(resource)) continue;
    const conditions = hasWebhookConditions(resource.object)
      ? (options.webhookConditions?.(own(resource.object, 'spec') ?? null) ?? null)
      : null;
    const [first] = conditions?.problems ?? [];
    if (first === undefined) policies.push(compilePolicy(resource, scope, conditions));
    else problems.push(badCondition(resource, first));
  }
  const exceptions = (options.exceptions ?? [])
    .filter(isAccepted)
    .map(({ object }) => compileException(object, expressions))
    .filter(({ background }) => background || options.mode !== 'background');
  return { engine: new CompiledEngine(policies, exceptions, expressions, options), problems };
}

/** As the webhook refuses it (kyverno v1.19 pkg/validation/policy/validate.go). */
function badCondition(resource: Resource, { index, message }: { index: number; message: string }): Refusal {
  return {
    resource,
    path: ['spec', 'webhookConfiguration', 'matchConditions', index, 'expression'],
    message: `match conditions compilation errors: [${message}]`,
    webhook: 'validate-policy.kyverno.svc',
  };
}

/** The same, with what some policies need beside it loaded first. */
export async function loadKyvernoEngine(
  resources: readonly Resource[],
  options: KyvernoOptions = {},
): Promise<ReturnType<typeof createKyvernoEngine>> {
  const needs = (uses: (policy: Json) => boolean): boolean => resources.some(({ object }) => uses(object));
  return createKyvernoEngine(resources, {
    ...(needs(usesCel) ? { cel: (await import('../admission-policy/cel-rule.ts')).compileCelRule } : {}),
    ...(needs(hasWebhookConditions)
      ? { webhookConditions: (await import('./match/webhook-conditions.ts')).compileWebhookConditions }
      : {}),
    ...(needs(usesSigstore) ? { sigstore: (await import('./verify-images/sigstore.ts')).sigstore } : {}),
    ...options,
  });
}

class CompiledEngine implements KyvernoEngine {
  readonly name = 'Kyverno';
  readonly policies: readonly Policy[];
  readonly needs: readonly string[];
  readonly #plans: Plans;
  readonly #expressions: Expressions;
  readonly #values: Values | null;
  readonly #ignoreUnavailable: boolean;

  constructor(
    policies: readonly Policy[],
    exceptions: readonly PolicyException[],
    expressions: Expressions,
    options: KyvernoOptions,
  ) {
    this.policies = policies;
    this.needs = [...new Set(policies.flatMap(({ resource }) => neededKinds(resource.object)))];
    this.#plans = new Plans(policies, exceptions);
    this.#expressions = expressions;
    this.#values = options.values === undefined ? null : new Values(options.values);
    this.#ignoreUnavailable = options.unavailable === 'ignore';
  }

  concerns(apiVersion: string, kind: string): boolean {
    return this.#plans.of(kindOf(apiVersion, kind)).size > 0;
  }

  judge(request: AdmissionRequest, lookup: Lookup): readonly Verdict[] {
    const passage = this.#passage(request, lookup);
    if (passage === null) return [];
    passage.runAll();
    return passage.results.map((result) => verdictOf(result, request.resource, passage.labels));
  }

  evaluate(request: AdmissionRequest, lookup: Lookup, operation?: Operation): readonly PolicyResult[] {
    const passage = this.#passage(request, lookup, operation);
    if (passage === null) return [];
    passage.runAll();
    return passage.results;
  }

  mutate(request: AdmissionRequest, lookup: Lookup): Mutated {
    const passage = this.#passage(request, lookup);
    if (passage === null) return { object: request.resource.object };
    for (const type of ['Mutation', 'ImageVerify', 'Generation'] as const) passage.run(type);
    return { object: passage.object, others: passage.results.flatMap(({ result }) => result.effects ?? []) };
  }

  admit(request: AdmissionRequest, lookup: Lookup): AdmissionAnswer {
    return answerRequest(this.#passage(request, lookup), request, lookup);
  }

  /** null when no policy has anything to say of the kind. */
  #passage(request: AdmissionRequest, lookup: Lookup, operation?: Operation): Passage | null {
    const { resource, subResource } = request;
    const plan = this.#plans.of(kindOf(resource.apiVersion, resource.kind, subResource));
    if (plan.size === 0) return null;
    return new Passage(request, {
      plan,
      lookup,
      operation,
      expressions: this.#expressions,
      ignoreUnavailable: this.#ignoreUnavailable,
      values: this.#values,
    });
  }
}
