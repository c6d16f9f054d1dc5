import { isObject, own } from '../kube/json.ts';
import { podsOf } from '../kube/pod-template.ts';
import type { Resource } from '../kube/resource.ts';

/** The pod that a controller makes; null for what is a pod itself or makes none, or more than one kind of them. */
export function madePod(owner: Resource): Resource | null {
  const [template, more] = podsOf(owner);
  if (template === undefined || more !== undefined || template.path.length === 0) return null;
  const { apiVersion, kind, name, namespace } = owner;
  const podName = `${name}-x`;
  const uid = own(own(owner.object, 'metadata'), 'uid');
  const reference = { apiVersion, kind, name, uid: typeof uid === 'string' ? uid : '', controller: true };
  const metadata = isObject(template.metadata) ? template.metadata : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    namespace,
    name: podName,
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, name: podName, namespace, ownerReferences: [reference] },
      spec: template.spec,
    },
    origin: owner.origin,
  };
}
