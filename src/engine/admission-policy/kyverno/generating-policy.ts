import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { listOf } from '../policy.ts';
import { type CelSpec, type KyvernoCelPolicy, readCelSpec, readKyvernoPolicy, text } from './policy.ts';
import type { GenerationTemplate } from './template.ts';

/** A GeneratingPolicy or NamespacedGeneratingPolicy. */
export type GeneratingPolicy = KyvernoCelPolicy<GeneratingPolicySpec>;

export interface GeneratingPolicySpec extends CelSpec {
  readonly generations: readonly Generation[];
}

/** Exactly one of the two is meant to be there. */
export interface Generation {
  readonly expression: string;
  readonly template: GenerationTemplate | null;
}

export function readGeneratingPolicy(object: JsonObject): GeneratingPolicy {
  return readKyvernoPolicy(object, readGeneratingSpec);
}

function readGeneratingSpec(spec: Json | undefined): GeneratingPolicySpec {
  return {
    ...readCelSpec(spec),
    generations: listOf(own(spec, 'generate')).map((item) => {
      const template = own(item, 'template');
      return {
        expression: text(own(item, 'expression')),
        template:
          template === undefined
            ? null
            : { value: text(own(template, 'value')), interpolate: own(template, 'interpolate') === 'cel' },
      };
    }),
  };
}
