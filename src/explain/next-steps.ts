import { type Limits, maxDays } from '../exception/limits.ts';
import type { Resource } from '../kube/resource.ts';
import { recordOf } from '../record.ts';
import type { Verdict } from '../verdict.ts';
import type { ExplainedViolation, NextSteps } from './explanation.ts';
import type { Judged } from './judged.ts';
import type { Mending } from './mending-shape.ts';
import type { RefusedSubject, Refuser } from './recognise/refusal.ts';
import { shellWord } from './shell-word.ts';
import { notPolicies, ruleName, suspicionOf } from './suspicion.ts';
import { takeBack } from './take-back.ts';

/** What the ways out are found from. */
export interface Refused {
  readonly refuser: Refuser;
  readonly policy: string | null;
  /** The kind of the policy, where the message or the policy itself tells. */
  readonly policyKind: string | undefined;
  readonly binding: string | undefined;
  readonly namespace: string | null;
  readonly subject: RefusedSubject;
  readonly resource: Resource | undefined;
  readonly failures: readonly Verdict[];
  readonly violations: readonly ExplainedViolation[];
  /** The containers that the message names, when it names nothing else. */
  readonly containers: readonly string[];
  readonly judged: Judged | null;
  readonly mending: Mending;
  readonly limits: Limits;
}

/** The three ways out, with the command for each. */
export function nextSteps(refused: Refused): NextSteps {
  const { refuser, policy, violations, mending, resource, subject, judged } = refused;
  const isPolicy = !notPolicies.has(refuser);
  const file = resource?.origin.file ?? subject.file;
  return {
    fix: {
      command:
        refuser === 'PodSecurity' && file !== undefined && violations.length > 0
          ? words('portcullis fix', [file, ...(policy === null ? [] : ['--level', policy])])
          : null,
      safe: mending.safe,
      proposed: mending.proposed,
      diff: mending.diff,
    },
    exception:
      isPolicy && violations.length > 0
        ? {
            command: words('portcullis exception new', narrowest(refused) ?? byName(refused)),
            // The risk is for its author to say; this is what a middling one may last.
            maxDays: maxDays({ risk: { level: 'Medium', impact: '' } }, refused.limits),
          }
        : null,
    policy: {
      ...suspicionOf(refuser, policy, violations, judged),
      command: isPolicy
        ? takeBack(
            refused,
            violations.map(({ rule }) => ruleName(rule)),
          )
        : null,
    },
  };
}

/** From the verdicts themselves: what is drafted then names container, field and value. */
function narrowest({ failures, judged, refuser, policy, namespace }: Refused): string[] | null {
  const { paths, policyPaths } = judged ?? { paths: [], policyPaths: [] };
  if (failures.length === 0 || paths.length === 0 || failures.length > 12) return null;
  return [
    ...[...new Set(failures.map((one) => recordOf(one).id.slice(0, 8)))].flatMap((id) => ['--from', id]),
    ...paths.flatMap((path) => ['-m', path]),
    ...policyPaths.flatMap((path) => ['--policies', path]),
    ...(refuser === 'PodSecurity' && policy !== null ? ['--level', policy] : []),
    ...(namespace === null ? [] : ['-n', namespace]),
  ];
}

/** By what the message names, where there is no manifest to look at. */
function byName(refused: Refused): string[] {
  const { refuser, policy, policyKind, namespace, subject, resource, violations } = refused;
  const rules = [...new Set(violations.map(({ rule }) => ruleName(rule)))].filter((rule) => rule !== '');
  const made = resource ?? workloadOf(subject);
  const where = [
    '-n',
    namespace ?? 'NAMESPACE',
    '--subject',
    `${made.kind ?? 'KIND'}/${made.name ?? 'NAME'}`,
  ];
  const containers = refused.containers.flatMap((name) => ['--container', name]);
  if (refuser === 'PodSecurity')
    return [
      ...where,
      ...containers,
      '--level',
      policy?.split('@', 1)[0] ?? 'LEVEL',
      ...rules.flatMap((rule) => ['--check', rule]),
    ];
  const kind =
    policyKind ??
    (refuser === 'Gatekeeper'
      ? 'KIND'
      : refuser === 'Kyverno' && policy?.includes('/') === true
        ? 'Policy'
        : null);
  const name = [refuser, ...(kind === null ? [] : [kind]), policy ?? 'POLICY'].join('/');
  return [...where, ...containers, '--policy', name, ...rules.flatMap((rule) => ['--rule', rule])];
}

/**
 * What made the refused pods, as far as names tell: a Deployment's ReplicaSets are called by it and a hash, their pods by
 * that and five more letters; a CronJob's Jobs by it and the minute they were due. Enough to begin a draft with; nothing is excused by a name alone.
 */
function workloadOf({ creator, kind, name }: RefusedSubject): {
  readonly kind?: string;
  readonly name?: string;
} {
  const { kind: of, name: called } = creator ?? { kind, name };
  const hash = '[bcdfghjklmnpqrstvwxz2456789]';
  const made =
    of === 'ReplicaSet'
      ? new RegExp(`^(.+)-${hash}{6,10}$`).exec(called ?? '')
      : of === 'Pod'
        ? new RegExp(`^(.+)-${hash}{6,10}-(?:${hash}{5})?$`).exec(called ?? '')
        : null;
  if (made?.[1] !== undefined) return { kind: 'Deployment', name: made[1] };
  const job = of === 'Job' ? /^(.+)-\d{8}$/.exec(called ?? '') : null;
  if (job?.[1] !== undefined) return { kind: 'CronJob', name: job[1] };
  return { ...(of === undefined ? {} : { kind: of }), ...(called === undefined ? {} : { name: called }) };
}

function words(command: string, args: readonly string[]): string {
  return [command, ...args.map(shellWord)].join(' ');
}
