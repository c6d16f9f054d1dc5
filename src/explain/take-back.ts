import type { Refuser } from './recognise/refusal.ts';
import { shellWord } from './shell-word.ts';

/** The command that takes a policy back to audit, so that it still sees and no longer refuses. */
export function takeBack(
  refuser: Refuser,
  policy: string | null,
  { namespace, binding }: { readonly namespace: string | null; readonly binding: string | undefined },
): string | null {
  switch (refuser) {
    case 'PodSecurity':
      return namespace === null || policy === null
        ? null
        : `kubectl label --overwrite namespace ${shellWord(namespace)} pod-security.kubernetes.io/enforce=${lower(policy)} pod-security.kubernetes.io/warn=${shellWord(levelOf(policy))}`;
    case 'Kyverno': {
      if (policy === null) return null;
      const [place, name] = policy.includes('/')
        ? policy.split('/').map(shellWord)
        : [undefined, shellWord(policy)];
      const target = place === undefined ? `clusterpolicy ${name}` : `--namespace ${place} policy ${name}`;
      return `kubectl patch ${target} --type=json -p '[{"op":"add","path":"/spec/validationFailureAction","value":"Audit"}]'`;
    }
    case 'Gatekeeper':
      return policy === null
        ? null
        : `kubectl get constraints ${shellWord(policy)}   # then: kubectl patch KIND ${shellWord(policy)} --type=merge -p '{"spec":{"enforcementAction":"dryrun"}}'`;
    case 'ValidatingAdmissionPolicy':
      return binding === undefined
        ? null
        : `kubectl patch validatingadmissionpolicybinding ${shellWord(binding)} --type=merge -p '{"spec":{"validationActions":["Audit"]}}'`;
    default:
      return null;
  }
}

function levelOf(policy: string): string {
  return policy.split('@', 1)[0] ?? policy;
}

function lower(policy: string): string {
  return levelOf(policy) === 'restricted' ? 'baseline' : 'privileged';
}
