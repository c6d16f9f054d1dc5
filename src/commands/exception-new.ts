import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { limitsOf } from '../config/limits.ts';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import type { ExceptionContract, PolicyScope, RiskLevel } from '../exception/contract.ts';
import { type DraftWords, draft, draftFromVerdicts, todo } from '../exception/draft.ts';
import { maxDays } from '../exception/limits.ts';
import { contractProblems } from '../exception/problems.ts';
import { findWorkload } from '../explain/find-workload.ts';
import { recognise } from '../explain/recognise/recognise.ts';
import type { JsonObject } from '../kube/json.ts';
import { recordOf } from '../record.ts';
import { makeFolder } from '../source/make-folder.ts';
import type { Verdict } from '../verdict.ts';
import { writeYaml } from '../yaml/write.ts';
import type { Io } from './command.ts';
import {
  ExceptionCommandError,
  type ExceptionFlags,
  exceptionsFolder,
  guarded,
  parseDays,
} from './exception-context.ts';
import { judgeManifests, type ManifestFlags } from './judge-manifests.ts';

export interface NewFlags extends ExceptionFlags, ManifestFlags {
  readonly from?: readonly string[];
  readonly message?: string;
  readonly manifests?: readonly string[];
  readonly subject?: string;
  readonly container?: readonly string[];
  readonly check?: readonly string[];
  readonly policy?: string;
  readonly rule?: readonly string[];
  readonly name?: string;
  readonly days?: string;
  readonly owner?: string;
  readonly contact?: string;
  readonly reason?: string;
  readonly risk?: RiskLevel;
  readonly impact?: string;
  readonly mitigation?: readonly string[];
  readonly ticket?: string;
  readonly output?: string;
}

export async function runNew(flags: NewFlags, io: Io): Promise<void> {
  await guarded(io, async () => {
    const config = loadConfig(io.cwd, flags.config);
    const words = await wordsOf(flags, config, io);
    const contract = await drafted(flags, words, config, io);
    const [problem] = contractProblems(contract);
    if (problem !== undefined) throw new ExceptionCommandError('BAD_SETTING', problem.message);
    const text = writeYaml(contract as unknown as JsonObject);
    if (flags.output === '-') io.stdout.write(text);
    else write(text, contract, flags, config, io);
    const missing = missingIn(contract);
    if (missing.length > 0)
      io.stderr.write(`Still to be said: ${missing.join(', ')}. Until then exception lint refuses it.\n`);
    return 0;
  });
}

function write(
  text: string,
  { metadata }: ExceptionContract,
  flags: NewFlags,
  config: LoadedConfig,
  io: Io,
): void {
  const file =
    flags.output ?? join(exceptionsFolder(flags, config, io), metadata.namespace, `${metadata.name}.yaml`);
  const path = resolve(io.cwd, file);
  if (existsSync(path))
    throw new ExceptionCommandError(
      'BAD_SETTING',
      `${file} is there already; name another with --name or --output`,
    );
  makeFolder(dirname(path));
  writeFileSync(path, text);
  io.stdout.write(`${file}\n`);
  io.stderr.write(`Wrote ${file}. It is a proposal until it is merged; to undo it, remove the file.\n`);
}

async function drafted(
  flags: NewFlags,
  words: DraftWords,
  config: LoadedConfig,
  io: Io,
): Promise<ExceptionContract> {
  if (flags.from !== undefined || flags.message !== undefined) return fromVerdicts(flags, words, config, io);
  if (flags.subject === undefined)
    throw new ExceptionCommandError(
      'BAD_SETTING',
      'say what to excuse: --from ID, --message TEXT, or --subject KIND/NAME with --check or --policy',
    );
  const [kind = '', name = ''] = flags.subject.split('/');
  if (kind === '' || name === '')
    throw new ExceptionCommandError(
      'BAD_SETTING',
      `--subject: expected KIND/NAME, found ${JSON.stringify(flags.subject)}`,
    );
  if (flags.namespace === undefined)
    throw new ExceptionCommandError('BAD_SETTING', 'say with -n which namespace the workload is in');
  return draft(
    flags.namespace,
    // No name ends so: it is a generateName, and scans call the object by it.
    {
      kind,
      name: name.endsWith('-') ? `${name}*` : name,
      ...(flags.container === undefined ? {} : { containers: flags.container }),
    },
    [...podSecurityScope(flags), ...policyScope(flags)],
    words,
    io.now(),
  );
}

function podSecurityScope({ level = 'restricted', check }: NewFlags): PolicyScope[] {
  if (check === undefined) return [];
  const name = level.split('@', 1)[0];
  if (name !== 'baseline' && name !== 'restricted')
    throw new ExceptionCommandError(
      'BAD_SETTING',
      `--level: expected baseline or restricted, found ${JSON.stringify(level)}`,
    );
  return [{ engine: 'PodSecurity', level: name, checks: check }];
}

/** `Kyverno/ClusterPolicy/NAME`, `ValidatingAdmissionPolicy/NAME`, `Gatekeeper/KIND/NAME`. */
function policyScope({ policy, rule }: NewFlags): PolicyScope[] {
  if (policy === undefined) return [];
  const [engine = '', ...rest] = policy.split('/');
  const rules = rule === undefined ? {} : { rules: rule };
  const [first = '', second] = rest;
  if (engine === 'Kyverno' && rest.length <= 2)
    return [
      { engine, kind: second === undefined ? 'ClusterPolicy' : first, name: second ?? first, ...rules },
    ];
  if (engine === 'Kyverno' && rest.length === 3)
    return [{ engine, kind: first, namespace: second ?? '', name: rest[2] ?? '', ...rules }];
  if (engine === 'ValidatingAdmissionPolicy' && rest.length === 1) return [{ engine, name: first, ...rules }];
  if (engine === 'Gatekeeper' && rest.length === 2) return [{ engine, kind: first, name: second ?? '' }];
  throw new ExceptionCommandError(
    'BAD_SETTING',
    `--policy: expected Kyverno/KIND/NAME, ValidatingAdmissionPolicy/NAME or Gatekeeper/KIND/NAME, found ${JSON.stringify(policy)}`,
  );
}

/** Judges the manifests and drafts for the verdict with the id, or for what the message says was refused. */
async function fromVerdicts(
  flags: NewFlags,
  words: DraftWords,
  config: LoadedConfig,
  io: Io,
): Promise<ExceptionContract> {
  if (flags.manifests === undefined)
    throw new ExceptionCommandError(
      'BAD_SETTING',
      'name the manifests with --manifests, so that the contract can be narrow',
    );
  const [refusal] =
    flags.message === undefined ? [] : recognise(flags.message === '-' ? await readAll(io) : flags.message);
  if (flags.message !== undefined && refusal === undefined)
    throw new ExceptionCommandError(
      'BAD_SETTING',
      '--message: not recognised as a refusal; portcullis explain says more',
    );
  const level =
    refusal?.refuser === 'PodSecurity' && refusal.policy !== null ? { level: refusal.policy } : {};
  const fails: Verdict[] = [];
  const { problems } = await judgeManifests(
    flags.manifests,
    { ...flags, ...level },
    config,
    io,
    (verdict) => {
      if (verdict.outcome === 'fail') fails.push(verdict);
    },
  );
  const wanted =
    refusal === undefined ? byIds(fails, flags.from ?? []) : forRefusal(fails, refusal, flags.namespace);
  const [problem] = problems;
  if (wanted.length === 0 && problem !== undefined)
    throw new ExceptionCommandError('BAD_SETTING', `${problem.file}: ${problem.message}`);
  if (wanted.length === 0)
    throw new ExceptionCommandError(
      'BAD_SETTING',
      refusal === undefined
        ? `--from: no verdict with the id ${flags.from?.join(', ')}; scan -o jsonl shows ids`
        : '--message: the manifests pass what the message refuses, or do not hold the workload',
    );
  return draftFromVerdicts(wanted, words, io.now(), podKindsOf(config.settings));
}

/** The verdicts with these ids; none when one of them is missing, or they are not all of one workload. */
function byIds(fails: readonly Verdict[], ids: readonly string[]): readonly Verdict[] {
  const wanted = ids.map((id) => fails.find((verdict) => id !== '' && recordOf(verdict).id.startsWith(id)));
  const found = wanted.filter((verdict) => verdict !== undefined);
  const one = found.every(({ resource }) => resource === found[0]?.resource);
  return found.length === ids.length && one ? [...new Set(found)] : [];
}

function forRefusal(
  fails: readonly Verdict[],
  refusal: ReturnType<typeof recognise>[number],
  namespace: string | undefined,
): readonly Verdict[] {
  const resource = findWorkload(refusal.subject, [...new Set(fails.map((fail) => fail.resource))], namespace);
  const rules = new Set(refusal.violations.map(({ rule }) => rule.replace(/^autogen-(?:cronjob-)?/, '')));
  const policies = new Set([refusal.policy, ...refusal.violations.map(({ policy }) => policy)]);
  return fails.filter(
    (fail) =>
      fail.resource === resource &&
      policies.has(fail.policy) &&
      (rules.has('') || rules.has(fail.rule.replace(/^autogen-(?:cronjob-)?/, ''))),
  );
}

const risks: readonly RiskLevel[] = ['Low', 'Medium', 'High', 'Critical'];

/** What was said on the command line; at a terminal the rest is asked for. */
async function wordsOf(flags: NewFlags, config: LoadedConfig, io: Io): Promise<DraftWords> {
  const ask = io.stderr.isTTY && flags.message !== '-' ? questions(io) : undefined;
  const answer = async (given: string | undefined, question: string): Promise<string | undefined> =>
    given ?? (await ask?.next(question));
  const team = await answer(flags.owner, 'Which team owns it?');
  const contact = await answer(flags.contact, 'Where can the team be reached?');
  const reason = await answer(flags.reason, 'Why is it needed?');
  const risk = await answer(flags.risk, 'Risk (Low, Medium, High, Critical)?');
  const impact = await answer(flags.impact, 'What does an attacker gain by it?');
  ask?.close();
  const level = risks.find((one) => one.toLowerCase() === risk?.toLowerCase()) ?? 'Medium';
  const most = maxDays({ risk: { level, impact: '' } }, limitsOf(config.settings));
  const days = flags.days === undefined ? Math.min(30, most) : parseDays(flags.days, '--days');
  return {
    days,
    risk: level,
    ...given('name', flags.name),
    ...given('team', team),
    ...given('contact', contact),
    ...given('reason', reason),
    ...given('impact', impact),
    ...given('ticket', flags.ticket),
    ...(flags.mitigation === undefined ? {} : { mitigations: flags.mitigation }),
  };
}

function given<Key extends string>(key: Key, value: string | undefined): Partial<Record<Key, string>> {
  return value === undefined || value.trim() === '' ? {} : ({ [key]: value.trim() } as Record<Key, string>);
}

interface Questions {
  next(question: string): Promise<string | undefined>;
  close(): void;
}

function questions(io: Io): Questions {
  const lines = createInterface({ input: Readable.from(io.stdin) });
  const answers = lines[Symbol.asyncIterator]();
  return {
    async next(question) {
      io.stderr.write(`${question} `);
      const { value, done } = await answers.next();
      return done === true ? undefined : value;
    },
    close: () => lines.close(),
  };
}

function missingIn({ spec }: ExceptionContract): string[] {
  const words: readonly [string, string][] = [
    ['owner.team', spec.owner.team],
    ['owner.contact', spec.owner.contact],
    ['reason', spec.reason],
    ['risk.impact', spec.risk.impact],
  ];
  return words.filter(([, text]) => text.startsWith(todo)).map(([field]) => field);
}

async function readAll(io: Io): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of io.stdin) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
