import { listAt, textAt } from '../../../src/engine/kyverno/read.ts';
import { isObject, type JsonObject, own } from '../../../src/kube/json.ts';

/** What the API server adds to a new object before its webhooks see it: the label of a namespace, the token of a pod. */
export function asSubmitted(object: JsonObject): JsonObject {
  const kind = textAt(object, 'kind');
  if (kind === 'Namespace') return withNameLabel(object);
  return kind === 'Pod' ? withToken(object) : object;
}

/** What it adds when it stores the object. */
export function asStored(object: JsonObject): JsonObject {
  const metadata = own(object, 'metadata');
  return { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), generation: 1 } };
}

function withNameLabel(object: JsonObject): JsonObject {
  const metadata = own(object, 'metadata');
  const labels = own(metadata, 'labels');
  const named = { 'kubernetes.io/metadata.name': textAt(metadata, 'name') };
  return {
    ...object,
    metadata: {
      ...(isObject(metadata) ? metadata : {}),
      labels: { ...(isObject(labels) ? labels : {}), ...named },
    },
  };
}

const token = 'kube-api-access-x7k2p';

/** The ServiceAccount admission plugin runs before the webhooks. */
function withToken(pod: JsonObject): JsonObject {
  const spec = own(pod, 'spec');
  if (!isObject(spec)) return pod;
  const mount = { name: token, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true };
  const containers = listAt(spec, 'containers').map((container) =>
    isObject(container)
      ? { ...container, volumeMounts: [...listAt(container, 'volumeMounts'), mount] }
      : container,
  );
  const volumes = [...listAt(spec, 'volumes'), { name: token, projected: { defaultMode: 420 } }];
  return { ...pod, spec: { ...spec, containers, volumes } };
}
