import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';

/** What Pod Security Admission asks of an `admission.k8s.io/v1` AdmissionRequest. */
export interface Attributes {
  readonly group: string;
  readonly resource: string;
  readonly kind: GroupVersionKind;
  /** From `requestSubResource`, as upstream's webhook reads it. */
  readonly subresource: string;
  readonly name: string;
  readonly namespace: string;
  readonly operation: string;
  readonly username: string;
  /** Undefined where the request has none; null counts as none. */
  readonly object: Json | undefined;
  readonly oldObject: Json | undefined;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function attributesOf(request: JsonObject): Attributes {
  const resource = own(request, 'resource');
  const kind = own(request, 'kind');
  return {
    group: text(resource, 'group'),
    resource: text(resource, 'resource'),
    kind: { group: text(kind, 'group'), version: text(kind, 'version'), kind: text(kind, 'kind') },
    subresource: text(request, 'requestSubResource'),
    name: text(request, 'name'),
    namespace: text(request, 'namespace'),
    operation: text(request, 'operation'),
    username: text(own(request, 'userInfo'), 'username'),
    object: own(request, 'object') ?? undefined,
    oldObject: own(request, 'oldObject') ?? undefined,
  };
}

function text(value: unknown, key: string): string {
  const field = isObject(value) ? own(value, key) : undefined;
  return typeof field === 'string' ? field : '';
}
