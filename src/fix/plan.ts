import { hash } from 'node:crypto';
import {
  type Check,
  type CheckResult,
  evaluatePodSecurity,
  type LevelVersion,
  type Version,
} from '../engine/pod-security/index.ts';
import { fieldText } from '../field.ts';
import { at, type Json, type JsonObject, type Path } from '../kube/json.ts';
import { type PodKinds, type PodTemplate, podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { Edit } from './edit.ts';
import { type Proposal, proposalFor, rootContainers } from './proposal.ts';
import { readOnlyRoots } from './read-only-root.ts';

export interface FixPolicy {
  readonly policy: LevelVersion;
  /** The version of the cluster, which is what `latest` means. */
  readonly emulate?: Version;
  readonly podKinds?: PodKinds;
  /** True to propose what is good practice too, though no level asks for it. */
  readonly beyond?: boolean;
}

/** One field that a check forbids, and what would mend it. */
export interface Finding {
  /** Says the same finding again in the next run. */
  readonly id: string;
  readonly check: Pick<Check, 'id' | 'fix'>;
  readonly message: string;
  /** In the resource; a missing field by the path it would have. */
  readonly field: Path;
  /** The edits that have one right value; empty where there is none. */
  readonly safe: readonly Edit[];
  /** What a person has to agree with, where there is something to propose. */
  readonly proposal: Proposal | null;
}

/** Everything that Pod Security forbids in a resource at one level. */
export function findingsOf(resource: Resource, policy: FixPolicy): readonly Finding[] {
  const findings = forbidden(resource, policy);
  if (policy.beyond !== true) return findings;
  const beyond = readOnlyRoots(resource, policy.podKinds).map(
    ({ field, proposal }): Finding => ({
      id: idOf(resource, readOnlyRoot.id, fieldText(resource.object, field), 1),
      check: readOnlyRoot,
      message: 'the root filesystem can be written to',
      field,
      safe: [],
      proposal,
    }),
  );
  return [...findings, ...beyond];
}

/** Good practice that no level asks for. */
export const readOnlyRoot: Finding['check'] = {
  id: 'readOnlyRootFilesystem',
  fix: { text: 'securityContext:\n  readOnlyRootFilesystem: true', edit: () => 'choose' },
};

function forbidden(resource: Resource, { policy, emulate, podKinds }: FixPolicy): Finding[] {
  const serverDefaults = resource.kind === 'Pod' ? 'pod' : 'template';
  const options = { ...(emulate === undefined ? {} : { emulate }), serverDefaults } as const;
  const findings: Finding[] = [];
  const seen = new Map<string, number>();
  for (const pod of podsOf(resource, podKinds)) {
    for (const result of evaluatePodSecurity(pod, policy, options).results) {
      for (const inPod of result.fields) findings.push(findingOf(resource, pod, result, inPod, seen));
    }
  }
  return findings;
}

function findingOf(
  resource: Resource,
  pod: PodTemplate,
  { check, message }: CheckResult,
  inPod: Path,
  seen: Map<string, number>,
): Finding {
  const field = [...pod.path, ...inPod];
  const proposal = proposalFor(resource.object, pod, check, inPod);
  const text = lastingText(resource.object, field);
  const identity = `${check.id}\n${text}`;
  const times = (seen.get(identity) ?? 0) + 1;
  seen.set(identity, times);
  return {
    id: idOf(resource, check.id, text, times),
    check,
    message,
    field,
    safe: proposal === null ? safeEdits(resource, pod, check, inPod) : [],
    proposal,
  };
}

function idOf(
  { apiVersion, kind, namespace, name }: Resource,
  check: string,
  field: string,
  times: number,
): string {
  const identity = [check, apiVersion, kind, namespace, name, field, times].join('\n');
  return hash('sha256', identity, 'hex').slice(0, 8);
}

/** The field in words that stay the same when its neighbours in a list go: a text in a list is called by itself. */
function lastingText(object: JsonObject, field: Path): string {
  const value = at(object, field);
  const inList = typeof field.at(-1) === 'number' && (typeof value === 'string' || value === null);
  return inList
    ? `${fieldText(object, field.slice(0, -1))}=${JSON.stringify(value)}`
    : fieldText(object, field);
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
  if (found === undefined && canBeSetForPod(pod, inPod))
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

/**
 * Fields of a container that the pod's own stand in for: one line there serves all containers. It must not reach one
 * that is told to run as root.
 */
function canBeSetForPod(pod: PodTemplate, inPod: Path): boolean {
  const [, , , security, field] = inPod;
  if (security !== 'securityContext' || at(pod, inPod.slice(0, 5)) !== undefined) return false;
  return field === 'seccompProfile' || (field === 'runAsNonRoot' && !rootContainers(pod.spec));
}

function podField({ path }: PodTemplate, inPod: Path): Path {
  return [...path, 'spec', ...inPod.slice(3)];
}
