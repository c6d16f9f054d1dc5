import type { LoadedConfig } from '../config/load.ts';
import { podKindsOf } from '../config/pod-kinds.ts';
import type { Engine } from '../engine/engine.ts';
import { type LevelVersion, minorOf, policyName, type Version } from '../engine/pod-security/index.ts';
import { contractName } from '../exception/contract.ts';
import { createExcuser } from '../exception/excuser.ts';
import { namespaceNameLabel } from '../kube/labels.ts';
import type { Resource } from '../kube/resource.ts';
import type { Labels } from '../rollout/pod-security-stage.ts';
import { planPath, readPlans } from '../rollout/read-plans.ts';
import { askEnforceNow, askLabelsEnforced } from '../rollout/what-if/ask-enforce-now.ts';
import { askExpire } from '../rollout/what-if/ask-expire.ts';
import { askKubernetes } from '../rollout/what-if/ask-kubernetes.ts';
import { askLevel } from '../rollout/what-if/ask-level.ts';
import { askPolicies } from '../rollout/what-if/ask-policies.ts';
import { exactPolicies } from '../rollout/what-if/exact-policies.ts';
import type { Question } from '../rollout/what-if/question.ts';
import { Redactions } from '../rollout/what-if/redactions.ts';
import { parseKubernetes, parseLevelVersion, SettingError } from '../scan/level-option.ts';
import type { Problem } from '../scan/result.ts';
import { setUp } from '../scan/setup.ts';
import type { Io } from './command.ts';
import { policiesOf } from './scan-inputs.ts';
import type { Basis } from './whatif-basis.ts';
import { type Contracts, contractsOf } from './whatif-contracts.ts';
import type { WhatIfFlags } from './whatif-run.ts';

/** A question with all it takes to answer it. */
export interface Asked {
  readonly question: Question;
  readonly engines: readonly Engine[];
  /** What judges as things are today, where the question compares. */
  readonly before: readonly Engine[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  /** Why no answer can be the whole truth. */
  readonly gaps: readonly string[];
}

interface Asking {
  readonly flags: WhatIfFlags;
  readonly basis: Basis;
  readonly config: LoadedConfig;
  readonly io: Io;
  readonly contracts: Contracts;
}

export async function ask(flags: WhatIfFlags, basis: Basis, config: LoadedConfig, io: Io): Promise<Asked> {
  const asking = { flags, basis, config, io, contracts: await contractsOf(flags, config, io) };
  const asked = await questionOf(asking);
  const { problems, gaps } = asking.contracts;
  return { ...asked, problems: [...problems, ...asked.problems], gaps: [...gaps, ...asked.gaps] };
}

function questionOf(asking: Asking): Promise<Asked> | Asked {
  const { level, policies, kubernetes, expire } = asking.flags;
  if (level !== undefined) return levelAsked(asking, level);
  if (policies !== undefined) return policiesAsked(asking, policies);
  if (kubernetes !== undefined) return kubernetesAsked(asking, kubernetes);
  if (expire !== undefined) return expireAsked(asking, expire);
  return enforceNowAsked(asking);
}

const nothingElse = { before: [], problems: [], notes: [], gaps: [] } as const;

function levelAsked(asking: Asking, text: string): Asked {
  const given = parseLevelVersion(text, '--level');
  if (given.level === 'privileged')
    throw new SettingError(
      '--level',
      'expected baseline or restricted, found privileged, which refuses nothing',
    );
  const level = given.version === 'latest' ? { ...given, version: latestOf(asking) } : given;
  return {
    ...nothingElse,
    question: askLevel(level, asking.contracts.excuser),
    engines: [podSecurity(asking, { level: policyName(level) })],
  };
}

async function policiesAsked(asking: Asking, paths: readonly string[]): Promise<Asked> {
  const { basis, config, io, contracts } = asking;
  const loaded = await policiesOf({ policies: paths, smells: false }, config, io);
  const resources = loaded?.resources ?? [];
  const next = await exactPolicies(resources, basis.redactions ?? new Redactions());
  const problems = loaded?.problems ?? [];
  if (next.engine === null && problems.length === 0)
    throw new SettingError(
      '--policies',
      `expected policies of a known kind, found none in ${paths.join(' ')}`,
    );
  const names = resources.filter(({ kind }) => kind.endsWith('Policy')).map((one) => one.name);
  const asked = new Set(resources.map(identityOf));
  const former = (await basis.policies()).filter((one) => asked.has(identityOf(one)));
  const before = await exactPolicies(former, basis.redactions ?? new Redactions());
  return {
    ...nothingElse,
    question: askPolicies(names, contracts.excuser),
    engines: next.engine === null ? [] : [next.engine],
    before: before.engine === null ? [] : [before.engine],
    problems,
    gaps: lookedUp(next.engine, basis),
  };
}

function kubernetesAsked(asking: Asking, text: string): Asked {
  const { flags, basis, config, contracts } = asking;
  const to = parseKubernetes(text, '--kubernetes');
  const known = flags.from ?? basis.kubernetes ?? config.settings.kubernetes;
  if (known === undefined)
    throw new SettingError(
      '--kubernetes',
      'the version to compare with is not known: say it with --from, set kubernetes in portcullis.yaml, or record scans with --kubernetes',
    );
  const from = parseKubernetes(known, '--from');
  return {
    ...nothingElse,
    question: askKubernetes(from, to, contracts.excuser),
    engines: [podSecurity(asking, { kubernetes: to })],
    before: [podSecurity(asking, { kubernetes: from })],
    notes: ['Labels that name a version keep it; what changes there changes when the label is raised.'],
  };
}

async function expireAsked(asking: Asking, name: string): Promise<Asked> {
  const { basis, io, config, contracts } = asking;
  const ending = contracts.named(name);
  const { engines, problems, gaps } = await policiesInForce(basis);
  const rest = contracts.entries.filter(({ contract }) => !ending.has(contractName(contract)));
  const options = { now: io.now(), podKinds: podKindsOf(config.settings) };
  return {
    ...nothingElse,
    question: askExpire(ending, createExcuser(contracts.entries, options), createExcuser(rest, options)),
    engines: [podSecurity(asking, {}), ...engines],
    problems,
    gaps,
    notes: contracts.idle(ending),
  };
}

async function enforceNowAsked(asking: Asking): Promise<Asked> {
  const { flags, basis, io, contracts } = asking;
  const path = planPath(io.cwd, flags.rollouts);
  const { engines, problems, gaps } = await policiesInForce(basis);
  if (path === undefined)
    return {
      ...nothingElse,
      question: askLabelsEnforced(contracts.excuser),
      engines: [podSecurity(asking, {}), ...engines],
      problems,
      gaps,
      notes: ['There are no rollouts here: what the labels audit and warn of is taken for the plan.'],
    };
  const plans = (await readPlans(io.cwd, path)).map((one) => one.plan);
  const cluster = basis.kubernetes === undefined ? null : minorOf(basis.kubernetes as Version);
  const pins = plans.flatMap(({ pin }) => (pin === null ? [] : [pin]));
  return {
    ...nothingElse,
    question: askEnforceNow(plans, (name) => labelsOf(basis, name), cluster, contracts.excuser),
    engines: [podSecurity(asking, {}, pins), ...engines],
    problems,
    gaps,
  };
}

/** What Pod Security judges by; the flags are those of scan. */
function podSecurity(
  { basis, config, io }: Asking,
  flags: { readonly level?: string; readonly kubernetes?: string },
  levels: readonly LevelVersion[] = [],
): Engine {
  const emulate = basis.kubernetes === undefined ? {} : { kubernetes: basis.kubernetes };
  const setup = setUp({ ...emulate, ...flags }, config, {
    cwd: io.cwd,
    now: io.now(),
    ci: false,
    kept: 0,
    levels,
  });
  return setup.scan.engines[0] as Engine;
}

function latestOf({ basis, config, io }: Asking): Version {
  const emulate = basis.kubernetes === undefined ? {} : { kubernetes: basis.kubernetes };
  return setUp(emulate, config, { cwd: io.cwd, now: io.now(), ci: false, kept: 0 }).scan.latest as Version;
}

async function policiesInForce(basis: Basis): Promise<Pick<Asked, 'engines' | 'problems' | 'gaps'>> {
  const resources = await basis.policies();
  const { engine, problems } = await exactPolicies(resources, basis.redactions ?? new Redactions());
  return { engines: engine === null ? [] : [engine], problems, gaps: lookedUp(engine, basis) };
}

/** What policies look up is recorded only where it was judged itself: an absent object may only be an unrecorded one. */
function lookedUp(engine: Engine | null, { redactions }: Basis): string[] {
  const kinds = (engine?.needs ?? []).filter(
    (kind) => kind !== 'Namespace' && kind !== 'CustomResourceDefinition',
  );
  if (redactions === null || kinds.length === 0) return [];
  return [`policies look up ${kinds.join(', ')}, which scans record only where a policy judges it`];
}

function labelsOf({ namespaces }: Basis, name: string): Labels {
  const labels = (namespaces.get(name)?.object.metadata as { labels?: Labels } | undefined)?.labels ?? {};
  return { ...labels, [namespaceNameLabel]: name };
}

function identityOf({ kind, namespace, name }: Resource): string {
  return `${kind} ${namespace}/${name}`;
}
