import { apiVersionOf, groupOf, versionOf } from '../../kube/group-kind.ts';
import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import type { AdmissionRequest, Operation, UserInfo } from '../engine.ts';
import type { KindTable } from './kind-table.ts';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** A request as the API server's admission plugins see it (apiserver v0.36.3 pkg/admission/attributes.go). */
export interface Attributes {
  readonly operation: Operation;
  readonly kind: GroupVersionKind;
  readonly resource: GroupVersionResource;
  readonly subresource: string;
  readonly name: string;
  /** For a Namespace, its own name. */
  readonly namespace: string;
  readonly userInfo: UserInfo;
  readonly dryRun: boolean;
  readonly options: Json;
  readonly object: JsonObject | null;
  readonly oldObject: JsonObject | null;
}

/** The attributes of a request: those of the AdmissionReview it came in, or else made up from the manifest. */
export function attributesOf(request: AdmissionRequest, kinds: KindTable): Attributes {
  const { resource: subject, raw } = request;
  const info = kinds.find(subject.apiVersion, subject.kind);
  const [group, version] = [groupOf(subject.apiVersion), versionOf(subject.apiVersion)];
  const deleted = request.operation === 'DELETE';
  const name = textAt(subject.object, 'metadata', 'name');
  return {
    operation: request.operation,
    kind: gvk(own(raw, 'requestKind') ?? own(raw, 'kind')) ?? { group, version, kind: subject.kind },
    resource: gvr(own(raw, 'requestResource') ?? own(raw, 'resource')) ?? {
      group,
      version,
      resource: info.resource,
    },
    subresource: request.subResource,
    name: text(own(raw, 'name')) || name,
    namespace: info.apiVersion === 'v1' && info.kind === 'Namespace' ? name : subject.namespace,
    userInfo: request.userInfo,
    dryRun: request.dryRun,
    options: own(raw, 'options') ?? null,
    object: deleted ? null : subject.object,
    oldObject: deleted ? (request.oldObject ?? subject.object) : request.oldObject,
  };
}

export function printResource({ group, resource }: GroupVersionResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

export function isNamespaceKind(kind: GroupVersionKind): boolean {
  return kind.group === '' && kind.version === 'v1' && kind.kind === 'Namespace';
}

export function apiVersionOfKind(kind: GroupVersionKind): string {
  return apiVersionOf(kind.group, kind.version);
}

function gvk(value: Json | undefined): GroupVersionKind | undefined {
  if (!isObject(value)) return undefined;
  return {
    group: text(own(value, 'group')),
    version: text(own(value, 'version')),
    kind: text(own(value, 'kind')),
  };
}

function gvr(value: Json | undefined): GroupVersionResource | undefined {
  if (!isObject(value)) return undefined;
  return {
    group: text(own(value, 'group')),
    version: text(own(value, 'version')),
    resource: text(own(value, 'resource')),
  };
}

function textAt(object: JsonObject, ...path: string[]): string {
  let value: Json | undefined = object;
  for (const key of path) value = own(value, key);
  return text(value);
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
