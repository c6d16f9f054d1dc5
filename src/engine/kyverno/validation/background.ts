import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { listAt, textAt } from '../read.ts';
import { findVariables } from '../variable/find.ts';
import { userFields } from './match.ts';
import { encoded } from './variables.ts';

/** What only a request has: background scans have none (kyverno v1.19 pkg/validation/policy/background.go). */
const userVariables: readonly RegExp[] = [
  /[^.](serviceAccountName)\b/,
  /[^.](serviceAccountNamespace)\b/,
  /[^.](request.userInfo)\b/,
  /[^.](request.roles)\b/,
  /[^.](request.clusterRoles)\b/,
];

/** null for a policy that can be judged without a request. `rules` are the written ones and those made by autogen. */
export function backgroundProblem(policy: JsonObject, rules: readonly JsonObject[]): string | null {
  for (const [index, rule] of rules.entries()) {
    const place = userPlace(rule);
    if (place !== null) return `invalid variable used at path: spec/rules[${index}]/${place}`;
  }
  const written = listAt(own(policy, 'spec'), 'rules');
  if (written.some((rule) => Array.isArray(own(own(rule, 'mutate'), 'targets')))) return null;
  for (const { text } of findVariables(encoded(withoutCopies(policy))))
    if (userVariables.some((variable) => variable.test(text))) return `variable ${text} is not allowed`;
  return null;
}

/** Where a rule asks who makes the request. */
function userPlace(rule: Json): string | null {
  for (const block of ['match', 'exclude'] as const) {
    const written = own(rule, block);
    const direct = userField(written);
    if (direct !== null) return `${block}/${direct}`;
    for (const key of block === 'match' ? (['any', 'all'] as const) : (['all', 'any'] as const)) {
      for (const [index, filter] of listAt(written, key).entries()) {
        const field = userField(filter);
        if (field !== null) return `${block}/${key}[${index}]/${field}`;
      }
    }
  }
  return null;
}

function userField(filter: Json | undefined): string | null {
  return userFields.find((field) => listAt(filter, field).length > 0) ?? null;
}

/** The policy without copies of itself. */
function withoutCopies(policy: JsonObject): JsonObject {
  const { status: _, metadata, ...rest } = policy;
  const annotations = own(metadata, 'annotations');
  const copy = 'kubectl.kubernetes.io/last-applied-configuration';
  if (textAt(annotations, copy) === '') return { ...rest, metadata };
  return {
    ...rest,
    metadata: { ...(metadata as JsonObject), annotations: { ...(annotations as JsonObject), [copy]: '' } },
  };
}
