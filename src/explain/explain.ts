import { checkById, policyFromLabels, policyName } from '../engine/pod-security/index.ts';
import type { Limits } from '../exception/limits.ts';
import { fieldText } from '../field.ts';
import { at, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Stage, Verdict } from '../verdict.ts';
import type { ExplainedViolation, Explanation } from './explanation.ts';
import { findWorkload } from './find-workload.ts';
import type { Judged } from './judged.ts';
import { type Mending, noMending } from './mending-shape.ts';
import { nextSteps } from './next-steps.ts';
import { pageOf } from './pages.ts';
import type { Refusal, RefusedSubject, Refuser, Violation } from './recognise/refusal.ts';
import { shellWord } from './shell-word.ts';
import { ruleName } from './suspicion.ts';

export interface ExplainContext {
  /** Where the user says it happened. */
  readonly namespace?: string;
  readonly judged: Judged | null;
  readonly mendingOf: (resource: Resource, policy: string) => Mending;
  readonly ownerOf: (resource: Resource) => string | null;
  readonly limits: Limits;
}

/** Explains a message, with the manifest it is about when that is known. */
export function explainRefusal(refusal: Refusal, context: ExplainContext): Explanation {
  const resource =
    context.judged === null
      ? undefined
      : (findWorkload(refusal.subject, context.judged.resources, context.namespace) ??
        onlyRefused(refusal, context.judged));
  const failures = resource === undefined ? [] : failuresOf(refusal, resource, context.judged);
  const { confidence, doubt } = comparison(refusal, resource, failures, context.judged);
  const violations =
    failures.length > 0 && resource !== undefined
      ? failures.flatMap((failure) => explained(failure, context.mendingOf(failure.resource, failure.policy)))
      : refusal.violations.map((one) => fromMessage(one, refusal.refuser));
  return assemble({
    verdict: refusal.stage === 'enforce' ? 'rejected' : refusal.stage === 'warn' ? 'warned' : 'noted',
    refuser: refusal.refuser,
    policy: refusal.policy,
    confidence,
    doubt,
    subject: refusal.subject,
    resource,
    failures,
    violations,
    stage: refusal.stage,
    note: refusal.note ?? null,
    binding: refusal.binding,
    policyKind: refusal.policyKind ?? failures[0]?.policyKind,
    containers: containersNamed(refusal.violations),
    context,
  });
}

/** Explains a workload of the manifests, without a message: what of it would be refused, warned of or noted. */
export function explainWorkload(
  resource: Resource,
  refuser: Refuser,
  policy: string | null,
  context: ExplainContext,
): Explanation {
  const failures = (context.judged?.failures ?? []).filter(
    (one) => sameResource(one.resource, resource) && (policy === null || one.policy === policy),
  );
  const stage = failures.map((one) => one.stage).sort((a, b) => rank(b) - rank(a))[0] ?? null;
  return assemble({
    verdict:
      failures.length === 0
        ? 'passes'
        : stage === 'enforce'
          ? 'would be rejected'
          : stage === 'warn'
            ? 'warned'
            : 'noted',
    refuser,
    policy: policy ?? failures[0]?.policy ?? null,
    confidence: 'judged',
    doubt: null,
    subject: {
      kind: resource.kind,
      name: resource.name,
      ...(resource.namespace === '' ? {} : { namespace: resource.namespace }),
    },
    resource,
    failures,
    violations: failures.flatMap((failure) =>
      explained(failure, context.mendingOf(resource, failure.policy)),
    ),
    stage,
    note: null,
    binding: undefined,
    policyKind: failures[0]?.policyKind,
    containers: [],
    context,
  });
}

/** The containers that a message names, when it names nothing else. */
function containersNamed(violations: readonly Violation[]): string[] {
  const names = violations.flatMap(({ fields }) =>
    fields.length === 0 ? [''] : fields.map((field) => /^containers\[name=([^\]]+)\]/.exec(field)?.[1] ?? ''),
  );
  return names.includes('') ? [] : [...new Set(names)];
}

function rank(stage: Stage | null): number {
  return [null, 'audit', 'warn', 'enforce'].indexOf(stage);
}

interface Parts {
  readonly verdict: Explanation['verdict'];
  readonly refuser: Refuser;
  readonly policy: string | null;
  readonly confidence: Explanation['confidence'];
  readonly doubt: string | null;
  readonly subject: RefusedSubject;
  readonly resource: Resource | undefined;
  readonly failures: readonly Verdict[];
  readonly violations: readonly ExplainedViolation[];
  readonly stage: Stage | null;
  readonly note: string | null;
  readonly binding: string | undefined;
  readonly policyKind: string | undefined;
  readonly containers: readonly string[];
  readonly context: ExplainContext;
}

function assemble(parts: Parts): Explanation {
  const { resource, context, subject } = parts;
  const namespace = subject.namespace ?? context.namespace ?? (resource?.namespace || null);
  const labels =
    namespace === null
      ? undefined
      : own(own(context.judged?.namespace(namespace)?.object, 'metadata'), 'labels');
  const policy = labels === undefined ? undefined : policyFromLabels(labels).policy;
  return {
    verdict: parts.verdict,
    refuser: parts.refuser,
    policy: parts.policy,
    confidence: parts.confidence,
    doubt: parts.doubt,
    where: {
      namespace,
      stage: parts.stage,
      levels:
        policy === undefined
          ? null
          : {
              enforce: policyName(policy.enforce),
              warn: policyName(policy.warn),
              audit: policyName(policy.audit),
            },
      owner: resource === undefined ? null : context.ownerOf(resource),
      since: null,
      because: null,
    },
    subject: resource === undefined ? subject : { ...subject, kind: resource.kind, name: resource.name },
    surface: surfaceOf(subject, resource, parts.stage, parts.refuser, namespace),
    violations: parts.violations,
    firstSeen: null,
    next: nextSteps({
      ...parts,
      namespace,
      judged: context.judged,
      limits: context.limits,
      mending:
        resource === undefined || parts.policy === null
          ? noMending
          : context.mendingOf(resource, parts.policy),
    }),
    note: parts.note,
    page: pageOf(parts.refuser),
  };
}

/** The failures of the manifest's workload that the message could be about. */
function failuresOf(
  { policy, refuser, violations }: Refusal,
  resource: Resource,
  judged: Judged | null,
): Verdict[] {
  const named = new Set([policy, ...violations.map((one) => one.policy)].filter((one) => one !== null));
  return (judged?.failures ?? []).filter(
    (failure) =>
      sameResource(failure.resource, resource) &&
      (named.has(failure.policy) || (refuser === 'PodSecurity' && named.size === 0)),
  );
}

/** Of a message that names nobody: whoever it is about, when no more than one fails what it speaks of. */
function onlyRefused(refusal: Refusal, judged: Judged): Resource | undefined {
  if (refusal.subject.name !== undefined || refusal.subject.creator !== undefined) return undefined;
  const refused = refusedBy(refusal, judged);
  return refused.length === 1 ? refused[0] : undefined;
}

function refusedBy({ policy, violations, subject }: Refusal, judged: Judged): readonly Resource[] {
  const named = new Set([policy, ...violations.map((one) => one.policy)]);
  const failing = judged.failures.filter(
    (one) =>
      named.has(one.policy) &&
      (subject.namespace === undefined || one.resource.namespace === subject.namespace),
  );
  return [...new Set(failing.map(({ resource }) => resource))];
}

function comparison(
  refusal: Refusal,
  resource: Resource | undefined,
  failures: readonly Verdict[],
  judged: Judged | null,
): Pick<Explanation, 'confidence' | 'doubt'> {
  if (judged === null)
    return {
      confidence: 'recognised',
      doubt: 'no manifests were given; name them with --manifests to find the field',
    };
  if (resource === undefined) {
    const some = refusal.subject.name === undefined ? refusedBy(refusal, judged) : [];
    const names = some.map(({ kind, name }) => `${kind}/${name}`).slice(0, 5);
    const doubt =
      names.length > 1
        ? `the message names no workload, and several are refused by it: ${names.join(', ')}`
        : 'the workload is not among the manifests';
    return { confidence: 'recognised', doubt };
  }
  if (refusal.policy === null || !judged.policies.has(refusal.policy))
    return {
      confidence: 'recognised',
      doubt: `${refusal.policy ?? 'the policy'} was not given; name it with --policies to judge by it`,
    };
  const said = new Set(refusal.violations.map(({ rule }) => ruleName(rule)).filter((rule) => rule !== ''));
  const found = new Set(failures.map(({ rule }) => ruleName(rule)));
  const missing = [...said].filter((rule) => !found.has(rule));
  const more = said.size === 0 ? [] : [...found].filter((rule) => !said.has(rule));
  if (missing.length === 0 && more.length === 0 && found.size > 0)
    return { confidence: 'reproduced', doubt: null };
  const texts = [
    ...(missing.length > 0 ? [`the manifest passes ${missing.join(', ')}`] : []),
    ...(more.length > 0 ? [`the manifest fails ${more.join(', ')} too`] : []),
    ...(found.size === 0 && missing.length === 0 ? ['the manifest passes'] : []),
  ];
  const why = 'it was changed since, or something in the cluster changes it on the way in';
  return { confidence: 'differs', doubt: `${texts.join(', and ')}: ${why}` };
}

function explained(failure: Verdict, mending: Mending): ExplainedViolation[] {
  const { policy, rule, message, resource, fields } = failure;
  if (fields.length === 0)
    return [
      {
        policy,
        rule,
        message,
        field: null,
        source: { file: resource.origin.file, ...resource.origin.start },
        have: null,
        want: null,
        fix: 'none',
      },
    ];
  return fields.map((path) => {
    const field = fieldText(resource.object, path);
    const value = at(resource.object, path);
    const place = resource.origin.locate?.(path) ?? resource.origin.start;
    return {
      policy,
      rule,
      message,
      field,
      source: { file: resource.origin.file, ...place },
      have:
        value === undefined
          ? null
          : short(
              JSON.stringify(value, (_, inner: unknown) =>
                typeof inner === 'bigint' ? inner.toString() : inner,
              ),
            ),
      ...mending.of(rule, field),
    };
  });
}

function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function fromMessage({ policy, rule, message, fields }: Violation, refuser: Refuser): ExplainedViolation {
  const check = refuser === 'PodSecurity' ? checkById(rule) : undefined;
  return {
    policy,
    rule,
    message,
    field: fields[0] ?? null,
    source: null,
    have: null,
    // The checks of Pod Security are known, whatever the manifest says.
    want: check?.fix.text ?? null,
    fix: 'none',
  };
}

/** A command that succeeds while its pods do not come is what costs the night: say where that shows. */
function surfaceOf(
  subject: RefusedSubject,
  resource: Resource | undefined,
  stage: Stage | null,
  refuser: Refuser,
  namespace: string | null,
): string | null {
  if (stage !== 'enforce') return null;
  const workload = resource !== undefined && makesPods.has(resource.kind) ? resource : undefined;
  const byPod = refuser === 'PodSecurity' || subject.kind === 'Pod' || subject.creator !== undefined;
  if (!byPod || (workload === undefined && subject.creator === undefined)) return null;
  const who =
    workload === undefined
      ? `${subject.creator?.kind} ${subject.creator?.name}`
      : `${workload.kind} ${workload.name}`;
  const flag = namespace === null ? '' : ` -n ${shellWord(namespace)}`;
  return `Applying ${who} succeeds: only its pods are refused. It shows as FailedCreate: kubectl get events${flag} --field-selector reason=FailedCreate`;
}

const makesPods: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
  'Rollout',
]);

function sameResource(a: Resource, b: Resource): boolean {
  return (
    a === b ||
    (a.kind === b.kind && a.name === b.name && a.namespace === b.namespace && a.apiVersion === b.apiVersion)
  );
}
