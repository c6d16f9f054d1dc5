import { hash } from 'node:crypto';
import {
  type Check,
  type CheckResult,
  evaluatePodSecurity,
  type LevelVersion,
  type Version,
} from '../engine/pod-security/index.ts';
import { fieldText } from '../field.ts';
import { at, type Json, type Path } from '../kube/json.ts';
import { type PodKinds, type PodTemplate, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { Edit } from './edit.ts';
import { type Proposal, proposalFor } from './proposal.ts';

export interface FixPolicy {
  readonly policy: LevelVersion;
  /** The version of the cluster, which is what `latest` means. */
  readonly emulate?: Version;
  readonly podKinds?: PodKinds;
}

/** One field that a check forbids, and what would mend it. */
export interface Finding {
  /** Says the same finding again in the next run. */
  readonly id: string;
  readonly check: Check;
  readonly message: string;
  /** In the resource; a missing field by the path it would have. */
  readonly field: Path;
  /** The edits that have one right value; empty where there is none. */
  readonly safe: readonly Edit[];
  /** What a person has to agree with, where there is something to propose. */
  readonly proposal: Proposal | null;
}

/** Everything that Pod Security forbids in a resource at one level. */
export function findingsOf(resource: Resource, { policy, emulate, podKinds }: FixPolicy): readonly Finding[] {
  const options = {
    ...(emulate === undefined ? {} : { emulate }),
    serverDefaults: resource.kind === 'Pod' ? 'pod' : 'template',
  } as const;
  return podsOf(resource, podKinds).flatMap((pod) =>
    evaluatePodSecurity(pod, policy, options).results.flatMap((result) =>
      result.fields.map((field) => findingOf(resource, pod, result, field)),
    ),
  );
}

function findingOf(
  resource: Resource,
  pod: PodTemplate,
  { check, message }: CheckResult,
  inPod: Path,
): Finding {
  const field = [...pod.path, ...inPod];
  const proposal = proposalFor(resource.object, pod, check, inPod);
  const { apiVersion, kind, namespace, name } = resource;
  const identity = [check.id, apiVersion, kind, namespace, name, fieldText(resource.object, field)];
  return {
    id: hash('sha256', JSON.stringify(identity), 'hex').slice(0, 8),
    check,
    message,
    field,
    safe: proposal === null ? safeEdits(resource, pod, check, inPod) : [],
    proposal,
  };
}

function safeEdits(resource: Resource, pod: PodTemplate, check: Check, inPod: Path): Edit[] {
  const path = [...pod.path, ...inPod];
  const found = at(resource.object, path);
  const edit = check.fix.edit(inPod);
  if (edit === 'choose') return [];
  // What is not written down follows from another field (host ports from hostNetwork) and goes with it.
  if (edit === 'remove') return found === undefined ? [] : [{ op: 'remove', path }];
  if (Array.isArray(edit.set) && Array.isArray(found) && found.length > 0)
    return completed(path, found, edit.set);
  if (found === undefined && canBeSetForPod(inPod))
    return [{ op: 'set', path: podField(pod, inPod), value: edit.set }];
  return [{ op: 'set', path, value: edit.set }];
}

/** A list keeps what it has and gets what it lacks; an item that only differs in case was meant so. */
function completed(path: Path, found: readonly Json[], wanted: readonly Json[]): Edit[] {
  return wanted.flatMap((value): Edit[] => {
    if (found.includes(value)) return [];
    const near = found.findIndex((item) => typeof item === 'string' && item.toUpperCase() === value);
    return near < 0 ? [{ op: 'append', path, value }] : [{ op: 'set', path: [...path, near], value }];
  });
}

/** Fields of a container that the pod's own stand in for: one line there serves all containers. */
function canBeSetForPod(inPod: Path): boolean {
  const [, , , security, field] = inPod;
  return security === 'securityContext' && (field === 'runAsNonRoot' || field === 'seccompProfile');
}

function podField({ path }: PodTemplate, inPod: Path): Path {
  return [...path, 'spec', ...inPod.slice(3)];
}
