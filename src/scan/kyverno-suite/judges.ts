import { groupOf } from '../../kube/group-kind.ts';
import type { Resource } from '../../kube/resource.ts';
import { mutatingAdmissionFamily, validatingAdmissionFamily } from './admission-policy-judge.ts';
import { celFamily } from './cel-judge.ts';
import { classicFamily } from './classic-judge.ts';
import type { SuiteInputs } from './inputs.ts';
import { isOf, type Judge, type JudgeFamily } from './judge.ts';

/** In upstream's order: each judges the resource as those before it leave it (kyverno v1.19 cmd/cli processor). */
const families: readonly JudgeFamily[] = [
  classicFamily,
  mutatingAdmissionFamily,
  celFamily,
  validatingAdmissionFamily,
];

/** A judge for every family of policies in the suite. */
export async function loadJudges(inputs: SuiteInputs): Promise<readonly Judge[]> {
  const judges: Judge[] = [];
  for (const family of families) {
    const concerned = inputs.policies.some((policy) => isOf(family.kinds, policy));
    if (concerned) judges.push(await family.load(inputs));
  }
  return [...judges, unsupported(inputs.policies)];
}

/** Policies of families that nobody here judges. */
function unsupported(policies: readonly Resource[]): Judge {
  const others = policies.filter(
    (policy) =>
      policyGroups.has(groupOf(policy.apiVersion)) && !families.some(({ kinds }) => isOf(kinds, policy)),
  );
  return {
    policies: others.map(({ name, kind }) => [
      name,
      { reason: 'Not supported', message: `policies of kind ${kind} are not judged yet` },
    ]),
    rules: [],
    judge: ({ request }) => ({ answers: [], object: request.resource.object }),
  };
}

const policyGroups: ReadonlySet<string> = new Set(['policies.kyverno.io', 'admissionregistration.k8s.io']);
