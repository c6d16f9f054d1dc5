import type { Engine } from '../../engine/engine.ts';
import { fieldText } from '../../field.ts';
import { own, type Path } from '../../kube/json.ts';
import type { Resource } from '../../kube/resource.ts';
import { type LoadedPolicies, loadPolicies } from '../../scan/policies.ts';
import type { Inputs } from '../../source/inputs.ts';
import type { EngineName, Verdict } from '../../verdict.ts';
import type { Redactions } from './redactions.ts';

export interface ExactPolicies extends Pick<LoadedPolicies, 'problems' | 'notices' | 'resources'> {
  /** All policies as one engine; null when there are none. */
  readonly engine: Engine | null;
  /** Whether the verdict only says that a hidden value was read. */
  readonly isUnknown: (verdict: Verdict) => boolean;
}

/**
 * Policies that say so when they cannot know: one that reads a value which is recorded as a hash only answers `error`,
 * and names the field. All are judged together; only where one of them read such a value, each is judged alone.
 */
export async function exactPolicies(
  resources: readonly Resource[],
  redactions: Redactions,
): Promise<ExactPolicies> {
  const whole = await loadPolicies(resourceInputs(resources));
  if (whole.engines.length === 0) return { ...whole, engine: null, isUnknown: () => false };
  redactions.watch();
  const alone: Alone[] = [];
  for (const policy of resources.filter(isPolicy)) {
    const { engines } = await loadPolicies(resourceInputs(familyOf(policy, resources)));
    alone.push({ policy, engines });
  }
  const unknowns = new WeakSet<Verdict>();
  return {
    ...whole,
    engine: exactEngine(whole.engines, alone, redactions, unknowns),
    isUnknown: (verdict) => unknowns.has(verdict),
  };
}

interface Alone {
  readonly policy: Resource;
  readonly engines: readonly Engine[];
}

function exactEngine(
  whole: readonly Engine[],
  alone: readonly Alone[],
  redactions: Redactions,
  unknowns: WeakSet<Verdict>,
): Engine {
  const [first] = whole as readonly [Engine, ...Engine[]];
  const judgeBy =
    (engines: readonly Engine[]): Engine['judge'] =>
    (request, lookup) => {
      const { apiVersion, kind } = request.resource;
      return engines.flatMap((engine) =>
        engine.concerns(apiVersion, kind) ? engine.judge(request, lookup) : [],
      );
    };
  const judgeWhole = judgeBy(whole);
  const each = alone.map(({ policy, engines }) => ({ policy, judge: judgeBy(engines) }));
  return {
    name: first.name,
    needs: whole.flatMap((engine) => engine.needs ?? []),
    concerns: (apiVersion, kind) => whole.some((engine) => engine.concerns(apiVersion, kind)),
    judge(request, lookup) {
      const all = redactions.during(() => judgeWhole(request, lookup));
      if (all.read === null) return all.result;
      return each.flatMap(({ policy, judge }) => {
        const { result: all, read } = redactions.during(() => judge(request, lookup));
        const result = all.filter((verdict) => isOf(policy, verdict));
        if (read === null) return result;
        const verdict = unknown(policy, result, request.resource, read);
        unknowns.add(verdict);
        return [verdict];
      });
    },
  };
}

/** In the place of whatever the policy said: it judged a hash where it would have judged a value. */
function unknown(policy: Resource, said: readonly Verdict[], resource: Resource, read: Path): Verdict {
  const [first] = said;
  return {
    engine: first?.engine ?? engineOf(policy),
    policy: first?.policy ?? nameOf(policy),
    rule: '',
    outcome: 'error',
    stage: first?.stage ?? null,
    severity: null,
    message: `it reads ${fieldText(resource.object, read)}, whose value is not recorded; judge the manifests themselves to know`,
    resource,
    fields: [read],
    exception: null,
  };
}

/**
 * The policy with what belongs to it: its bindings, exceptions, parameters, the schemas of custom kinds, and the policies
 * that change objects before it sees them.
 */
function familyOf(policy: Resource, resources: readonly Resource[]): Resource[] {
  const belongs = (other: Resource): boolean => {
    if (isPolicy(other)) return mutates(other) && identityOf(other) !== identityOf(policy);
    return !isBinding(other) || boundBy(other) === policy.name;
  };
  return [policy, ...resources.filter(belongs)];
}

/** Kyverno validates what its mutations leave, those of image verification too. */
function mutates({ object }: Resource): boolean {
  const rules = own(object.spec, 'rules');
  return (
    Array.isArray(rules) &&
    rules.some((rule) => own(rule, 'mutate') !== undefined || own(rule, 'verifyImages') !== undefined)
  );
}

function isOf(policy: Resource, verdict: Verdict): boolean {
  return (
    verdict.policy === nameOf(policy) &&
    (verdict.policyKind === undefined || verdict.policyKind === policy.kind)
  );
}

function identityOf({ apiVersion, kind, namespace, name }: Resource): string {
  return [apiVersion, kind, namespace, name].join('\n');
}

function isPolicy({ kind }: Resource): boolean {
  return kind.endsWith('Policy');
}

function isBinding({ kind }: Resource): boolean {
  return kind.endsWith('PolicyBinding');
}

function boundBy({ object }: Resource): unknown {
  return (object.spec as { policyName?: unknown } | undefined)?.policyName;
}

function engineOf({ apiVersion, kind }: Resource): EngineName {
  if (!apiVersion.startsWith('admissionregistration.k8s.io/')) return 'Kyverno';
  return kind === 'MutatingAdmissionPolicy' ? kind : 'ValidatingAdmissionPolicy';
}

function nameOf({ namespace, name }: Resource): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Resources that are there already, as inputs. */
function resourceInputs(resources: readonly Resource[]): Inputs {
  return {
    async *read() {
      yield resources.map((resource) => ({ type: 'resource' as const, resource }));
    },
    close: () => Promise.resolve(),
  };
}
