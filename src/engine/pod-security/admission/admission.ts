import { goQuote } from '../../../kube/go-quote.ts';
import { type JsonObject, own } from '../../../kube/json.ts';
import { podKindOf } from '../../../kube/pod-template.ts';
import { type CompletedConfiguration, defaultConfiguration } from '../config/configuration.ts';
import { evaluatePodSecurity, type PodLike } from '../evaluate.ts';
import { compareLevels } from '../level.ts';
import { type LevelVersion, printLevelVersion, sameLevelVersion } from '../level-version.ts';
import {
  aggregateText,
  type InvalidField,
  type LabelledPolicy,
  type Policy,
  policyFromLabels,
  printInvalidField,
} from '../policy.ts';
import { newestMinor } from '../registry.ts';
import type { PodSecurityResult } from '../result.ts';
import type { Version } from '../version.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { type AdmissionContext, attempt, lookUpNamespace } from './context.ts';
import { type DecodedObject, decodeObject, isKind, templatesOf, typeText } from './decode-object.ts';
import { exemptNamespaceWarning, isFullyPrivileged } from './exempt-warning.ts';
import { podsDeadline, runtimeClassOf, warnOfExistingPods } from './existing-pods.ts';
import { PodSecurityMetrics } from './metrics.ts';
import {
  type AdmissionResponse,
  allow,
  badRequest,
  forbidden,
  internalError,
  invalid,
  refuse,
} from './response.ts';
import { isSignificantUpdate } from './significant-update.ts';

export interface PodSecurityAdmissionOptions {
  /** What a PodSecurityConfiguration says; see `readConfiguration`. */
  readonly configuration?: CompletedConfiguration;
  /** Judge as a cluster of that version. */
  readonly emulate?: Version;
}

/** Sub-resources that cannot change a pod's spec. Any other must carry a Pod and is judged, known or not. */
const ignoredPodSubresources: ReadonlySet<string> = new Set([
  'exec',
  'attach',
  'binding',
  'eviction',
  'log',
  'portforward',
  'proxy',
  'status',
]);

/**
 * Pod Security Admission, whole: answers AdmissionRequests as k8s.io/pod-security-admission v0.37.2 does
 * (admission/admission.go), audit annotations, warnings, errors and metrics included.
 *
 *     const admission = new PodSecurityAdmission({ configuration: readConfiguration(text) });
 *     const response = await admission.validate(review.request, { namespace, pods, now: Date.now });
 */
export class PodSecurityAdmission {
  readonly metrics: PodSecurityMetrics;
  readonly #configuration: CompletedConfiguration;
  readonly #emulate: Version | undefined;

  constructor({ configuration = defaultConfiguration, emulate }: PodSecurityAdmissionOptions = {}) {
    this.#configuration = configuration;
    this.#emulate = emulate;
    this.metrics = new PodSecurityMetrics(emulate ?? `v1.${newestMinor}`);
  }

  /** Answers the `request` of an AdmissionReview. Never throws. */
  async validate(request: JsonObject, context: AdmissionContext): Promise<AdmissionResponse> {
    const attributes = attributesOf(request);
    const { group, resource } = attributes;
    if (group === '' && resource === 'namespaces') return this.#namespace(attributes, context);
    if (group === '' && resource === 'pods') return this.#pod(attributes, context);
    return this.#workload(attributes, context);
  }

  async #namespace(attributes: Attributes, context: AdmissionContext): Promise<AdmissionResponse> {
    if (attributes.subresource !== '') return allow();
    const decoded = decodeField(attributes, 'object');
    if (typeof decoded === 'string') return refuse(badRequest('failed to decode object'), decoded);
    if (!isKind(decoded, 'Namespace')) return refuse(badRequest('failed to decode namespace'));
    const labelled = this.#policyOf(decoded.object);
    if (attributes.operation === 'UPDATE') {
      return this.#namespaceUpdate(attributes, decoded.object, labelled, context);
    }
    if (attributes.operation !== 'CREATE') return allow();
    if (labelled.errors.length > 0) return { allowed: false, status: invalid(attributes, labelled.errors) };
    return allow({}, this.#exemptNamespace(attributes) ? this.#exemptWarnings(decoded.object, labelled) : []);
  }

  async #namespaceUpdate(
    attributes: Attributes,
    namespace: JsonObject,
    labelled: LabelledPolicy,
    context: AdmissionContext,
  ): Promise<AdmissionResponse> {
    const decoded = decodeField(attributes, 'oldObject');
    // The two blanks are upstream's.
    if (typeof decoded === 'string') return refuse(badRequest('failed to decode  old object'), decoded);
    if (!isKind(decoded, 'Namespace')) return refuse(badRequest('failed to decode  old namespace'));
    const before = this.#policyOf(decoded.object);
    if (labelled.errors.length > 0 && !sameErrors(labelled.errors, before.errors)) {
      return { allowed: false, status: invalid(attributes, labelled.errors) };
    }
    const { enforce } = labelled.policy;
    if (!isTightened(enforce, before.policy.enforce)) return allow();
    if (this.#exemptNamespace(attributes)) return allow({}, this.#exemptWarnings(namespace, labelled));
    return allow({}, await this.#existingPods(nameOf(namespace), enforce, context));
  }

  async #existingPods(
    namespace: string,
    enforce: LevelVersion,
    context: AdmissionContext,
  ): Promise<readonly string[]> {
    const deadline = podsDeadline(context.now(), context.deadline);
    const listed = await attempt(() => context.pods(namespace));
    if (typeof listed === 'string') {
      return ['failed to list pods while checking new PodSecurity enforce level'];
    }
    return warnOfExistingPods({
      namespace,
      enforce,
      pods: listed.value,
      exemptRuntimeClasses: this.#configuration.exemptions.runtimeClasses,
      reasonFor: (pod) => this.#evaluate(pod, enforce).reason,
      outOfTime: () => context.now() >= deadline,
    });
  }

  async #pod(attributes: Attributes, context: AdmissionContext): Promise<AdmissionResponse> {
    if (ignoredPodSubresources.has(attributes.subresource)) return allow();
    const exempt = this.#exempt(attributes);
    if (exempt !== null) return exempt;
    const { namespace, error } = await lookUpNamespace(attributes.namespace, context);
    if (namespace === undefined) {
      this.metrics.error(true, attributes);
      return refuse(internalError(`failed to lookup namespace ${goQuote(attributes.namespace)}`), error);
    }
    const labelled = this.#policyOf(namespace);
    if (labelled.errors.length === 0 && isFullyPrivileged(labelled.policy)) {
      this.metrics.evaluation('allow', labelled.policy.enforce, 'enforce', attributes);
      return allow({ 'enforce-policy': 'privileged:latest' });
    }
    const pod = decodeField(attributes, 'object');
    if (typeof pod === 'string') return this.#undecodable(attributes, 'failed to decode object', pod);
    if (!isKind(pod, 'Pod')) return this.#undecodable(attributes, 'failed to decode pod');
    if (attributes.operation === 'UPDATE') {
      const old = decodeField(attributes, 'oldObject');
      if (typeof old === 'string') return this.#undecodable(attributes, 'failed to decode old object', old);
      if (!isKind(old, 'Pod')) return this.#undecodable(attributes, 'failed to decode old pod');
      if (!isSignificantUpdate(pod.object, old.object)) return allow();
    }
    return this.#judge(attributes, pod.object, labelled, true);
  }

  #undecodable(attributes: Attributes, message: string, error?: string): AdmissionResponse {
    this.metrics.error(true, attributes);
    return refuse(badRequest(message), error);
  }

  /** Whatever else holds pods: warned of and audited, never refused, not even when it cannot be judged. */
  async #workload(attributes: Attributes, context: AdmissionContext): Promise<AdmissionResponse> {
    if (attributes.subresource !== '') return allow();
    const exempt = this.#exempt(attributes);
    if (exempt !== null) return exempt;
    const { namespace, error } = await lookUpNamespace(attributes.namespace, context);
    if (namespace === undefined) {
      return this.#unjudged(
        attributes,
        `failed to lookup namespace ${goQuote(attributes.namespace)}: ${error}`,
      );
    }
    const labelled = this.#policyOf(namespace);
    const { audit, warn } = labelled.policy;
    if (labelled.errors.length === 0 && audit.level === 'privileged' && warn.level === 'privileged')
      return allow();
    const decoded = decodeField(attributes, 'object');
    if (typeof decoded === 'string') return this.#unjudged(attributes, `failed to decode object: ${decoded}`);
    if (decoded === undefined || podKindOf(decoded.apiVersion, decoded.kind) === undefined) {
      return this.#unjudged(
        attributes,
        `failed to extract pod template: unexpected object type: ${typeText(decoded)}`,
      );
    }
    const [template] = templatesOf(decoded);
    return template === undefined ? allow() : this.#judge(attributes, template, labelled, false);
  }

  #unjudged(attributes: Attributes, error: string): AdmissionResponse {
    this.metrics.error(true, attributes);
    return allow({ error });
  }

  /** Upstream's EvaluatePod: enforce only for pods, audit always, warn unless already refused. */
  #judge(
    attributes: Attributes,
    pod: PodLike,
    { policy, errors }: LabelledPolicy,
    enforce: boolean,
  ): AdmissionResponse {
    if (this.#configuration.exemptions.runtimeClasses.has(runtimeClassOf(pod.spec))) {
      return this.#exemption(attributes, 'runtimeClass');
    }
    const annotations: Record<string, string> = {};
    if (errors.length > 0) {
      annotations.error = `Failed to parse policy: ${aggregateText(errors.map(printInvalidField))}`;
      this.metrics.error(false, attributes);
    }
    const results = new Map<string, PodSecurityResult>();
    const judge = (mode: keyof Policy): string => {
      const asked = policy[mode];
      const name = printLevelVersion(asked);
      const result = results.get(name) ?? this.#evaluate(pod, asked);
      results.set(name, result);
      if (result.allowed && mode !== 'enforce') return '';
      this.metrics.evaluation(result.allowed ? 'allow' : 'deny', asked, mode, attributes);
      return result.allowed ? '' : `PodSecurity ${goQuote(name)}: ${result.message}`;
    };
    if (enforce) annotations['enforce-policy'] = printLevelVersion(policy.enforce);
    const enforced = enforce ? judge('enforce') : '';
    const audited = judge('audit');
    if (audited !== '') annotations['audit-violations'] = `would violate ${audited}`;
    if (enforced !== '') {
      const status = forbidden(attributes, `violates ${enforced}`);
      return { allowed: false, status, auditAnnotations: annotations };
    }
    const warned = judge('warn');
    return allow(annotations, warned === '' ? [] : [`would violate ${warned}`]);
  }

  #evaluate(pod: PodLike, policy: LevelVersion): PodSecurityResult {
    return evaluatePodSecurity(pod, policy, this.#emulate === undefined ? {} : { emulate: this.#emulate });
  }

  #exempt(attributes: Attributes): AdmissionResponse | null {
    if (this.#exemptNamespace(attributes)) return this.#exemption(attributes, 'namespace');
    const { username } = attributes;
    const exempt = username !== '' && this.#configuration.exemptions.usernames.has(username);
    return exempt ? this.#exemption(attributes, 'user') : null;
  }

  #exemption(attributes: Attributes, because: string): AdmissionResponse {
    this.metrics.exemption(attributes);
    return allow({ exempt: because });
  }

  #exemptNamespace({ namespace }: Attributes): boolean {
    return namespace !== '' && this.#configuration.exemptions.namespaces.has(namespace);
  }

  #exemptWarnings(namespace: JsonObject, { policy }: LabelledPolicy): readonly string[] {
    const { defaults } = this.#configuration;
    const warning = exemptNamespaceWarning(nameOf(namespace), policy, labelsOf(namespace), defaults);
    return warning === '' ? [] : [warning];
  }

  #policyOf(namespace: JsonObject): LabelledPolicy {
    return policyFromLabels(labelsOf(namespace), this.#configuration.defaults);
  }
}

function labelsOf(object: JsonObject): unknown {
  return own(own(object, 'metadata'), 'labels');
}

function nameOf(object: JsonObject): string {
  const name = own(own(object, 'metadata'), 'name');
  return typeof name === 'string' ? name : '';
}

/** Whether pods that exist could fall foul of the new policy while they did not of the old one. */
function isTightened(enforce: LevelVersion, before: LevelVersion): boolean {
  if (sameLevelVersion(enforce, before) || enforce.level === 'privileged') return false;
  return enforce.version !== before.version || compareLevels(enforce.level, before.level) > 0;
}

/** One after the other, as upstream compares them; fewer errors than before are other errors. */
function sameErrors(errors: readonly InvalidField[], before: readonly InvalidField[]): boolean {
  return (
    errors.length === before.length &&
    errors.every(
      ({ field, value }, index) => before[index]?.field === field && before[index]?.value === value,
    )
  );
}

/** Undefined where the request carries no such object. */
function decodeField(
  attributes: Attributes,
  field: 'object' | 'oldObject',
): DecodedObject | string | undefined {
  const object = attributes[field];
  return object === undefined ? undefined : decodeObject(object, attributes.kind);
}
