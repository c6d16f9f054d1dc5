import { type Json, own } from '../../../kube/json.ts';
import { boolType, kubernetesEnvironment } from '../../../language/cel/index.ts';
import { attributesOf } from '../../admission-policy/attributes.ts';
import { PolicyCompiler } from '../../admission-policy/environment.ts';
import { inputsOf } from '../../admission-policy/inputs.ts';
import { kindTable } from '../../admission-policy/kind-table.ts';
import { compileMatchConditions } from '../../admission-policy/match-conditions.ts';
import type { AdmissionRequest } from '../../engine.ts';
import { listAt, textAt } from '../read.ts';

/** Whether a policy is asked about a request at all. It brings CEL with it, so it is loaded by those who need it. */
export type CompileWebhookConditions = (spec: Json) => WebhookConditions;

export interface WebhookConditions {
  /** The conditions that cannot be compiled, by their place, with the reason. */
  readonly problems: readonly { readonly index: number; readonly message: string }[];
  letThrough(request: AdmissionRequest): boolean;
}

/**
 * `webhookConfiguration.matchConditions`. Kyverno's engine looks at them whoever asks it, and leaves out what they do not
 * all let through and what they cannot be evaluated on (kyverno v1.19 pkg/engine/internal/match.go).
 */
export const compileWebhookConditions: CompileWebhookConditions = (spec) => {
  const conditions = listAt(own(spec, 'webhookConfiguration'), 'matchConditions').map((condition) => ({
    name: textAt(condition, 'name'),
    expression: textAt(condition, 'expression'),
  }));
  const compiler = new PolicyCompiler(kubernetesEnvironment({ version: '1.36' }));
  const compiled = conditions.map(({ expression }) =>
    compiler.compile(expression, [boolType], { params: false, authorizer: false }),
  );
  let next = 0;
  const hold = compileMatchConditions(
    { matchConditions: conditions, failurePolicy: 'Fail' },
    [],
    () => compiled[next++] as (typeof compiled)[number],
  );
  const kinds = kindTable();
  return {
    problems: compiled.flatMap(({ program, problem }, index) =>
      program === null ? [{ index, message: problem }] : [],
    ),
    letThrough: (request) => {
      const attributes = attributesOf(request, kinds);
      return hold(inputsOf(attributes, attributes, null, false, {})(null).matchConditions) === true;
    },
  };
};
