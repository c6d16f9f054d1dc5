import type { JsonObject } from '../kube/json.ts';
import type { Stage } from '../verdict.ts';
import { writeYaml } from '../yaml/write.ts';
import { type Form, policyOf } from './form.ts';
import type { Guardrail } from './guardrail.ts';
import type { Parameters } from './parameters.ts';
import { samplesOf } from './samples-of.ts';
import { stamped } from './stamp.ts';
import { suite } from './suite.ts';

/** A file of the pack; its path is relative to the pack's folder. */
export interface PackFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The policy of a guardrail, and its suite. Suites lie in a folder that `kubectl apply -f` does not look into: their
 * objects are no one's.
 */
export function filesOf(guardrail: Guardrail, parameters: Parameters, form: Form, stage: Stage): PackFile[] {
  const policy = policyPath(guardrail);
  const folder = `.kyverno-test/${guardrail.name}`;
  const written = (path: string, documents: readonly JsonObject[]): PackFile => ({
    path,
    text: stamped(documents.map(writeYaml).join('---\n'), form, stage),
  });
  return [
    written(policy, policyOf(guardrail, parameters, form, stage)),
    written(`${folder}/kyverno-test.yaml`, [suite(guardrail, parameters, form, `../../${policy}`)]),
    written(
      `${folder}/resources.yaml`,
      samplesOf(guardrail, parameters).map(({ object }) => object),
    ),
  ];
}

export function policyPath({ name }: Guardrail): string {
  return `${name}.yaml`;
}
