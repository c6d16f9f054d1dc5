import { compareBytes } from '../../../../kube/bytes-order.ts';
import type { JsonObject } from '../../../../kube/json.ts';
import { type Check, checks, minorOf, type Version } from '../../../pod-security/index.ts';
import { viewPod } from '../../../pod-security/view/pod.ts';
import { type FieldError, fieldErrors } from './field-error.ts';

/** A pod, or what of one is looked at. */
export interface Pod {
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
}

/** A check that forbids a pod, with the fields it forbids. */
export interface Finding {
  readonly check: string;
  readonly reason: string;
  readonly errors: readonly FieldError[];
}

/** The Kubernetes version whose rules Kyverno v1.19 knows. */
const NEWEST = 34;

type Revision = Check['revisions'][number];

interface Active {
  readonly check: Check;
  readonly revision: Revision;
}

/**
 * The checks that Kyverno v1.19 makes at a level (pkg/pss/evaluate.go): unlike Kubernetes, every check but those of the
 * other level runs at every version, in its oldest form where the version is older than it, and none overrides another.
 */
export function kyvernoChecks(level: string, version: Version): readonly Active[] {
  return checks
    .filter(
      (check) =>
        (level !== 'baseline' || check.level === 'baseline') && minorOf(firstOf(check).since) <= NEWEST,
    )
    .map((check): Active => ({ check, revision: revisionAt(check, minorOf(version)) }))
    .sort((a, b) => compareBytes(a.check.id, b.check.id));
}

/** Checks pods at a level. */
export function compileChecks(level: string, version: Version): (pod: Pod) => Finding[] {
  const active = kyvernoChecks(level, version).map(({ check, revision }) => ({
    id: check.id,
    run: revision.run,
  }));
  return (pod) => {
    const view = viewPod(pod.metadata, pod.spec);
    const findings: Finding[] = [];
    for (const { id, run } of active) {
      const forbidden = run(view);
      if (forbidden === null) continue;
      const object: JsonObject = { metadata: pod.metadata, spec: pod.spec };
      findings.push({
        check: id,
        reason: forbidden.reason,
        errors: fieldErrors(id, forbidden.fields(), object),
      });
    }
    return findings;
  };
}

function firstOf(check: Check): Revision {
  const [first] = check.revisions;
  if (first === undefined) throw new Error(`the check ${check.id} has no revisions`);
  return first;
}

function revisionAt(check: Check, minor: number): Revision {
  const newest = check.revisions.findLast(({ since }) => minorOf(since) <= Math.min(minor, NEWEST));
  return newest ?? firstOf(check);
}
