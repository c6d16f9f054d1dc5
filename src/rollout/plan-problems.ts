import type { Json, Path } from '../kube/json.ts';
import { labelSelector } from '../kube/selector.ts';
import { schemaProblems } from '../schema/problems.ts';
import { durationMs } from './duration.ts';
import { type HardeningRollout, validateHardeningRollout } from './plan.generated.ts';
import { windowProblem } from './windows.ts';

export interface PlanProblem {
  readonly path: Path;
  readonly message: string;
}

/** What is wrong with one HardeningRollout by itself, with the place of each field. */
export function planProblems(value: unknown): PlanProblem[] {
  const problems: PlanProblem[] = [...schemaProblems(validateHardeningRollout, value)];
  return problems.length > 0 ? problems : specProblems((value as HardeningRollout).spec);
}

type Spec = HardeningRollout['spec'];

/** The rules across fields; the CustomResourceDefinition holds the same ones in CEL where CEL can. */
function specProblems(spec: Spec): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const say = (path: Path, message: string): void => {
    if (message !== '')
      problems.push({ path: ['spec', ...path], message: `spec${pathText(path)}: ${message}` });
  };
  for (const [index, policy] of spec.policies.entries()) {
    say(['policies', index], policyProblem(policy));
    if (policy.engine === 'PodSecurity' && spec.policies.length > 1)
      say(
        ['policies', index],
        'a Pod Security rollout holds exactly one policy; write one rollout for each level',
      );
  }
  say(
    ['policies'],
    double(
      spec.policies.map((policy) => JSON.stringify(policy)),
      'policy',
    ),
  );
  say(['selector'], selectorProblem(spec.selector));
  gatesProblems(spec.gates, ['gates'], say);
  const waves = spec.waves ?? [];
  say(
    ['waves'],
    double(
      waves.map((wave) => wave.name),
      'wave',
    ),
  );
  for (const [index, wave] of waves.entries()) {
    say(['waves', index, 'selector'], selectorProblem(wave.selector));
    if (wave.selector === undefined && index < waves.length - 1)
      say(
        ['waves', index],
        `wave ${wave.name} takes all namespaces: only the last may leave out its selector`,
      );
    const same = waves.findIndex((other) => JSON.stringify(other.selector) === JSON.stringify(wave.selector));
    if (same < index)
      say(['waves', index, 'selector'], `waves ${waves[same]?.name} and ${wave.name} overlap`);
    gatesProblems(wave.gates, ['waves', index, 'gates'], say);
  }
  say(['gates'], checksProblem(spec));
  for (const [index, window] of (spec.windows ?? []).entries())
    say(['windows', index], windowProblem(window));
  if (spec.output?.path?.split('/').includes('..'))
    say(['output', 'path'], 'expected a path inside the repository');
  return problems;
}

function policyProblem({ engine, level, version, kind, name }: Spec['policies'][number]): string {
  if (engine === 'PodSecurity')
    return level === undefined || version === undefined || name !== undefined || kind !== undefined
      ? 'PodSecurity takes level and a pinned version, and neither name nor kind'
      : '';
  if (name === undefined || level !== undefined || version !== undefined)
    return `${engine} takes the name of a policy, and neither level nor version`;
  return kind === undefined && engine !== 'ValidatingAdmissionPolicy'
    ? `${engine} policies need kind: names are unique only within one`
    : '';
}

function selectorProblem(selector: Spec['selector']): string {
  const compiled = selector === undefined ? '' : labelSelector(selector as unknown as Json);
  return typeof compiled === 'string' ? compiled : '';
}

type Say = (path: Path, message: string) => void;

function gatesProblems(gates: Spec['gates'], path: Path, say: Say): void {
  if (gates?.enforce?.violations === 'Allow')
    say(
      [...path, 'enforce', 'violations'],
      'only the gate of warn may allow open violations: enforce would refuse them',
    );
  for (const stage of ['warn', 'enforce'] as const) {
    const { window, maxGap } = gates?.[stage] ?? {};
    if (window !== undefined && maxGap !== undefined && (durationMs(maxGap) ?? 0) > (durationMs(window) ?? 0))
      say([...path, stage, 'maxGap'], `a gap of ${maxGap} is longer than the window of ${window}`);
  }
}

/** Answers are known by the name of the check alone. */
function checksProblem(spec: Spec): string {
  const urls = new Map<string, string>();
  for (const gates of [spec.gates, ...(spec.waves ?? []).map((wave) => wave.gates)])
    for (const { name, url } of [...(gates?.warn?.checks ?? []), ...(gates?.enforce?.checks ?? [])]) {
      const known = urls.get(name) ?? url;
      if (known !== url) return `check ${name} is asked at ${known} and at ${url}: give each its own name`;
      urls.set(name, url);
    }
  return '';
}

function double(names: readonly string[], noun: string): string {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  return twice === undefined ? '' : `${noun} ${twice} is given twice`;
}

function pathText(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
}

/** What is wrong between rollouts: a name twice, an unknown or circular `after`, one level twice. */
export function plansProblems(plans: readonly HardeningRollout[]): string[] {
  const problems: string[] = [];
  const byName = new Map<string, HardeningRollout>();
  for (const plan of plans) {
    if (byName.has(plan.metadata.name)) problems.push(`rollout ${plan.metadata.name} is given twice`);
    byName.set(plan.metadata.name, plan);
  }
  for (const plan of plans) {
    for (const other of plan.spec.after ?? [])
      if (!byName.has(other))
        problems.push(`rollout ${plan.metadata.name}: after names no rollout: ${other}`);
    if (follows(plan.metadata.name, plan.metadata.name, byName, new Set()))
      problems.push(`rollout ${plan.metadata.name} comes after itself`);
  }
  return problems;
}

function follows(
  name: string,
  target: string,
  plans: ReadonlyMap<string, HardeningRollout>,
  seen: Set<string>,
): boolean {
  for (const before of plans.get(name)?.spec.after ?? []) {
    if (before === target) return true;
    if (seen.has(before)) continue;
    seen.add(before);
    if (follows(before, target, plans, seen)) return true;
  }
  return false;
}
