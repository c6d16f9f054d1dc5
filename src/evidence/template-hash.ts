import { hash } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../kube/json.ts';

/**
 * The hash of a pod template, the same for the template in Git, the one the API server stored with its defaults, and
 * the pod that the controller of `kind` makes of it. So a refused pod can be held against the template that was judged.
 * Only what the server defaults and what that controller always adds is left out; all else changes the hash.
 */
export function templateHash(
  kind: string,
  { metadata, spec }: { readonly metadata: JsonObject; readonly spec: JsonObject },
): string {
  const own = {
    labels: without(metadata.labels, controllerLabels),
    annotations: without(metadata.annotations, restartAnnotations),
    spec: podSpec(kind, spec, podName(metadata)),
  };
  return hash('sha256', stable(own as unknown as Json), 'hex').slice(0, 32);
}

/** The hash of any other object: all of it but what the server writes. */
export function objectHash(object: JsonObject): string {
  const { status: _, metadata, ...rest } = object;
  const { labels, annotations } = isObject(metadata) ? metadata : ({} as JsonObject);
  return hash(
    'sha256',
    stable({ ...rest, labels: labels ?? null, annotations: annotations ?? null }),
    'hex',
  ).slice(0, 32);
}

const controllerLabels: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/job-completion-index',
  'controller-uid',
  'job-name',
]);

const restartAnnotations: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/restartedAt',
  'kubectl.kubernetes.io/last-applied-configuration',
  'batch.kubernetes.io/job-completion-index',
]);

function without(map: Json | undefined, keys: ReadonlySet<string>): JsonObject {
  return isObject(map) ? Object.fromEntries(Object.entries(map).filter(([key]) => !keys.has(key))) : {};
}

function podName({ name }: JsonObject): string {
  return typeof name === 'string' ? name : '';
}

type Defaults = Readonly<Record<string, Json>>;

/** Defaults of the API server, k/k pkg/apis/core/v1/defaults.go (v1.36). */
const podDefaults: Defaults = {
  restartPolicy: 'Always',
  dnsPolicy: 'ClusterFirst',
  schedulerName: 'default-scheduler',
  terminationGracePeriodSeconds: 30,
  enableServiceLinks: true,
  hostNetwork: false,
  hostPID: false,
  hostIPC: false,
};
const containerDefaults: Defaults = {
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};
const probeDefaults: Defaults = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};
const byKey: Readonly<Record<string, Defaults>> = {
  livenessProbe: probeDefaults,
  readinessProbe: probeDefaults,
  startupProbe: probeDefaults,
  httpGet: { scheme: 'HTTP' },
  ports: { protocol: 'TCP' },
  secret: { defaultMode: 420 },
  configMap: { defaultMode: 420 },
  projected: { defaultMode: 420 },
  downwardAPI: { defaultMode: 420 },
  fieldRef: { apiVersion: 'v1' },
  hostPath: { type: '' },
  serviceAccountToken: { expirationSeconds: 3600 },
};

function podSpec(kind: string, spec: JsonObject, name: string): JsonObject {
  const copy: JsonObject = { ...spec };
  // `serviceAccount` is the old name that the server keeps in step with the new one.
  if (copy.serviceAccountName !== undefined || copy.serviceAccount === copy.serviceAccountName)
    delete copy.serviceAccount;
  if (kind === 'StatefulSet') withoutIdentity(copy, name);
  if (kind === 'DaemonSet') withoutNode(copy);
  for (const key of ['containers', 'initContainers', 'ephemeralContainers'] as const)
    if (Array.isArray(copy[key]))
      copy[key] = copy[key].map((item) => (isObject(item) ? container(item) : item));
  return (plain(copy, podDefaults) ?? {}) as JsonObject;
}

function container(item: JsonObject): JsonObject {
  const copy: JsonObject = { ...item };
  if (copy.imagePullPolicy === pullPolicyOf(copy.image)) delete copy.imagePullPolicy;
  return plain(copy, containerDefaults) as JsonObject;
}

function pullPolicyOf(image: Json | undefined): string {
  const name = typeof image === 'string' ? (image.split('/').at(-1) ?? '') : '';
  const tag = name.split(':')[1];
  return !name.includes('@') && (tag === undefined || tag === 'latest') ? 'Always' : 'IfNotPresent';
}

/** What the StatefulSet controller gives each pod: a name, and the volumes of its claims. */
function withoutIdentity(spec: JsonObject, name: string): void {
  delete spec.hostname;
  delete spec.subdomain;
  if (!Array.isArray(spec.volumes) || name === '') return;
  spec.volumes = spec.volumes.filter((volume) => {
    if (!isObject(volume) || typeof volume.name !== 'string') return true;
    const claim = volume.persistentVolumeClaim;
    return !(isObject(claim) && claim.claimName === `${volume.name}-${name}`);
  });
}

/** What the DaemonSet controller gives each pod: its node, and leave to run where others may not. */
function withoutNode(spec: JsonObject): void {
  if (Array.isArray(spec.tolerations))
    spec.tolerations = spec.tolerations.filter(
      (one) =>
        !(
          isObject(one) &&
          one.operator === 'Exists' &&
          daemonTolerations.has(JSON.stringify([one.key, one.effect]))
        ),
    );
  const affinity = spec.affinity;
  if (!isObject(affinity) || !isObject(affinity.nodeAffinity)) return;
  const { requiredDuringSchedulingIgnoredDuringExecution: required, ...preferred } = affinity.nodeAffinity;
  const terms =
    isObject(required) && Array.isArray(required.nodeSelectorTerms) ? required.nodeSelectorTerms : [];
  const kept = terms
    .map((term) => (isObject(term) ? without(term, new Set(['matchFields'])) : {}))
    .filter((term) => Object.keys(term).length > 0);
  spec.affinity = {
    ...affinity,
    nodeAffinity: {
      ...preferred,
      ...(kept.length === 0
        ? {}
        : { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: kept } }),
    },
  };
}

/** k/k pkg/controller/daemon/util/daemonset_util.go (v1.36). */
const daemonTolerations: ReadonlySet<string> = new Set([
  '["node.kubernetes.io/not-ready","NoExecute"]',
  '["node.kubernetes.io/unreachable","NoExecute"]',
  '["node.kubernetes.io/disk-pressure","NoSchedule"]',
  '["node.kubernetes.io/memory-pressure","NoSchedule"]',
  '["node.kubernetes.io/pid-pressure","NoSchedule"]',
  '["node.kubernetes.io/unschedulable","NoSchedule"]',
  '["node.kubernetes.io/network-unavailable","NoSchedule"]',
]);

/** Without nulls, empty maps and lists, and fields that hold their default. */
function plain(value: Json | undefined, defaults: Defaults = {}): Json | undefined {
  if (Array.isArray(value)) {
    const list = value.map((item) => plain(item, defaults) ?? {});
    return list.length === 0 ? undefined : list;
  }
  if (!isObject(value)) return value ?? undefined;
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const kept = plain(item, byKey[key]);
    if (kept !== undefined && !(Object.hasOwn(defaults, key) && defaults[key] === kept)) copy[key] = kept;
  }
  return Object.keys(copy).length === 0 ? undefined : copy;
}

/** One text for one value, whatever the order of its keys. */
function stable(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'bigint') return String(value);
  if (!isObject(value)) return JSON.stringify(value ?? null);
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${stable(value[key])}`)
    .join(',')}}`;
}
