import type { Explanation } from '../explanation.ts';
import type { Refuser } from '../recognise/refusal.ts';

/** How people call who refused, and whom it is mistaken for. */
const names: Readonly<Record<Refuser, string>> = {
  PodSecurity: 'Pod Security (built in), not by Kyverno',
  Kyverno: 'Kyverno, not by Pod Security',
  Gatekeeper: 'Gatekeeper',
  ValidatingAdmissionPolicy: 'a ValidatingAdmissionPolicy (in the API server)',
  MutatingAdmissionPolicy: 'a MutatingAdmissionPolicy (in the API server)',
  Portcullis: 'a rule of Portcullis',
  LimitRange: 'a LimitRange, not by a policy',
  ResourceQuota: 'a ResourceQuota, not by a policy',
  Validation: 'the API server itself, not by a policy',
  RBAC: 'RBAC, not by a policy',
  Webhook: 'a webhook',
  Kubelet: 'the kubelet, after it was admitted',
};

export function headline({ verdict, refuser, policy }: Explanation): string {
  const by = `by ${names[refuser]}`;
  switch (verdict) {
    case 'rejected':
      return refuser === 'Kubelet' ? `NOT STARTED ${by}` : `REFUSED ${by}`;
    case 'would be rejected':
      return `WOULD BE REFUSED ${by}`;
    case 'warned':
      return `WARNED OF ${by}`;
    case 'noted':
      return `NOTED ${by}`;
    default:
      return `PASSES ${policy ?? 'everything it was judged by'}`;
  }
}

export function confidenceText({ confidence, doubt }: Explanation): string {
  switch (confidence) {
    case 'reproduced':
      return 'reproduced: the manifest gives the same verdict';
    case 'differs':
      return `not reproduced: ${doubt ?? ''}`;
    case 'recognised':
      return `by its form alone: ${doubt ?? ''}`;
    default:
      return 'judged from the manifest';
  }
}

/** `at enforce since 2026-11-18 09:12, by rollout psa-restricted (ann@acme.dev, decision sha256:3e2b7372b569)` */
export function sinceText({ where: { stage, since, because } }: Explanation): string {
  if (since === null) return '';
  const by = [
    ...(because?.by == null ? [] : [because.by]),
    ...(because?.decision == null ? [] : [`decision ${because.decision.slice(0, 19)}`]),
  ];
  const how =
    because === null ? '' : `, by rollout ${because.rollout}${by.length === 0 ? '' : ` (${by.join(', ')})`}`;
  return `at ${stage ?? 'this stage'} since ${dateText(since)}${how}`;
}

/** A moment to the minute; the text says that it is UTC. */
export function dateText(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}
