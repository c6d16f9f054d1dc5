import { QuietError } from '../error.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import type { AccessAnswer, AccessQuestion } from '../language/cel/kubernetes/authorizer.ts';
import type { ImageEvidence } from '../source/registry/evidence.ts';
import type { EngineName, Verdict } from '../verdict.ts';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** Who asks. Field names are those of `authentication.k8s.io/v1` UserInfo. */
export interface UserInfo {
  readonly username: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What an engine judges. Offline it is a CREATE made up for a manifest (see `createRequest`). */
export interface AdmissionRequest {
  readonly operation: Operation;
  readonly resource: Resource;
  readonly oldObject: JsonObject | null;
  readonly subResource: string;
  readonly userInfo: UserInfo;
  /** The roles (`namespace:name`) and cluster roles of that user, where they were resolved. */
  readonly roles?: readonly string[];
  readonly clusterRoles?: readonly string[];
  readonly dryRun: boolean;
  /** The raw `request` as received, for engines whose expressions can read any of it. */
  readonly raw?: JsonObject;
}

/**
 * Everything an engine needs from outside. The command line fills it from the manifests and from values files, the
 * webhook from the cluster; an engine never knows which. `undefined` means: not found. A lookup that cannot be answered
 * here (no cluster, no recorded value) throws `LookupError`, and the engine turns that into an `error` verdict.
 */
export interface Lookup {
  /** The Namespace object of that name. */
  namespace(name: string): JsonObject | undefined;
  /** Any other object by apiVersion, kind, namespace ('' for cluster-scoped) and name. */
  get(apiVersion: string, kind: string, namespace: string, name: string): JsonObject | undefined;
  /** All objects of that kind, in one namespace or (undefined) in all, in input order. */
  list(apiVersion: string, kind: string, namespace?: string): readonly JsonObject[];
  /** Answers recorded for a policy's context entry, by policy, rule and variable name. */
  value?(policy: string, rule: string, name: string): Json | undefined;
  /** False for a source this lookup knows nothing of at all. */
  answers?(source: ContextSource): boolean;
  /** The answer of a web service, or of an API path that `get` and `list` cannot tell. */
  call?(call: ApiCall): Json | undefined;
  /** What a registry says of an image: its manifest and configuration, as Kyverno's `imageRegistry` shows them. */
  imageData?(reference: string): Json;
  /** What a registry holds to verify an image by; signatures are in `repository`, or beside the image when that is empty. */
  imageEvidence?(reference: string, repository: string): ImageEvidence;
  /** True where no registry was asked, so that what one would tell stays open. */
  readonly withoutRegistry?: boolean;
  /** Sigstore's trusted root (trusted_root.json), for signatures that it vouches for. */
  sigstoreRoot?(): Json | undefined;
  /** The data of a GlobalContextEntry. */
  globalContext?(name: string): Json | undefined;
  /** What a user may do; a question without resource is about a path. */
  authorize?(user: UserInfo, access: Access): AccessAnswer;
  /** The time of the request. Engines never read a clock. */
  readonly now: Date;
}

export type Access = Omit<AccessQuestion, 'user'>;

/** Where a policy's context entry takes its data from, in Kyverno's words. */
export type ContextSource = 'configMap' | 'apiCall' | 'globalReference' | 'imageRegistry';

/** A call that a policy makes: to the API server by path, or to a web service by URL. */
export interface ApiCall {
  readonly method: 'GET' | 'POST';
  /** '' for a call to a web service. */
  readonly urlPath: string;
  readonly url: string;
  readonly data: JsonObject;
}

export class LookupError extends QuietError {
  override readonly name = 'LookupError';
}

/** What reads policies of one family and judges requests by them. Compiled once, judges many. */
export interface Engine {
  readonly name: EngineName;
  /** True when some policy may have something to say of this kind: lets callers skip whole documents cheaply. */
  concerns(apiVersion: string, kind: string): boolean;
  /** Kinds whose objects the policies look up, so that a caller can gather them before judging. */
  readonly needs?: readonly string[];
  /** Every verdict, passes and skips included, in policy order and then in upstream's rule order. Never throws. */
  judge(request: AdmissionRequest, lookup: Lookup): readonly Verdict[];
  /** What the policies make of the object; for engines whose policies change any. Never throws. */
  mutate?(request: AdmissionRequest, lookup: Lookup): Mutated;
}

/** Objects as policies leave them. */
export interface Mutated {
  /** The object of the request; null where there is none. */
  readonly object: JsonObject | null;
  /** Objects beside it that were changed or made. */
  readonly others?: readonly JsonObject[];
}

/** The request that offline judging makes up for a manifest: somebody creates it. */
export function createRequest(resource: Resource): AdmissionRequest {
  return {
    operation: 'CREATE',
    resource: placed(resource),
    oldObject: null,
    subResource: '',
    userInfo: { username: '' },
    dryRun: false,
  };
}

/** As the API server does, an object that names no namespace gets the one it is created in. */
function placed(resource: Resource): Resource {
  const { namespace, object } = resource;
  const metadata = own(object, 'metadata');
  if (namespace === '' || !isObject(metadata) || (metadata['namespace'] ?? '') !== '') return resource;
  return { ...resource, object: { ...object, metadata: { ...metadata, namespace } } };
}
