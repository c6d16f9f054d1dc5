import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { readValidations, type Validation } from '../policy.ts';
import { type CelSpec, type KyvernoCelPolicy, readCelSpec, readKyvernoPolicy, text } from './policy.ts';

/** A ValidatingPolicy or NamespacedValidatingPolicy. */
export type ValidatingPolicy = KyvernoCelPolicy<ValidatingPolicySpec>;

export interface ValidatingPolicySpec extends CelSpec {
  readonly validations: readonly Validation[];
  readonly validationActions: readonly string[];
}

export function readValidatingPolicy(object: JsonObject): ValidatingPolicy {
  return readKyvernoPolicy(object, readValidatingSpec);
}

export function readValidatingSpec(spec: Json | undefined): ValidatingPolicySpec {
  const actions = own(spec, 'validationActions');
  return {
    ...readCelSpec(spec),
    validations: readValidations(own(spec, 'validations')),
    validationActions: Array.isArray(actions) && actions.length > 0 ? actions.map(text) : ['Deny'],
  };
}
