import { compareBytes } from '../../../kube/bytes-order.ts';
import { goQuote } from '../../../kube/go-quote.ts';
import { isObject, type JsonObject, own } from '../../../kube/json.ts';
import { type LevelVersion, printLevelVersion } from '../level-version.ts';

/** More pods of a namespace are never looked at. */
const maxPods = 3000;
/** How long looking at them may take, in milliseconds; less when the request has less than twice that left. */
const budget = 1000;

export interface ExistingPods {
  readonly namespace: string;
  readonly enforce: LevelVersion;
  /** As listed. */
  readonly pods: readonly JsonObject[];
  readonly exemptRuntimeClasses: ReadonlySet<string>;
  /** The reasons for which a pod would be refused, '' for none. */
  reasonFor(pod: JsonObject): string;
  /** True when there is no time left for another pod. */
  outOfTime(): boolean;
}

/** When a check of existing pods must end, begun at `now` with a request that ends at `deadline` (milliseconds). */
export function podsDeadline(now: number, deadline: number | undefined): number {
  return now + (deadline === undefined ? budget : Math.min(budget, (deadline - now) / 2));
}

/**
 * Warns of the pods that a newly enforced level would refuse, one line for all that violate it alike.
 * Upstream: EvaluatePodsInNamespace in admission/admission.go, v0.37.2.
 */
export function warnOfExistingPods(existing: ExistingPods): readonly string[] {
  const { namespace, enforce } = existing;
  const pods = prioritized(existing);
  const groups = new Map<string, { name: string; count: number }>();
  let checked = 0;
  for (const pod of pods.slice(0, maxPods)) {
    checked++;
    const reason = existing.reasonFor(pod);
    if (reason !== '') addTo(groups, reason, nameOf(pod));
    if (existing.outOfTime()) break;
  }
  const warnings: string[] = [];
  if (checked < pods.length) {
    warnings.push(
      `new PodSecurity enforce level only checked against the first ${checked} of ${pods.length} existing pods`,
    );
  }
  if (groups.size > 0) {
    const policy = goQuote(printLevelVersion(enforce));
    warnings.push(
      `existing pods in namespace ${goQuote(namespace)} violate the new PodSecurity enforce level ${policy}`,
    );
  }
  return [...warnings, ...[...groups].map(describe).sort(compareBytes)];
}

function addTo(groups: Map<string, { name: string; count: number }>, reason: string, name: string): void {
  const group = groups.get(reason);
  if (group === undefined) {
    groups.set(reason, { name, count: 1 });
    return;
  }
  group.count++;
  if (compareBytes(name, group.name) < 0) group.name = name;
}

function describe([reason, { name, count }]: [string, { name: string; count: number }]): string {
  if (count === 1) return `${name}: ${reason}`;
  return `${name} (and ${count - 1} other ${count === 2 ? 'pod' : 'pods'}): ${reason}`;
}

/** Pods of no controller and the first of each controller come first; the other replicas would say the same again. */
function prioritized({ pods, exemptRuntimeClasses }: ExistingPods): readonly JsonObject[] {
  const first: JsonObject[] = [];
  const replicas: JsonObject[] = [];
  const seen = new Set<string>();
  for (const pod of pods) {
    if (exemptRuntimeClasses.has(runtimeClassOf(own(pod, 'spec')))) continue;
    const controller = controllerOf(pod);
    if (controller !== undefined && seen.has(controller)) replicas.push(pod);
    else first.push(pod);
    if (controller !== undefined) seen.add(controller);
  }
  return [...first, ...replicas];
}

export function runtimeClassOf(spec: unknown): string {
  const runtimeClass = own(spec, 'runtimeClassName');
  return typeof runtimeClass === 'string' ? runtimeClass : '';
}

function controllerOf(pod: JsonObject): string | undefined {
  const owners = own(own(pod, 'metadata'), 'ownerReferences');
  if (!Array.isArray(owners)) return undefined;
  const controller = owners.find((owner) => isObject(owner) && own(owner, 'controller') === true);
  if (controller === undefined) return undefined;
  const uid = own(controller, 'uid');
  return typeof uid === 'string' ? uid : '';
}

function nameOf(pod: JsonObject): string {
  const name = own(own(pod, 'metadata'), 'name');
  return typeof name === 'string' ? name : '';
}
