import { existsSync } from 'node:fs';
import { isAbsolute, normalize, resolve } from 'node:path';
import { limitsOf } from '../config/limits.ts';
import type { LoadedConfig } from '../config/load.ts';
import { type ExplainContext, explainRefusal } from '../explain/explain.ts';
import type { Explanation } from '../explain/explanation.ts';
import { noMending } from '../explain/mending-shape.ts';
import { recognise } from '../explain/recognise/recognise.ts';
import type { Refusal } from '../explain/recognise/refusal.ts';
import type { Io } from './command.ts';
import type { ExplainFlags } from './explain-run.ts';

/** Explains every refusal and warning of a text; none when nothing in it is one. */
export async function explainMessage(
  text: string,
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<Explanation[]> {
  const explanations: Explanation[] = [];
  for (const refusal of recognise(text)) explanations.push(await explainOne(refusal, flags, config, io));
  return explanations;
}

async function explainOne(
  refusal: Refusal,
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<Explanation> {
  const manifests = flags.manifests ?? fileOf(refusal, io);
  if (manifests === undefined) return explainRefusal(refusal, withoutManifests(flags, config));
  const { contextOf, judge } = await import('./explain-judge.ts');
  // Pod Security is judged by the level of the message, whatever the labels in the manifests say by now.
  const level = refusal.refuser === 'PodSecurity' && refusal.policy !== null ? { level: refusal.policy } : {};
  const namespace = flags.namespace ?? refusal.subject.namespace;
  const asked = { ...flags, ...level, ...(namespace === undefined ? {} : { namespace }) };
  const judged = await judge(manifests, asked, config, io);
  return explainRefusal(refusal, await contextOf(judged, flags, config, io));
}

/** The file that kubectl was reading, when it lies below where we are: a message may name any file. */
function fileOf({ subject: { file } }: Refusal, io: Io): readonly string[] | undefined {
  if (file === undefined || isAbsolute(file) || normalize(file).startsWith('..')) return undefined;
  return existsSync(resolve(io.cwd, file)) ? [file] : undefined;
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
