import { isObject, type Json, own } from '../kube/json.ts';
import type { Judged } from './judged.ts';
import type { Refuser } from './recognise/refusal.ts';
import { shellWord } from './shell-word.ts';

/** Which policy, and where it stands. */
export interface TakenBack {
  readonly refuser: Refuser;
  readonly policy: string | null;
  readonly policyKind: string | undefined;
  readonly binding: string | undefined;
  readonly namespace: string | null;
  readonly judged: Judged | null;
}

/** The command that takes a policy back to audit, so that it still sees and no longer refuses. */
export function takeBack(from: TakenBack, rules: readonly string[]): string | null {
  const { refuser, policy, policyKind, binding, namespace } = from;
  switch (refuser) {
    case 'PodSecurity':
      return namespace === null || policy === null
        ? null
        : `kubectl label --overwrite namespace ${shellWord(namespace)} pod-security.kubernetes.io/enforce=${lower(policy)} pod-security.kubernetes.io/warn=${shellWord(levelOf(policy))}`;
    case 'Kyverno':
      return policy === null ? null : kyverno(from, policy, rules);
    case 'Gatekeeper': {
      if (policy === null) return null;
      const patch = `--type=merge -p '{"spec":{"enforcementAction":"dryrun"}}'`;
      const name = shellWord(policy);
      return policyKind === undefined
        ? `kubectl get constraints ${name}   # then: kubectl patch KIND ${name} ${patch}`
        : `kubectl patch ${shellWord(policyKind.toLowerCase())} ${name} ${patch}`;
    }
    case 'ValidatingAdmissionPolicy':
      return binding === undefined
        ? null
        : `kubectl patch validatingadmissionpolicybinding ${shellWord(binding)} --type=merge -p '{"spec":{"validationActions":["Audit"]}}'`;
    case 'MutatingAdmissionPolicy':
      return binding === undefined
        ? null
        : `kubectl delete mutatingadmissionpolicybinding ${shellWord(binding)}   # keep it first: kubectl get -o yaml`;
    default:
      return null;
  }
}

/** The CEL kinds say it for the whole policy; classic ones may say it of each rule, which then wins. */
function kyverno(from: TakenBack, policy: string, rules: readonly string[]): string {
  const { policyKind, judged, namespace } = from;
  const slash = policy.indexOf('/');
  const kind = policyKind ?? (slash < 0 ? 'ClusterPolicy' : 'Policy');
  // The CEL kinds name a policy of a namespace without it; it speaks of its own namespace only.
  const where = slash < 0 ? (kind.startsWith('Namespaced') ? namespace : null) : policy.slice(0, slash);
  const place = where === null ? undefined : shellWord(where);
  const name = shellWord(policy.slice(slash + 1));
  const target = `${place === undefined ? '' : `--namespace ${place} `}${shellWord(kind.toLowerCase())} ${name}`;
  if (!classic.has(kind))
    return `kubectl patch ${target} --type=merge -p '{"spec":{"validationActions":["Audit"]}}'`;
  const own = enforcing(judged?.policyOf(policy)?.object, rules);
  const paths =
    own.length > 0
      ? own.map((index) => `/spec/rules/${index}/validate/failureAction`)
      : ['/spec/validationFailureAction'];
  const patch = JSON.stringify(paths.map((path) => ({ op: 'add', path, value: 'Audit' })));
  return `kubectl patch ${target} --type=json -p '${patch}'`;
}

const classic: ReadonlySet<string> = new Set(['ClusterPolicy', 'Policy']);

/** The rules, by number, that say for themselves that they enforce. */
function enforcing(policy: Json | undefined, names: readonly string[]): number[] {
  const rules = own(own(policy, 'spec'), 'rules');
  return (Array.isArray(rules) ? rules : []).flatMap((rule, index) => {
    const action = own(own(rule, 'validate'), 'failureAction');
    const name = own(rule, 'name');
    const meant = typeof name === 'string' && names.includes(name);
    return isObject(rule) && meant && typeof action === 'string' && /^enforce$/i.test(action) ? [index] : [];
  });
}

function levelOf(policy: string): string {
  return policy.split('@', 1)[0] ?? policy;
}

function lower(policy: string): string {
  return levelOf(policy) === 'restricted' ? 'baseline' : 'privileged';
}
