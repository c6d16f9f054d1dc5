import type { PodKinds } from '../../kube/pod-template.ts';
import { podKindOf } from '../../kube/pod-template.ts';
import type { Resource } from '../../kube/resource.ts';
import type { Verdict } from '../../verdict.ts';
import type { Engine } from '../engine.ts';
import { namespaceLabelRules } from './namespace-labels.ts';
import { podSecurityPolicy } from './pod-security-policy.ts';
import { readOnlyRootFilesystem } from './read-only-root.ts';
import { type RequiredLevel, requiredLevel } from './required-level.ts';
import { type Rule, verdictOf } from './rule.ts';

export interface PortcullisOptions {
  /** Custom kinds that hold pod templates. */
  readonly podKinds?: PodKinds;
  /** `namespaces:` of portcullis.yaml. */
  readonly required?: readonly RequiredLevel[];
}

/** Judges what no policy engine does: namespaces as code, what was removed from Kubernetes, and good practice. */
export function createPortcullisEngine(
  options: PortcullisOptions = {},
): Engine & { readonly rules: readonly Rule[] } {
  const namespaceRules = [...namespaceLabelRules, requiredLevel(options.required ?? [])];
  const root = readOnlyRootFilesystem(options.podKinds);
  return {
    name: 'Portcullis',
    rules: [...namespaceRules, podSecurityPolicy, root],
    concerns: (apiVersion, kind) => rulesFor(apiVersion, kind).length > 0,
    judge({ resource }): readonly Verdict[] {
      return rulesFor(resource.apiVersion, resource.kind).flatMap((rule) => verdictsOf(rule, resource));
    },
  };

  function rulesFor(apiVersion: string, kind: string): readonly Rule[] {
    if (kind === 'Namespace' && apiVersion === 'v1') return namespaceRules;
    if (kind === 'PodSecurityPolicy' || kind === 'Role' || kind === 'ClusterRole') return [podSecurityPolicy];
    return podKindOf(apiVersion, kind, options.podKinds) ? [root] : [];
  }
}

function verdictsOf(rule: Rule, resource: Resource): Verdict[] {
  return rule.judge(resource).map((finding) => verdictOf(rule, resource, finding));
}
