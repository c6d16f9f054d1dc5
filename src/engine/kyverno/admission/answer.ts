import type { JsonObject } from '../../../kube/json.ts';
import { own } from '../../../kube/json.ts';
import type { AdmissionRequest, Lookup } from '../../engine.ts';
import { yamlText } from '../go/yaml-text.ts';
import type { Passage, PolicyResult } from '../passage.ts';
import type { Policy } from '../policy/policy.ts';
import { listAt, objectAt, textAt } from '../read.ts';
import type { Rule } from '../rule.ts';

/** What the API server tells whoever asked, with Kyverno as its admission webhook (kyverno v1.19 pkg/webhooks/resource). */
export interface AdmissionAnswer {
  readonly allowed: boolean;
  /** null when the request is allowed. */
  readonly denial: Denial | null;
  readonly warnings: readonly string[];
  /** The object as policies leave it. */
  readonly object: JsonObject;
  /** Everything that was judged, also what is judged after the answer. */
  readonly results: readonly PolicyResult[];
}

export interface Denial {
  /** `validate.kyverno.svc-fail` */
  readonly webhook: string;
  /** What Kyverno answers. */
  readonly text: string;
  /** What the API server makes of it. */
  readonly message: string;
}

/** Null is a request that no policy concerns. */
export function answerRequest(
  passage: Passage | null,
  request: AdmissionRequest,
  lookup: Lookup,
): AdmissionAnswer {
  if (passage === null)
    return { allowed: true, denial: null, warnings: [], object: request.resource.object, results: [] };
  const warnings: string[] = [];
  const denial = deny(passage, request, lookup, warnings);
  return {
    allowed: denial === null,
    denial,
    warnings: denial === null ? warnings : [],
    object: passage.object,
    results: passage.results,
  };
}

function deny(
  passage: Passage,
  request: AdmissionRequest,
  lookup: Lookup,
  warnings: string[],
): Denial | null {
  const namespace = request.resource.namespace;
  const blocks = (one: PolicyResult): boolean => isBlocking(one, namespace, passage);
  const changes = passage.run('Mutation', (_, rule) => !changesExisting(rule));
  const failed = changes.find(blocks);
  if (failed !== undefined) return mutationDenial(failed, changes);
  warnings.push(...warningsOf(changes, true));
  const images = passage.run('ImageVerify');
  if (images.some(blocks)) return blockDenial('mutate', images, images.find(blocks) as PolicyResult, request);
  warnings.push(...warningsOf(images, false));
  return denyByValidation(passage, request, lookup, warnings, blocks);
}

function denyByValidation(
  passage: Passage,
  request: AdmissionRequest,
  lookup: Lookup,
  warnings: string[],
  blocks: (one: PolicyResult) => boolean,
): Denial | null {
  const known = lookup.namespace(request.resource.namespace) === undefined ? '' : request.resource.namespace;
  const inline = (policy: Policy, rule: Rule): boolean =>
    isAskedWhole(policy) || rule.action.atAdmission(known, passage.labels) === 'Enforce';
  const judged = passage.run('Validation', inline);
  const blocking = judged.find(blocks);
  if (blocking !== undefined) return blockDenial('validate', judged, blocking, request);
  warnings.push(...warningsOf(judged, false));
  const warned = passage.run(
    'Validation',
    (policy, rule) => !inline(policy, rule) && own(policy.spec, 'emitWarning') === true,
  );
  warnings.push(...warningsOf(warned, false));
  passage.run(
    'Validation',
    (policy, rule) => !inline(policy, rule) && own(policy.spec, 'emitWarning') !== true,
  );
  return null;
}

/** Rules that change other objects are left to the background. */
function changesExisting(rule: Rule): boolean {
  return listAt(own(rule.object, 'mutate'), 'targets').length > 0;
}

/**
 * Before it answers, the webhook judges by the rules that enforce. A policy with a webhook of its own, or with images to
 * check, is judged by whole (kyverno v1.19 pkg/policycache/cache.go, pkg/webhooks/resource/handlers.go).
 */
function isAskedWhole(policy: Policy): boolean {
  return (
    listAt(own(policy.spec, 'webhookConfiguration'), 'matchConditions').length > 0 ||
    listAt(policy.spec, 'rules').some((rule) => listAt(rule, 'verifyImages').length > 0)
  );
}

/** An enforced failure, or an error of a policy that fails closed (pkg/utils/engine, BlockRequest). */
function isBlocking({ policy, rule, result }: PolicyResult, namespace: string, passage: Passage): boolean {
  if (result.status === 'error') return failsClosed(policy);
  return result.status === 'fail' && rule.action.of(namespace, passage.labels) === 'Enforce';
}

function failsClosed({ spec }: Policy): boolean {
  const configured = textAt(objectAt(spec, 'webhookConfiguration'), 'failurePolicy');
  return (configured || textAt(spec, 'failurePolicy')) !== 'Ignore';
}

/** `policy NAME.RULE: message` for what did not pass; changes of a policy that warns are told too. */
function warningsOf(results: readonly PolicyResult[], changes: boolean): string[] {
  return results
    .filter(({ policy, result: { status } }) => {
      if (status === 'fail' || status === 'error' || status === 'warn') return true;
      return changes && status !== 'skip' && own(policy.spec, 'emitWarning') === true;
    })
    .map(({ policy, rule, result }) => `policy ${policy.name}.${rule.name}: ${result.message}`);
}

function mutationDenial(failed: PolicyResult, changes: readonly PolicyResult[]): Denial {
  const { policy } = failed;
  const rules = changes
    .filter((one) => one.policy === policy && (one.result.status === 'fail' || one.result.status === 'error'))
    .map(({ rule, result }) => `${rule.name}: ${result.message}`);
  const cause = `failed to apply policy ${policy.name} rules [${rules.join(' ')}]`;
  return denial('mutate', policy, `mutation policy ${policy.name} error: ${cause}`);
}

/** Every rule that did not pass, of the policies that the same webhook asks (pkg/webhooks/utils/block.go). */
function blockDenial(
  webhook: 'mutate' | 'validate',
  results: readonly PolicyResult[],
  blocking: PolicyResult,
  { resource: { kind, namespace, name } }: AdmissionRequest,
): Denial {
  const asked = webhookName(webhook, blocking.policy);
  const failures = new Map<string, Map<string, string>>();
  for (const { policy, rule, result } of results) {
    if (result.status === 'pass' || result.status === 'skip' || webhookName(webhook, policy) !== asked)
      continue;
    const rules = failures.get(policy.name) ?? new Map<string, string>();
    rules.set(rule.name, result.message);
    failures.set(policy.name, rules);
  }
  const place = `${kind}/${namespace}/${name}`;
  const text = `\n\nresource ${place} was blocked due to the following policies \n\n${yamlText(failures)}`;
  return denial(webhook, blocking.policy, text);
}

function denial(webhook: 'mutate' | 'validate', policy: Policy, text: string): Denial {
  const name = webhookName(webhook, policy);
  return { webhook: name, text, message: `admission webhook "${name}" denied the request: ${text}` };
}

function webhookName(webhook: 'mutate' | 'validate', policy: Policy): string {
  const base = `${webhook}.kyverno.svc-${failsClosed(policy) ? 'fail' : 'ignore'}`;
  const alone = listAt(own(policy.spec, 'webhookConfiguration'), 'matchConditions').length > 0;
  return alone ? `${base}-finegrained-${policy.key.replace('/', '-')}` : base;
}
