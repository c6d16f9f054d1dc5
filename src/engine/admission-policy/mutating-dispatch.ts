import type { JsonObject } from '../../kube/json.ts';
import { sameJson } from '../../kube/same-json.ts';
import type { Activation } from '../../language/cel/index.ts';
import type { Lookup } from '../engine.ts';
import { type Attributes, apiVersionOfKind } from './attributes.ts';
import { authorizerVariables } from './authorizer.ts';
import { convertAttributes } from './convert.ts';
import { costBudget, Evaluator, OutOfBudget } from './evaluate.ts';
import { inputsOf } from './inputs.ts';
import { invocationsOf, namespaceOf, type Ready } from './invocations.ts';
import type { KindTable } from './kind-table.ts';
import { MatchError, type Matched } from './match-resources.ts';
import type { CompiledMutatingPolicy } from './mutating-compile.ts';
import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding } from './mutating-policy.ts';
import { MutationError, mutate } from './mutation.ts';
import { namespaceNotFound, type Status } from './response.ts';
import type { ValidationInputs } from './validator.ts';

/** What one mutation of one binding did. */
export interface MutationOutcome {
  readonly policy: MutatingAdmissionPolicy;
  readonly binding: MutatingAdmissionPolicyBinding | null;
  /** Null for what is about the policy as a whole. */
  readonly mutation: number | null;
  readonly outcome: 'changed' | 'unchanged' | 'skipped' | 'error';
  readonly message: string;
  /** Of an error in configuration rather than in evaluating. */
  readonly misconfigured: boolean;
}

export interface Mutated {
  /** The object as the policies leave it. */
  readonly object: JsonObject | null;
  readonly outcomes: readonly MutationOutcome[];
  /** The request failed altogether. */
  readonly failed: Status | null;
}

/**
 * Lets policies change the object of a request, each seeing what those before it did. When a patch was made, even one that
 * changed nothing, the policies that ask for it run once more, unless the request is refused by then
 * (apiserver v0.36.3 policy/mutating/dispatcher.go, reinvocationcontext.go).
 */
export function mutateRequest(
  policies: readonly CompiledMutatingPolicy[],
  attributes: Attributes,
  kinds: KindTable,
  lookup: Lookup,
): Mutated {
  const first = new Pass(attributes, kinds, lookup);
  first.run(policies, null);
  if (first.isRefused || first.reinvoke.size === 0) return first.result();
  const second = new Pass(first.attributes, kinds, lookup, first.outcomes);
  second.run(policies, first.reinvoke);
  return second.result();
}

type Invoked = Ready<CompiledMutatingPolicy, MutatingAdmissionPolicyBinding>;

/** One round over all policies. */
class Pass {
  attributes: Attributes;
  failed: Status | null = null;
  readonly outcomes: MutationOutcome[];
  /** Those that must run again, by policy, binding and parameter. */
  readonly reinvoke: Set<string> = new Set();
  readonly #kinds: KindTable;
  readonly #lookup: Lookup;
  #invoked: string[] = [];
  #patched = false;

  constructor(
    attributes: Attributes,
    kinds: KindTable,
    lookup: Lookup,
    outcomes: readonly MutationOutcome[] = [],
  ) {
    this.attributes = attributes;
    this.#kinds = kinds;
    this.#lookup = lookup;
    this.outcomes = [...outcomes];
  }

  get isRefused(): boolean {
    return (
      this.failed !== null ||
      this.outcomes.some(({ outcome, policy }) => outcome === 'error' && policy.failurePolicy === 'Fail')
    );
  }

  result(): Mutated {
    return { object: this.attributes.object, outcomes: this.outcomes, failed: this.failed };
  }

  /** `only` limits the round to invocations of an earlier one. */
  run(policies: readonly CompiledMutatingPolicy[], only: ReadonlySet<string> | null): void {
    const found = [
      ...invocationsOf<MutatingAdmissionPolicyBinding, CompiledMutatingPolicy>(
        policies,
        this.attributes,
        this.#kinds,
        this.#lookup,
      ),
    ];
    for (const { compiled, binding, problem } of found) {
      if (problem !== null && only === null) this.#note(compiled, binding, null, 'error', problem, true);
    }
    const ready = found
      .filter((invocation) => invocation.problem === null)
      .filter(({ params }) => params.length > 0);
    if (ready.length === 0) return;
    const namespace = namespaceOf(this.attributes, this.#lookup);
    if (namespace === undefined) {
      this.failed = namespaceNotFound(this.attributes.namespace);
      return;
    }
    for (const invocation of ready) {
      for (const param of invocation.params) {
        this.#invoke(invocation, param, namespace, only);
        if (this.failed !== null) return;
      }
    }
    if (this.#patched) for (const invoked of this.#invoked) this.reinvoke.add(invoked);
  }

  #invoke(
    invocation: Invoked,
    param: JsonObject | null,
    namespace: JsonObject | null,
    only: ReadonlySet<string> | null,
  ): void {
    const { compiled, binding } = invocation;
    const matched = compiled.matchConditions(conditionsOf(this.#inputs(invocation, param, namespace)));
    if (matched === false) return this.#note(compiled, binding, null, 'skipped', '');
    if (matched !== true) return this.#note(compiled, binding, null, 'error', matched);
    const key = JSON.stringify([compiled.policy.name, binding.name, param?.metadata ?? null], bigints);
    if (only !== null && !only.has(key)) return;
    for (const index of compiled.mutations.keys()) {
      this.#apply(invocation, index, this.#inputs(invocation, param, namespace));
      if (this.failed !== null) return;
    }
    if (compiled.policy.reinvocationPolicy === 'IfNeeded') this.#invoked.push(key);
  }

  #apply(invocation: Invoked, index: number, inputs: ValidationInputs): void {
    const { compiled, binding } = invocation;
    const mutation = compiled.mutations[index];
    const { object, kind } = this.attributes;
    if (mutation === undefined || object === null) return;
    const changed = this.#evaluate(invocation, mutation, inputs);
    if (changed instanceof MutationError) {
      if (changed.internal) this.failed = internalError(changed.message);
      else this.#note(compiled, binding, index, 'error', changed.message);
      return;
    }
    this.#patched = true;
    const result = { ...changed, apiVersion: apiVersionOfKind(kind), kind: kind.kind };
    const same = sameJson(result, object);
    if (!same) this.attributes = { ...this.attributes, object: result };
    this.#note(compiled, binding, index, same ? 'unchanged' : 'changed', '');
  }

  #evaluate(
    { compiled, matched }: Invoked,
    { patchType, expression }: CompiledMutatingPolicy['mutations'][number],
    { request, authorizer }: ValidationInputs,
  ): JsonObject | MutationError {
    if (expression.program === null) return new MutationError(expression.problem);
    const evaluator = new Evaluator({ ...request, ...authorizer }, compiled.variables, costBudget);
    const result = evaluator.run(expression);
    if (result instanceof OutOfBudget) return new MutationError(result.message);
    if (!result.ok) return new MutationError(result.error);
    const struct = this.#kinds.find(apiVersionOfKind(matched.kind), matched.kind.kind).struct();
    return mutate(patchType, result.value, this.#converted(matched).object ?? {}, struct);
  }

  /** The request as it stands, in the kind a policy asked for; that it can be converted is known by now. */
  #converted({ kind }: Matched): Attributes {
    const converted = convertAttributes(this.attributes, kind, this.#kinds);
    return converted instanceof MatchError ? this.attributes : converted;
  }

  #inputs(
    { compiled, matched }: Invoked,
    param: JsonObject | null,
    namespace: JsonObject | null,
  ): ValidationInputs {
    const attributes = this.#converted(matched);
    const authorizer = authorizerVariables(attributes, this.#lookup);
    return inputsOf(attributes, matched, namespace, compiled.policy.paramKind !== null, authorizer)(param);
  }

  #note(
    { policy }: CompiledMutatingPolicy,
    binding: MutatingAdmissionPolicyBinding | null,
    mutation: number | null,
    outcome: MutationOutcome['outcome'],
    message: string,
    misconfigured = false,
  ): void {
    this.outcomes.push({ policy, binding, mutation, outcome, message, misconfigured });
  }
}

function conditionsOf({ matchConditions, authorizer }: ValidationInputs): Activation {
  return { ...matchConditions, ...authorizer };
}

function internalError(message: string): Status {
  return {
    message,
    reason: 'InternalError',
    code: 500,
    details: {
      name: '',
      group: '',
      kind: '',
      causes: [{ message: message.replace('Internal error occurred: ', '') }],
    },
  };
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
