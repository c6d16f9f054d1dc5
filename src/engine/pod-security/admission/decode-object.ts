import { DecodeProblem, decoderOf } from '../../../kube/decode.ts';
import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';
import { podsOf } from '../../../kube/pod-template.ts';
import type { PodLike } from '../evaluate.ts';
import { notRegistered, printGroupVersion, type TypeMeta, typeMetaOf } from '../type-meta.ts';
import type { GroupVersionKind } from './attributes.ts';

export interface DecodedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly object: JsonObject;
}

/** The groups whose kinds the webhook knows (cmd/webhook/server/scheme.go, v0.37.2). Others it cannot decode. */
const groupVersions: readonly string[] = ['v1', 'apps/v1', 'batch/v1', 'admission.k8s.io/v1'];

/** Kinds of these groups that hold no resource: what a subresource is asked with. Their fields are not looked at. */
const optionKinds: ReadonlySet<string> = new Set([
  'PodAttachOptions',
  'PodExecOptions',
  'PodLogOptions',
  'PodPortForwardOptions',
  'PodProxyOptions',
  'NodeProxyOptions',
  'ServiceProxyOptions',
  'RangeAllocation',
  'SerializedReference',
]);

/**
 * Decodes an object of a request into its type, or says in upstream's words why it is none. What the object leaves out
 * of its apiVersion and kind is taken from the request's kind.
 */
export function decodeObject(value: Json, requestKind: GroupVersionKind): DecodedObject | string {
  const stated = typeMetaOf(value);
  if (typeof stated === 'string') return stated;
  const meta = withDefaults(stated, requestKind);
  if (meta.kind === '') return `Object 'Kind' is missing in '${JSON.stringify(value)}'`;
  if (meta.version === '') return `Object 'apiVersion' is missing in '${JSON.stringify(value)}'`;
  const apiVersion = printGroupVersion(meta);
  if (apiVersion === 'v1' && optionKinds.has(meta.kind) && isObject(value))
    return { apiVersion, kind: meta.kind, object: value };
  const decode = groupVersions.includes(apiVersion) ? decoderOf(apiVersion, meta.kind) : undefined;
  if (decode === undefined) return notRegistered(meta);
  const object = decode(value ?? {});
  if (object instanceof DecodeProblem) return object.message;
  return { apiVersion, kind: meta.kind, object };
}

function withDefaults(stated: TypeMeta, { group, version, kind }: GroupVersionKind): TypeMeta {
  const bare = stated.version === '' && (stated.group === '' || stated.group === group);
  return {
    kind: stated.kind === '' ? kind : stated.kind,
    group: bare ? group : stated.group,
    version: bare ? version : stated.version,
  };
}

/** Whether it is of a kind of the core group: a Pod, a Namespace. */
export function isKind(decoded: DecodedObject | undefined, kind: string): decoded is DecodedObject {
  return decoded?.apiVersion === 'v1' && decoded.kind === kind;
}

/**
 * How Go prints the type that an object itself says it is. A workload's request without any object, which makes upstream
 * panic, is answered like an object that says nothing.
 */
export function typeText(decoded: DecodedObject | undefined): string {
  const stated = decoded === undefined ? '' : typeMetaOf(decoded.object);
  if (typeof stated === 'string') return '/, Kind=';
  return `${stated.group}/${stated.version}, Kind=${stated.kind}`;
}

/** The pods that it is, or that it makes others create. */
export function templatesOf({ apiVersion, kind, object }: DecodedObject): readonly PodLike[] {
  const origin = { file: '', start: { line: 1, column: 1 } };
  return podsOf({ apiVersion, kind, namespace: '', name: '', object, origin });
}
