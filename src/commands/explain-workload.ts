import type { LoadedConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import { CodedError } from '../error.ts';
import { type ExplainContext, explainWorkload } from '../explain/explain.ts';
import type { Explanation } from '../explain/explanation.ts';
import { findWorkload } from '../explain/find-workload.ts';
import { podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import type { Io } from './command.ts';
import { contextOf, judge } from './explain-judge.ts';
import type { ExplainFlags, Place } from './explain-run.ts';

export class ExplainError extends CodedError<'NOT_EXPLAINED'> {}

/** The workloads of a file, or the one that a line is in. */
export async function explainPlace(
  { file, line }: Place,
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<Explanation[]> {
  const judged = await judge([file, ...(flags.manifests ?? [])], flags, config, io);
  const context = await contextOf(judged, flags, config, io);
  const here = judged.resources.filter(({ origin }) => origin.file === file);
  const workloads = here.filter(
    (resource) =>
      podsOf(resource, podKindsOf(config.settings)).length > 0 ||
      judged.failures.some((one) => one.resource === resource),
  );
  const wanted =
    line === null
      ? workloads
      : [here.findLast(({ origin }) => origin.start.line <= line)].filter((one) => one !== undefined);
  if (wanted.length === 0)
    throw new ExplainError(
      'NOT_EXPLAINED',
      `${file}: there is no workload${line === null ? '' : ` at line ${line}`}`,
    );
  return wanted.flatMap((resource) => explainAll(resource, context, line));
}

/** A workload by its name: `deploy/checkout`. */
export async function explainNamed(
  what: string,
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<Explanation[]> {
  const [short = '', name = ''] = what.split('/');
  const kind = kinds.get(short.toLowerCase());
  if (kind === undefined)
    throw new ExplainError(
      'NOT_EXPLAINED',
      `${what}: ${short} is no kind of workload; known are ${[...new Set(kinds.values())].join(', ')}`,
    );
  if (flags.manifests === undefined)
    throw new ExplainError('NOT_EXPLAINED', `${what}: name the manifests it stands in with --manifests`);
  const judged = await judge(flags.manifests, flags, config, io);
  const resource = findWorkload(
    { kind, name },
    judged.resources.filter((one) => one.kind === kind && one.name === name),
    flags.namespace,
  );
  if (resource === undefined)
    throw new ExplainError(
      'NOT_EXPLAINED',
      `${what}: not among the manifests, or in several namespaces (then say -n)`,
    );
  return explainAll(resource, await contextOf(judged, flags, config, io), null);
}

/** One explanation for each policy that has something against a resource; one that it passes when none has. */
function explainAll(resource: Resource, context: ExplainContext, line: number | null): Explanation[] {
  const failures = (context.judged?.failures ?? []).filter((one) => one.resource === resource);
  const atStage = failures.filter(({ stage }) => stage !== null);
  const relevant = atStage.length > 0 ? atStage : failures;
  const nearest = line === null ? relevant : nearestTo(line, relevant);
  const policies = [...new Map(nearest.map((one) => [one.policy, one])).values()];
  if (policies.length === 0)
    return [
      explainWorkload(resource, 'PodSecurity', null, {
        ...context,
        judged: context.judged && { ...context.judged, failures: [] },
      }),
    ];
  return policies.map(({ policy }) => {
    const engine = context.judged?.engines.get(policy) ?? 'PodSecurity';
    const only = context.judged && { ...context.judged, failures: nearest };
    return explainWorkload(resource, engine, policy, { ...context, judged: only });
  });
}

/** What is wrong with a field on this line, or all that is wrong when the line says nothing by itself. */
function nearestTo(line: number, failures: readonly Verdict[]): readonly Verdict[] {
  const on = failures.filter(({ fields, resource }) =>
    fields.some((field) => (resource.origin.locate?.(field) ?? resource.origin.start).line === line),
  );
  return on.length > 0 ? on : failures;
}

const kinds = new Map([
  ...(
    [
      'Deployment',
      'StatefulSet',
      'DaemonSet',
      'ReplicaSet',
      'Job',
      'CronJob',
      'Pod',
      'ReplicationController',
      'PodTemplate',
      'Rollout',
    ] as const
  ).flatMap((kind): [string, string][] => [
    [kind.toLowerCase(), kind],
    [`${kind.toLowerCase()}s`, kind],
  ]),
  ['deploy', 'Deployment'],
  ['sts', 'StatefulSet'],
  ['ds', 'DaemonSet'],
  ['rs', 'ReplicaSet'],
  ['cj', 'CronJob'],
  ['po', 'Pod'],
  ['rc', 'ReplicationController'],
]);
