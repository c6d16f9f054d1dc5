import {
  createAdmissionPolicyEngine,
  createKyvernoCelEngine,
  loadAdmissionPolicies,
  loadKyvernoCelPolicies,
} from '../engine/admission-policy/index.ts';
import { createRequest, type Engine, type Lookup } from '../engine/engine.ts';
import { loadKyvernoEngine } from '../engine/kyverno/index.ts';
import { listAt, textAt } from '../engine/kyverno/read.ts';
import { isObject, own, type Path } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { Verdict } from '../verdict.ts';
import type { LintFinding } from './finding.ts';
import { madePod } from './made-pod.ts';

/**
 * What shows only when a policy judges something: each validating policy among `resources`, on its own, judges
 * `manifests`, and the pods that controllers among them make.
 */
export async function lintByJudging(
  resources: readonly Resource[],
  manifests: readonly Resource[],
  lookup: Lookup,
): Promise<LintFinding[]> {
  const subjects = manifests.map((manifest) => ({ manifest, pod: madePod(manifest) }));
  const findings: LintFinding[] = [];
  for (const policy of resources) {
    const engine = await engineOf(policy, resources);
    if (engine === null) continue;
    const rules = new Map<string, RuleRecord>(rulesOf(policy).map((rule) => [rule.name, newRecord(rule)]));
    for (const { manifest, pod } of subjects) {
      const ofOwner = judged(engine, manifest, lookup);
      const ofPod = pod === null ? null : judged(engine, pod, lookup);
      for (const record of rules.values())
        note(record, manifest, ofOwner.get(record.name), ofPod && { verdict: ofPod.get(record.name) });
    }
    for (const record of rules.values()) findings.push(...findingsOf(policy, record, manifests.length));
  }
  return findings;
}

/** A validating policy alone; null for every other object. */
async function engineOf(policy: Resource, resources: readonly Resource[]): Promise<Engine | null> {
  const { kind, apiVersion, name } = policy;
  if (apiVersion.startsWith('kyverno.io/') && (kind === 'ClusterPolicy' || kind === 'Policy'))
    return (await loadKyvernoEngine([policy])).engine;
  if (apiVersion.startsWith('policies.kyverno.io/') && /^(?:Namespaced)?ValidatingPolicy$/.test(kind))
    return createKyvernoCelEngine(loadKyvernoCelPolicies([policy]));
  if (kind !== 'ValidatingAdmissionPolicy') return null;
  const bindings = resources.filter(
    (one) =>
      one.kind === 'ValidatingAdmissionPolicyBinding' && own(own(one.object, 'spec'), 'policyName') === name,
  );
  return createAdmissionPolicyEngine(loadAdmissionPolicies([policy, ...bindings]));
}

interface PlacedRule {
  /** '' for a policy without rules. */
  readonly name: string;
  readonly path: Path;
}

function rulesOf({ object, apiVersion }: Resource): PlacedRule[] {
  if (!apiVersion.startsWith('kyverno.io/')) return [{ name: '', path: ['spec'] }];
  return listAt(own(object, 'spec'), 'rules').flatMap((rule, index) =>
    isObject(own(rule, 'validate')) ? [{ name: textAt(rule, 'name'), path: ['spec', 'rules', index] }] : [],
  );
}

/** What a rule came to over all manifests. */
interface RuleRecord extends PlacedRule {
  passes: number;
  fails: number;
  errors: number;
  /** Answers for pods that the manifests make. */
  podsJudged: number;
  firstError: Verdict | null;
  /** Controllers that pass, and their pods do not. */
  differing: number;
  firstDiffering: string | null;
}

function newRecord(rule: PlacedRule): RuleRecord {
  return {
    ...rule,
    passes: 0,
    fails: 0,
    errors: 0,
    podsJudged: 0,
    firstError: null,
    differing: 0,
    firstDiffering: null,
  };
}

/** The gravest verdict of each rule; those that autogen made count for the written one. */
function judged(engine: Engine, resource: Resource, lookup: Lookup): Map<string, Verdict> {
  const found = new Map<string, Verdict>();
  for (const verdict of engine.judge(createRequest(resource), lookup)) {
    const name = hasRules(engine) ? verdict.rule.replace(/^autogen-(?:cronjob-)?/, '') : '';
    const known = found.get(name);
    if (known === undefined || gravity[verdict.outcome] > gravity[known.outcome]) found.set(name, verdict);
  }
  return found;
}

/** Only Kyverno's classic policies have rules by name. */
function hasRules(engine: Engine): boolean {
  return 'evaluate' in engine;
}

const gravity: Readonly<Record<Verdict['outcome'], number>> = {
  skip: 0,
  excepted: 0,
  pass: 1,
  fail: 2,
  error: 3,
};

function note(
  record: RuleRecord,
  manifest: Resource,
  owner: Verdict | undefined,
  pod: { readonly verdict: Verdict | undefined } | null,
): void {
  if (owner?.outcome === 'pass') record.passes++;
  if (owner?.outcome === 'fail') record.fails++;
  if (owner?.outcome === 'error') {
    record.errors++;
    record.firstError ??= owner;
  }
  if (pod === null) return;
  if (pod.verdict !== undefined && pod.verdict.outcome !== 'skip') record.podsJudged++;
  const ofPod = said(pod.verdict);
  // An owner that is refused makes no pods, so only what gets past it is a surprise.
  if (said(owner) !== 'passes' || ofPod === 'passes') return;
  record.differing++;
  record.firstDiffering ??= `${nameOf(manifest)} passes, and the pod that it makes ${ofPod}`;
}

/** A rule that has no say refuses nothing. */
function said(verdict: Verdict | undefined): string {
  if (verdict?.outcome === 'fail') return 'fails';
  return verdict?.outcome === 'error' ? 'ends in an error' : 'passes';
}

function nameOf({ kind, namespace, name }: Resource): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

function findingsOf(policy: Resource, record: RuleRecord, count: number): LintFinding[] {
  const { name, path, passes, fails, errors, podsJudged, firstError, differing, firstDiffering } = record;
  const about = name === '' ? '' : `rule ${name}: `;
  const finding = (
    rule: string,
    message: string,
    severity: LintFinding['severity'] = 'warning',
  ): LintFinding => ({
    rule,
    severity,
    resource: policy,
    path,
    message: `${about}${message}`,
  });
  const all = passes + fails + errors;
  const found: LintFinding[] = [];
  if (all + podsJudged === 0)
    found.push(finding('never-matches', `none of ${count} manifests is judged by it`));
  if (firstError !== null) {
    const place = `${nameOf(firstError.resource)}: ${firstError.message}`;
    found.push(finding('ends-in-error', `${errors} of ${all} answers are errors, the first for ${place}`));
  }
  if (firstDiffering !== null) {
    const more = differing === 1 ? '' : `, and ${differing - 1} more like it`;
    found.push(finding('owner-differs', `${firstDiffering}${more}`));
  }
  if (fails === all && all > 1)
    found.push(finding('fails-everything', `all ${all} manifests that it judges fail`, 'info'));
  return found;
}
