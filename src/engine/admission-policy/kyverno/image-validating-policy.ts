import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { listOf } from '../policy.ts';
import { type KyvernoCelPolicy, readKyvernoPolicy, text } from './policy.ts';
import { readValidatingSpec, type ValidatingPolicySpec } from './validating-policy.ts';

/** An ImageValidatingPolicy or NamespacedImageValidatingPolicy. */
export type ImageValidatingPolicy = KyvernoCelPolicy<ImageValidatingSpec>;

export interface ImageValidatingSpec extends ValidatingPolicySpec {
  /** Which images it is about: those that any of these matches, all of them when there are none. */
  readonly references: readonly ImageReference[];
  readonly extractors: readonly { readonly name: string; readonly expression: string }[];
  readonly attestors: Readonly<Record<string, Json>>;
  readonly attestations: Readonly<Record<string, Json>>;
  readonly verifyDigest: boolean;
  readonly required: boolean;
}

/** One of the two is meant to be there. */
export interface ImageReference {
  readonly glob: string;
  readonly expression: string;
}

export function readImageValidatingPolicy(object: JsonObject): ImageValidatingPolicy {
  return readKyvernoPolicy(object, readImageValidatingSpec);
}

export function readImageValidatingSpec(spec: Json | undefined): ImageValidatingSpec {
  const configured = own(spec, 'validationConfigurations');
  return {
    ...readValidatingSpec(spec),
    references: listOf(own(spec, 'matchImageReferences')).map((one) => ({
      glob: text(own(one, 'glob')),
      expression: text(own(one, 'expression')),
    })),
    extractors: listOf(own(spec, 'images')).map((one) => ({
      name: text(own(one, 'name')),
      expression: text(own(one, 'expression')),
    })),
    attestors: byName(own(spec, 'attestors')),
    attestations: byName(own(spec, 'attestations')),
    verifyDigest: own(configured, 'verifyDigest') !== false,
    required: own(configured, 'required') !== false,
  };
}

function byName(list: Json | undefined): Readonly<Record<string, Json>> {
  return Object.fromEntries(listOf(list).map((one) => [text(own(one, 'name')), one]));
}
