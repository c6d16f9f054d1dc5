import { groupOf } from '../../../kube/group-kind.ts';
import type { AdmissionRequest } from '../../engine.ts';
import type { KindTable } from '../kind-table.ts';
import type { CelPolicyResult } from './verdict.ts';

/** What the API server answers with Kyverno as its webhook (kyverno 111e07bb pkg/webhooks/resource/vpol, mpol). */
export interface CelAnswer {
  readonly allowed: boolean;
  /** Null when the request is allowed. */
  readonly denial: CelDenial | null;
  readonly warnings: readonly string[];
}

export interface CelDenial {
  /** `vpol.validate.kyverno.svc-fail`; '' where the API server refuses without having asked. */
  readonly webhook: string;
  /** What Kyverno answers. */
  readonly text: string;
  /** What the API server makes of it. */
  readonly message: string;
}

/** A mutation that fails refuses the request, unless its policy may fail. Null: go on. */
export function mutationDenial(
  results: readonly CelPolicyResult[],
  { resource }: AdmissionRequest,
): CelAnswer | null {
  const failed = results.filter(
    ({ policy, result }) => result.status === 'error' && policy.spec.failurePolicy === 'Fail',
  );
  const [first] = failed;
  if (!first) return null;
  const errors = failed.map(({ policy, result }) => `Policy ${policy.name}: ${result.message}`).join(' ');
  const text = `Resource: ${resource.namespace}/${resource.name}, Kind: ${resource.kind}, Errors: [${errors}]`;
  return denied(webhookOf(first), text);
}

/** The policies asked at admission, one webhook after the other: the first that refuses decides. */
export function validationAnswer(
  results: readonly CelPolicyResult[],
  request: AdmissionRequest,
  kinds: KindTable,
): CelAnswer {
  const asked = results.filter(({ policy }) => policy.spec.admission);
  const stuck = asked.find(({ result }) => result.condition !== undefined);
  if (stuck) return forbidden(stuck, request, kinds);
  const warnings: string[] = [];
  for (const [webhook, ofWebhook] of Map.groupBy(asked, webhookOf)) {
    const text = ofWebhook
      .filter((one) => acts(one, 'Deny'))
      .flatMap(complaint)
      .join('; ');
    if (text !== '') return denied(webhook, text);
    warnings.push(...ofWebhook.filter((one) => acts(one, 'Warn')).flatMap(complaint));
  }
  return { allowed: true, denial: null, warnings };
}

/** A webhook's match conditions are the API server's business, which answers for their errors. */
function forbidden({ result }: CelPolicyResult, { resource }: AdmissionRequest, kinds: KindTable): CelAnswer {
  const { expression, error } = result.condition ?? { expression: '', error: '' };
  const group = groupOf(resource.apiVersion);
  const plural = kinds.find(resource.apiVersion, resource.kind).resource;
  const named = `${plural}${group === '' ? '' : `.${group}`} "${resource.name}"`;
  const text = `expression '${expression}' resulted in error: ${error}`;
  return {
    allowed: false,
    denial: { webhook: '', text, message: `${named} is forbidden: ${text}` },
    warnings: [],
  };
}

function denied(webhook: string, text: string): CelAnswer {
  const message = `admission webhook "${webhook}" denied the request: ${text}`;
  return { allowed: false, denial: { webhook, text, message }, warnings: [] };
}

function complaint({ policy, result }: CelPolicyResult): string[] {
  if (result.status === 'fail') return [`Policy ${policy.name} failed: ${result.message}`];
  return result.status === 'error' ? [`Policy ${policy.name} error: ${result.message}`] : [];
}

function acts({ actions }: CelPolicyResult, action: string): boolean {
  return actions.includes(action);
}

/** Policies share a webhook with those of their kind and failure policy, unless they have match conditions. */
function webhookOf({ policy: { kind, namespace, name, spec } }: CelPolicyResult): string {
  const base = `${namespace === '' ? '' : 'n'}${kind.includes('Mutating') ? 'mpol' : 'vpol'}.validate.kyverno.svc`;
  const shared = `${base}-${spec.failurePolicy === 'Fail' ? 'fail' : 'ignore'}`;
  if (spec.matchConditions.length === 0) return shared;
  return [`${shared}-finegrained`, ...(namespace === '' ? [] : [namespace]), name].join('-');
}
