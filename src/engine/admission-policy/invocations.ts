import type { JsonObject } from '../../kube/json.ts';
import type { Lookup } from '../engine.ts';
import { type Attributes, isNamespaceKind } from './attributes.ts';
import { convertAttributes } from './convert.ts';
import type { KindTable } from './kind-table.ts';
import { MatchError, type Matched, type ResourceMatcher } from './match-resources.ts';
import { collectParams } from './params.ts';
import type { ParamKind, ParamRef } from './policy.ts';

/** A compiled policy of any kind with its bindings. */
export interface BoundPolicy<Binding extends { readonly paramRef: ParamRef | null }> {
  readonly policy: { readonly paramKind: ParamKind | null };
  readonly matches: ResourceMatcher;
  readonly bindings: readonly BoundBinding<Binding>[];
}

export interface BoundBinding<Binding> {
  readonly binding: Binding;
  readonly matches: ResourceMatcher;
}

/** A policy to evaluate for a request through one of its bindings, or what keeps it from being evaluated. */
export type Invocation<Policy, Binding> = Ready<Policy, Binding> | Misconfigured<Policy, Binding>;

export interface Ready<Policy, Binding> {
  readonly compiled: Policy;
  readonly binding: Binding;
  readonly problem: null;
  readonly matched: Matched;
  /** The request in the kind that the policy matched. */
  readonly attributes: Attributes;
  /** One evaluation each; none when there are none and nobody minds. */
  readonly params: readonly (JsonObject | null)[];
}

export interface Misconfigured<Policy, Binding> {
  readonly compiled: Policy;
  /** Null when the policy itself could not be matched. */
  readonly binding: Binding | null;
  readonly problem: string;
}

/**
 * The policies that concern a request, binding by binding (apiserver v0.36.3 policy/generic/policy_dispatcher.go).
 * Upstream's order is that of a Go map; here it is the order given.
 */
export function* invocationsOf<
  Binding extends { readonly paramRef: ParamRef | null },
  Policy extends BoundPolicy<Binding>,
>(
  policies: readonly Policy[],
  attributes: Attributes,
  kinds: KindTable,
  lookup: Lookup,
): Generator<Invocation<Policy, Binding>> {
  for (const compiled of policies) {
    const matched = compiled.matches(attributes, lookup);
    if (matched === null) continue;
    if (matched instanceof MatchError) {
      yield { compiled, binding: null, problem: `failed to configure policy: ${matched.message}` };
      continue;
    }
    for (const { binding, matches } of compiled.bindings) {
      const bound = matches(attributes, lookup);
      if (bound === null) continue;
      const ready =
        bound instanceof MatchError ? bound : prepare(compiled, binding, matched, attributes, kinds, lookup);
      yield ready instanceof MatchError
        ? { compiled, binding, problem: `failed to configure binding: ${ready.message}` }
        : { compiled, binding, problem: null, matched, ...ready };
    }
  }
}

function prepare(
  { policy }: { readonly policy: { readonly paramKind: ParamKind | null } },
  { paramRef }: { readonly paramRef: ParamRef | null },
  matched: Matched,
  attributes: Attributes,
  kinds: KindTable,
  lookup: Lookup,
): Pick<Ready<never, never>, 'attributes' | 'params'> | MatchError {
  const params = collectParams(policy.paramKind, paramRef, attributes.namespace, kinds, lookup);
  if (params instanceof MatchError || params.length === 0)
    return params instanceof MatchError ? params : { attributes, params };
  const converted = convertAttributes(attributes, matched.kind, kinds);
  return converted instanceof MatchError ? converted : { attributes: converted, params };
}

/** The namespace of the request, null where it has none, undefined where it does not exist. */
export function namespaceOf({ kind, namespace }: Attributes, lookup: Lookup): JsonObject | null | undefined {
  return namespace === '' || isNamespaceKind(kind) ? null : lookup.namespace(namespace);
}
