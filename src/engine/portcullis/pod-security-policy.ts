import { isObject, type Json, type JsonObject, own, type Path } from '../../kube/json.ts';
import { allowedVolumes, defaultCapabilities } from '../pod-security/standards.ts';
import type { Finding, Rule } from './rule.ts';

/**
 * PodSecurityPolicy was removed in Kubernetes 1.25: the object does nothing, and what it held back is open unless a
 * Pod Security level took its place. Says which level is the nearest, and what the policy allowed beyond that level.
 */
export const podSecurityPolicy: Rule = {
  id: 'pod-security-policy',
  title: 'PodSecurityPolicy does nothing since Kubernetes 1.25',
  severity: 'medium',
  help: 'Delete the object and its RBAC, and label the namespaces that used it with the nearest Pod Security level.',
  judge({ apiVersion, kind, object }) {
    if (kind === 'PodSecurityPolicy' && /^(policy|extensions)\//.test(apiVersion))
      return [policyFinding(object)];
    if (kind === 'Role' || kind === 'ClusterRole') return roleFindings(object);
    return [];
  },
};

function policyFinding(object: JsonObject): Finding {
  const beyond = beyondBaseline(own(object, 'spec'));
  const level = nearestLevel(own(object, 'spec'), beyond);
  const rest =
    level === 'baseline' && beyond.length > 0 ? `; beyond that it allowed ${beyond.join(', ')}` : '';
  return {
    message: `PodSecurityPolicy was removed in Kubernetes 1.25 and this object does nothing; the nearest Pod Security level is ${level}${rest}`,
    fields: [['kind']],
  };
}

function nearestLevel(
  spec: Json | undefined,
  beyond: readonly string[],
): 'privileged' | 'baseline' | 'restricted' {
  if (own(spec, 'privileged') === true) return 'privileged';
  return beyond.length === 0 && meetsRestricted(spec) ? 'restricted' : 'baseline';
}

const baselineCapabilities: ReadonlySet<string> = new Set(defaultCapabilities);
const restrictedVolumes: ReadonlySet<string> = new Set(allowedVolumes);

/** What a policy lets through that baseline forbids, in the words of the policy. */
function beyondBaseline(spec: Json | undefined): string[] {
  const beyond = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => own(spec, field) === true);
  if (items(spec, 'hostPorts').length > 0) beyond.push('hostPorts');
  if (texts(spec, 'volumes').some((volume) => volume === '*' || volume === 'hostPath'))
    beyond.push('hostPath volumes');
  const capabilities = [...texts(spec, 'allowedCapabilities'), ...texts(spec, 'defaultAddCapabilities')];
  const extra = capabilities.filter((name) => !baselineCapabilities.has(name));
  if (extra.length > 0) beyond.push(`the capabilities ${[...new Set(extra)].join(', ')}`);
  if (texts(spec, 'allowedProcMountTypes').includes('Unmasked')) beyond.push('unmasked /proc');
  const sysctls = texts(spec, 'allowedUnsafeSysctls');
  if (sysctls.length > 0) beyond.push(`the sysctls ${sysctls.join(', ')}`);
  if (own(own(spec, 'seLinux'), 'rule') === 'RunAsAny') beyond.push('any SELinux options');
  return beyond;
}

/** Whether a policy forces on pods what restricted asks of them. */
function meetsRestricted(spec: Json | undefined): boolean {
  const users = own(own(spec, 'runAsUser'), 'rule');
  const ranges = items(own(spec, 'runAsUser'), 'ranges');
  const nonRoot =
    users === 'MustRunAsNonRoot' ||
    (users === 'MustRunAs' &&
      ranges.length > 0 &&
      ranges.every((range) => Number(own(range, 'min') ?? 0) > 0));
  return (
    own(spec, 'allowPrivilegeEscalation') === false &&
    texts(spec, 'requiredDropCapabilities').includes('ALL') &&
    texts(spec, 'allowedCapabilities').every((name) => name === 'NET_BIND_SERVICE') &&
    texts(spec, 'volumes').every((volume) => restrictedVolumes.has(volume)) &&
    nonRoot
  );
}

function roleFindings(object: JsonObject): Finding[] {
  const fields: Path[] = [];
  items(object, 'rules').forEach((rule, index) => {
    const names = (key: string): string[] => texts(rule, key);
    const useful = names('verbs').some((verb) => verb === 'use');
    if (useful && names('resources').includes('podsecuritypolicies'))
      fields.push(['rules', index, 'resources']);
  });
  if (fields.length === 0) return [];
  return [
    {
      message:
        'grants the use of PodSecurityPolicies, which were removed in Kubernetes 1.25; the rule does nothing and can go',
      fields,
    },
  ];
}

function items(value: Json | undefined, key: string): readonly Json[] {
  const list = own(value, key);
  return Array.isArray(list) ? list : [];
}

function texts(value: Json | undefined, key: string): string[] {
  return isObject(value) ? items(value, key).filter((item) => typeof item === 'string') : [];
}
