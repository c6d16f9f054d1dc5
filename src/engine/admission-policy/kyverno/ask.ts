import { type Activation, LazyValue } from '../../../language/cel/index.ts';
import { type Lookup, LookupError } from '../../engine.ts';
import { requestValue } from '../activation.ts';
import { assumeNamespaces } from '../assume-namespaces.ts';
import { type Attributes, isNamespaceKind } from '../attributes.ts';
import { MatchError } from '../match-resources.ts';
import type { CompiledSpec } from './compile.ts';
import { libraryContext } from './library/index.ts';
import { type CelRuleResult, matchingError, ruleResult } from './rule-result.ts';
import type { Variant } from './variants.ts';

/** Runs a policy on what it matches. */
export function guard(
  { policy, matches }: Variant<CompiledSpec>,
  attributes: Attributes,
  lookup: Lookup,
  run: () => CelRuleResult | null,
): CelRuleResult | null {
  if (policy.namespace !== '' && policy.namespace !== attributes.namespace) return null;
  try {
    const matched = matches(attributes, assumeNamespaces(lookup));
    if (matched instanceof MatchError) return matchingError(matched.message);
    return matched && run();
  } catch (error) {
    if (error instanceof LookupError) return ruleResult({ outcome: 'broken', error: error.message });
    throw error;
  }
}

/** Kyverno shows an object that is not there as an empty one, not as null. */
export function activationOf(attributes: Attributes, lookup: Lookup): Activation {
  const { object, oldObject, namespace, kind } = attributes;
  return {
    object: object ?? {},
    oldObject: oldObject ?? {},
    request: new LazyValue(() => ({ ...requestValue(attributes, attributes), object, oldObject })),
    namespaceObject: new LazyValue(() =>
      namespace === '' || isNamespaceKind(kind)
        ? null
        : (assumeNamespaces(lookup).namespace(namespace) ?? null),
    ),
    ...libraryContext(lookup),
  };
}
