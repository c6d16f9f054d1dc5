import type { Refuser } from './recognise/refusal.ts';

/** The page of docs/runbook about each cause. */
const pages: Readonly<Record<Refuser, string>> = {
  PodSecurity: 'pod-security',
  Kyverno: 'kyverno',
  Gatekeeper: 'gatekeeper',
  ValidatingAdmissionPolicy: 'validating-admission-policy',
  MutatingAdmissionPolicy: 'validating-admission-policy',
  Portcullis: 'portcullis',
  LimitRange: 'limit-range',
  ResourceQuota: 'resource-quota',
  Validation: 'validation',
  RBAC: 'rbac',
  Webhook: 'webhook',
  Kubelet: 'kubelet',
};

export function pageOf(refuser: Refuser): string {
  return `docs/runbook/${pages[refuser]}.md`;
}

/** Everyone who may have refused something. */
export const refusers: readonly Refuser[] = Object.keys(pages) as Refuser[];
