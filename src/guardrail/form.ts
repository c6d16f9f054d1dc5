import type { JsonObject } from '../kube/json.ts';
import type { Stage } from '../verdict.ts';
import { admissionPolicy, validatingPolicy } from './cel-policy.ts';
import { clusterPolicy } from './cluster-policy.ts';
import type { Guardrail } from './guardrail.ts';
import type { Parameters } from './parameters.ts';

/** The kinds of policy that a guardrail can be written as. */
export const forms = ['clusterpolicy', 'validatingpolicy', 'validatingadmissionpolicy'] as const;

export type Form = (typeof forms)[number];

/** The documents of a guardrail in one form. */
export function policyOf(
  guardrail: Guardrail,
  parameters: Parameters,
  form: Form,
  stage: Stage,
): readonly JsonObject[] {
  return written[form](guardrail, parameters, stage);
}

type Write = (guardrail: Guardrail, parameters: Parameters, stage: Stage) => readonly JsonObject[];

const written: Readonly<Record<Form, Write>> = {
  clusterpolicy: (...all) => [clusterPolicy(...all)],
  validatingpolicy: (...all) => [validatingPolicy(...all)],
  validatingadmissionpolicy: admissionPolicy,
};
