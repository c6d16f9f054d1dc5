import { isObject, type JsonObject, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { EngineName } from '../verdict.ts';
import type { NextSteps } from './explanation.ts';
import type { Judged } from './judged.ts';
import { byShare, ruleName, shareOf } from './suspicion.ts';
import { takeBack } from './take-back.ts';

/** A policy: what it asks for, whom it hits, and how likely it is wrong itself. */
export interface PolicyPage {
  readonly engine: EngineName;
  readonly kind: string;
  readonly policy: string;
  readonly source: { readonly file: string; readonly line: number };
  /** `Enforce`, `Audit`, `Deny, Audit`: as it is written; null where a binding says it. */
  readonly actions: string | null;
  readonly rules: readonly { readonly rule: string; readonly message: string | null }[];
  readonly smells: readonly string[];
  /** What fails by it in the manifests; null when none were given. */
  readonly hits: {
    readonly namespaces: number;
    readonly of: number;
    readonly workloads: readonly string[];
  } | null;
  readonly wrong: Pick<NextSteps['policy'], 'likelihood' | 'because'>;
  readonly takeBack: string | null;
}

export function policyPage(resource: Resource, judged: Judged): PolicyPage {
  const { kind, namespace, name, origin, object } = resource;
  const policy = namespace === '' ? name : `${namespace}/${name}`;
  const engine: EngineName = kind === 'ValidatingAdmissionPolicy' ? kind : 'Kyverno';
  const rules = rulesOf(object);
  const failures = judged.failures.filter((one) => one.policy === policy && one.engine === engine);
  const share = shareOf(judged, (one) => failures.includes(one));
  const smells = judged
    .smellsOf(policy)
    .map(({ rule, message, code }) => `${rule}: ${message} (docs/smells/${code}.md)`);
  const asked = judged.paths.length > 0;
  const affected = `${share.hit} of ${share.of} namespaces in these manifests ${share.hit === 1 ? 'is' : 'are'} affected`;
  return {
    engine,
    kind,
    policy,
    source: { file: origin.file, line: origin.start.line },
    actions: actionsOf(object),
    rules,
    smells,
    hits: asked
      ? {
          namespaces: share.hit,
          of: share.of,
          workloads: [
            ...new Set(
              failures.map((one) =>
                `${one.resource.namespace} ${one.resource.kind}/${one.resource.name} ${ruleName(one.rule)}`.trim(),
              ),
            ),
          ],
        }
      : null,
    wrong:
      smells.length > 0
        ? { likelihood: 'likely', because: 'it does not do what it seems to' }
        : asked
          ? { likelihood: byShare(share.hit, share.of), because: affected }
          : { likelihood: 'unknown', because: 'name manifests with -m to see whom it refuses' },
    takeBack: takeBack(
      { refuser: engine, policy, policyKind: kind, binding: undefined, namespace: namespace || null, judged },
      rules.map(({ rule }) => rule),
    ),
  };
}

function rulesOf(policy: JsonObject): PolicyPage['rules'] {
  const spec = own(policy, 'spec');
  const classic = own(spec, 'rules');
  if (Array.isArray(classic))
    return classic.filter(isObject).map((rule) => ({
      rule: text(own(rule, 'name')) ?? '',
      message: text(own(own(rule, 'validate'), 'message')),
    }));
  const validations = own(spec, 'validations');
  return (Array.isArray(validations) ? validations : []).map((one, index) => ({
    rule: `validations[${index}]`,
    message: text(own(one, 'message')) ?? text(own(one, 'expression')),
  }));
}

function actionsOf(policy: JsonObject): string | null {
  const spec = own(policy, 'spec');
  const actions = own(spec, 'validationActions');
  if (Array.isArray(actions)) return actions.filter((one) => typeof one === 'string').join(', ');
  const rules = own(spec, 'rules');
  if (!Array.isArray(rules)) return null;
  const each = rules.map((rule) => text(own(own(rule, 'validate'), 'failureAction')));
  const whole = text(own(spec, 'validationFailureAction')) ?? 'Audit';
  return [...new Set(each.map((one) => one ?? whole))].join(', ');
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
