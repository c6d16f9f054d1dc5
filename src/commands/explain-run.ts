import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { limitsOf } from '../config/limits.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import { checkById } from '../engine/pod-security/index.ts';
import { CodedError } from '../error.ts';
import { type ExplainContext, explainRefusal, explainWorkload } from '../explain/explain.ts';
import type { Explanation, JudgedFailure } from '../explain/explanation.ts';
import { findWorkload } from '../explain/find-workload.ts';
import { noMending } from '../explain/mending-shape.ts';
import { recognise } from '../explain/recognise/recognise.ts';
import { podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';
import { oneLine } from '../report/terminal/layout.ts';
import { paint } from '../report/terminal/paint.ts';
import type { ExitCode, Io } from './command.ts';
import type { contextOf, judge } from './explain-judge.ts';
import type { ManifestFlags } from './judge-manifests.ts';
import { wantsColour } from './wants-colour.ts';

export interface ExplainFlags extends ManifestFlags {
  readonly manifests?: readonly string[];
  readonly output: 'text' | 'json' | 'markdown';
  readonly config?: string;
}

class ExplainError extends CodedError<'NOT_EXPLAINED'> {}

export async function runExplain(
  what: readonly string[],
  flags: ExplainFlags,
  io: Io,
  help: () => string,
): Promise<void> {
  if (what.length === 0) {
    io.stderr.write(
      `Nothing to explain: paste a message behind the command, or - to read it from standard input.\n\n${help()}`,
    );
    return io.exit(3);
  }
  try {
    io.exit(await explain(what.join(' '), flags, io));
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    io.stderr.write(`${error.message}\n`);
    io.exit(3);
  }
}

async function explain(what: string, flags: ExplainFlags, io: Io): Promise<ExitCode> {
  const check = checkById(what);
  if (check !== undefined) {
    io.stdout.write(checkText(check));
    return 0;
  }
  const config = loadConfig(io.cwd, flags.config);
  const place = placeIn(what, io);
  if (place !== undefined) return print(await explainPlace(place, flags, config, io), flags, io);
  if (/^[A-Za-z]+\/[a-z0-9][\w.-]*$/.test(what))
    return print(await explainNamed(what, flags, config, io), flags, io);
  const text = what === '-' ? await readAll(io) : what;
  const refusals = recognise(text);
  if (refusals.length === 0) {
    io.stderr.write(
      'Not recognised as a refusal or warning of Pod Security, Kyverno, Gatekeeper, a ValidatingAdmissionPolicy or Kubernetes itself.\n' +
        'Paste the whole message, with what kubectl wrote around it.\n',
    );
    return 2;
  }
  const explanations: Explanation[] = [];
  for (const refusal of refusals) {
    // Pod Security is judged by the level of the message, whatever the labels in the manifests say by now.
    const level =
      refusal.refuser === 'PodSecurity' && refusal.policy !== null ? { level: refusal.policy } : {};
    const judged =
      flags.manifests === undefined
        ? null
        : await (await judging()).judge(flags.manifests, { ...flags, ...level }, config, io);
    explanations.push(
      explainRefusal(
        refusal,
        judged === null
          ? withoutManifests(flags, config)
          : await (await judging()).contextOf(judged, flags, config, io),
      ),
    );
  }
  return print(explanations, flags, io);
}

/** Judging takes the engines, the readers and Git: most of the program, which a message alone does not need. */
async function judging(): Promise<Judging> {
  return import('./explain-judge.ts');
}

interface Judging {
  readonly judge: typeof judge;
  readonly contextOf: typeof contextOf;
}

function withoutManifests({ namespace }: ExplainFlags, { settings }: LoadedConfig): ExplainContext {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    judged: null,
    limits: limitsOf(settings),
    mendingOf: () => noMending,
    ownerOf: () => null,
  };
}

interface Place {
  readonly file: string;
  readonly line: number | null;
}

function placeIn(what: string, io: Io): Place | undefined {
  const match = /^(.+?)(?::(\d+)(?::\d+)?)?$/s.exec(what);
  for (const [file, line] of [
    [what, undefined],
    [match?.[1], match?.[2]],
  ]) {
    if (
      file !== undefined &&
      file.length < 4096 &&
      !file.includes('\n') &&
      existsSync(resolve(io.cwd, file)) &&
      statSync(resolve(io.cwd, file)).isFile()
    )
      return { file, line: line === undefined ? null : Number(line) };
  }
  return undefined;
}

/** The workloads of a file, or the one that a line is in. */
async function explainPlace(
  { file, line }: Place,
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<Explanation[]> {
  const judged = await (await judging()).judge([file, ...(flags.manifests ?? [])], flags, config, io);
  const context = await (await judging()).contextOf(judged, flags, config, io);
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

async function explainNamed(
  what: string,
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<Explanation[]> {
  const [short = '', name = ''] = what.split('/');
  const kind = kinds.get(short.toLowerCase());
  if (short.toLowerCase() === 'policy')
    throw new ExplainError(
      'NOT_EXPLAINED',
      `${what}: portcullis policy lint looks at policies; explain takes what they refuse`,
    );
  if (kind === undefined)
    throw new ExplainError(
      'NOT_EXPLAINED',
      `${what}: ${short} is no kind of workload; known are ${[...new Set(kinds.values())].join(', ')}`,
    );
  if (flags.manifests === undefined)
    throw new ExplainError('NOT_EXPLAINED', `${what}: name the manifests it stands in with --manifests`);
  const judged = await (await judging()).judge(flags.manifests, flags, config, io);
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
  return explainAll(resource, await (await judging()).contextOf(judged, flags, config, io), null);
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
function nearestTo(line: number, failures: readonly JudgedFailure[]): readonly JudgedFailure[] {
  const on = failures.filter(({ fields, resource }) =>
    fields.some((field) => (resource.origin.locate?.(field) ?? resource.origin.start).line === line),
  );
  return on.length > 0 ? on : failures;
}

async function print(
  explanations: readonly Explanation[],
  { output }: ExplainFlags,
  io: Io,
): Promise<ExitCode> {
  if (output === 'json') io.stdout.write(`${JSON.stringify(explanations, null, 2)}\n`);
  else if (output === 'markdown') {
    const { explanationMarkdown } = await import('../explain/render/markdown.ts');
    io.stdout.write(explanations.map(explanationMarkdown).join('\n'));
  } else {
    const { explanationText } = await import('../explain/render/text.ts');
    const style = { ...paint(wantsColour(io, io.stdout)), safe: oneLine };
    io.stdout.write(explanations.map((one) => explanationText(one, style)).join('\n'));
  }
  return 0;
}

function checkText(check: NonNullable<ReturnType<typeof checkById>>): string {
  return [
    `${check.id}  Pod Security, ${check.level}`,
    `  ${check.title}.`,
    '',
    ...check.fix.text.split('\n').map((line) => `    ${line}`),
    '',
    `  since ${check.revisions[0]?.since ?? ''}${
      check.revisions.length > 1
        ? `, changed in ${check.revisions
            .slice(1)
            .map(({ since }) => since)
            .join(', ')}`
        : ''
    }`,
    `  more: docs/checks/${check.id}.md`,
    '',
  ].join('\n');
}

async function readAll(io: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
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
