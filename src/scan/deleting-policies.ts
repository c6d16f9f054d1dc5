import { createKyvernoCelEngine, loadKyvernoCelPolicies } from '../engine/admission-policy/index.ts';
import { createRequest } from '../engine/engine.ts';
import type { CleanupPolicy } from '../engine/kyverno/cleanup/cleanup.ts';
import { parseSchedule } from '../engine/kyverno/cleanup/schedule.ts';
import type { Resource } from '../kube/resource.ts';

/** The DeletingPolicies among `resources`, for those who ask when they delete something. */
export function loadDeletingPolicies(resources: readonly Resource[]): {
  readonly policies: readonly CleanupPolicy[];
  readonly problems: readonly { readonly name: string; readonly message: string }[];
} {
  const loaded = loadKyvernoCelPolicies(resources);
  const problems: { name: string; message: string }[] = [];
  const policies = loaded.deletingPolicies.flatMap((policy): CleanupPolicy[] => {
    const { exceptions, crds } = loaded;
    const engine = createKyvernoCelEngine({ policies: [], deletingPolicies: [policy], exceptions, crds });
    const { name, namespace } = policy;
    const schedule = parseSchedule(policy.spec.schedule);
    const [problem] = engine.problems;
    if (problem !== undefined || schedule === null) {
      const found = JSON.stringify(policy.spec.schedule);
      problems.push({
        name,
        message: problem?.message ?? `spec.schedule: expected a cron format, found ${found}`,
      });
      return [];
    }
    const deletes: CleanupPolicy['deletes'] = (resource, lookup) => {
      const [answer] = engine.deletions(createRequest(resource), lookup);
      if (answer === undefined || answer.result.status !== 'error') return answer?.result.status === 'pass';
      return answer.result.message;
    };
    return [{ key: namespace === '' ? name : `${namespace}/${name}`, schedule, deletes }];
  });
  return { policies, problems };
}
