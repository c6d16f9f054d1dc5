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

type Run = Check['revisions'][number]['run'];

interface Active {
  readonly id: string;
  readonly run: Run;
}

/**
 * Checks pods at a level as Kyverno v1.19 does (pkg/pss/evaluate.go): unlike Kubernetes, every check but those of the
 * other level runs at every version, in its oldest form where the version is older than it, and none overrides another.
 */
export function compileChecks(level: string, version: Version): (pod: Pod) => Finding[] {
  const active = checks
    .filter(
      (check) =>
        (level !== 'baseline' || check.level === 'baseline') && minorOf(firstOf(check).since) <= NEWEST,
    )
    .map((check): Active => ({ id: check.id, run: revisionAt(check, minorOf(version)) }))
    .sort((a, b) => compareBytes(a.id, b.id));
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

function firstOf(check: Check): Check['revisions'][number] {
  const [first] = check.revisions;
  if (first === undefined) throw new Error(`the check ${check.id} has no revisions`);
  return first;
}

function revisionAt(check: Check, minor: number): Run {
  const newest = check.revisions.findLast(({ since }) => minorOf(since) <= Math.min(minor, NEWEST));
  return (newest ?? firstOf(check)).run;
}
