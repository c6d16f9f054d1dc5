import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { checkById, checks } from '../engine/pod-security/index.ts';
import { CodedError } from '../error.ts';
import type { Explanation } from '../explain/explanation.ts';
import { oneLine, wrap } from '../report/terminal/layout.ts';
import { paint } from '../report/terminal/paint.ts';
import { SettingError } from '../scan/level-option.ts';
import type { ExitCode, Io } from './command.ts';
import { explainMessage } from './explain-message.ts';
import type { ManifestFlags } from './judge-manifests.ts';
import type { StoreFlags } from './rollout-store.ts';
import { wantsColour } from './wants-colour.ts';

export interface ExplainFlags extends ManifestFlags, StoreFlags {
  readonly manifests?: readonly string[];
  readonly output: 'text' | 'json' | 'markdown';
  readonly config?: string;
}

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
  const own = await ownRuleText(what);
  if (own !== undefined) {
    io.stdout.write(own);
    return 0;
  }
  const config = loadConfig(io.cwd, flags.config);
  const place = placeIn(what, io);
  // Judging takes the engines, the readers and Git: most of the program, which a message alone does not need.
  if (place !== undefined || named.test(what)) {
    const policy = await (await import('./explain-policy.ts')).explainPolicy(what, place, flags, config, io);
    if (policy !== undefined) return policy;
    const { explainNamed, explainPlace } = await import('./explain-workload.ts');
    const found =
      place === undefined
        ? await explainNamed(what, flags, config, io)
        : await explainPlace(place, flags, config, io);
    return print(found, flags, config, io);
  }
  const found = await explainMessage(what === '-' ? await readAll(io) : what, flags, config, io);
  if (found.length > 0) return print(found, flags, config, io);
  if (/\.(?:ya?ml|json)(?::\d+){0,2}$/.test(what) && !/\s/.test(what))
    throw new SettingError(what, 'expected a file of this name, found none; check the path');
  io.stderr.write(
    notRecognised(what) ??
      'Not recognised as a refusal or warning of Pod Security, Kyverno, Gatekeeper, a ValidatingAdmissionPolicy or Kubernetes itself.\n' +
        'Paste the whole message, with what kubectl wrote around it.\n',
  );
  return 2;
}

/** A single word is no message; what it may have been meant for is said instead. */
function notRecognised(what: string): string | undefined {
  if (what === '-' || /\s/.test(what)) return undefined;
  const near = checks.filter(({ id }) => id.toLowerCase().includes(what.toLowerCase()));
  return near.length > 0
    ? `Expected the name of a check, found ${JSON.stringify(what)}; there are: ${near.map(({ id }) => id).join(', ')}.\n`
    : `Expected a check such as runAsNonRoot, a workload such as deploy/NAME, a policy such as cpol/NAME, FILE:LINE or a whole message; found ${JSON.stringify(what)}.\n`;
}

/** `deploy/checkout` */
const named = /^[A-Za-z]+\/[a-z0-9][\w.-]*$/;

/** A file, or a line in it. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
}

/** The place that is meant, when there is such a file. */
export function placeIn(what: string, io: Io): Place | undefined {
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

/** True when there is a store of evidence to ask: one that was named, or one where it usually lies. */
function hasStore({ store }: StoreFlags, { settings, folder }: LoadedConfig, io: Io): boolean {
  return (
    (store ?? io.env.PORTCULLIS_STORE ?? settings.evidence?.store) !== undefined ||
    existsSync(resolve(folder, '.portcullis/evidence.db'))
  );
}

async function print(
  found: readonly Explanation[],
  flags: ExplainFlags,
  config: LoadedConfig,
  io: Io,
): Promise<ExitCode> {
  const { output } = flags;
  const asked = found.length > 0 && hasStore(flags, config, io);
  const explanations = asked
    ? await (await import('./explain-history.ts')).withHistories(found, flags, config, io)
    : found;
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

/** A rule that no policy engine has, such as `readOnlyRootFilesystem`. */
async function ownRuleText(what: string): Promise<string | undefined> {
  if (!/^[a-zA-Z-]+$/.test(what)) return undefined;
  const { createPortcullisEngine } = await import('../engine/portcullis/engine.ts');
  const rule = createPortcullisEngine().rules.find(({ id }) => id === what);
  if (rule === undefined) return undefined;
  return `${rule.id}  Portcullis, ${rule.severity}\n  ${rule.title}.\n\n${wrap(rule.help, 76, '  ').join('\n')}\n`;
}

async function readAll(io: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
