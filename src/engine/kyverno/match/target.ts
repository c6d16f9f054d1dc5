import { isObject, type JsonObject, own } from '../../../kube/json.ts';
import type { UserInfo } from '../../engine.ts';
import { textOf } from '../read.ts';
import type { Kind } from './kind-selector.ts';

/** What match and exclude look at. */
export interface Target {
  readonly kind: Kind;
  /** The kind written in the object: that of a subresource's own type, such as `Scale`. */
  readonly ownKind: string;
  readonly namespace: string;
  /** `metadata.name`, or `metadata.generateName` when that is empty. */
  readonly name: string;
  /** `metadata.name` alone: what a Namespace is matched by. */
  readonly plainName: string;
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
}

/** Who asks, with the roles that were found for them. */
export interface Requester {
  readonly userInfo: UserInfo;
  readonly roles: readonly string[];
  readonly clusterRoles: readonly string[];
  /** True when nothing at all is known, as in a background scan. */
  readonly unknown: boolean;
}

export function targetOf(object: JsonObject, kind: Kind): Target {
  const metadata = own(object, 'metadata');
  const plainName = textOf(own(metadata, 'name'));
  return {
    kind,
    ownKind: textOf(own(object, 'kind')),
    namespace: textOf(own(metadata, 'namespace')),
    name: plainName === '' ? textOf(own(metadata, 'generateName')) : plainName,
    plainName,
    labels: textMap(own(metadata, 'labels')),
    // Read only when a filter asks for them, which few do.
    get annotations() {
      return textMap(own(metadata, 'annotations'));
    },
  };
}

/** Labels or annotations as apimachinery reads them: null is empty text, and anything else makes the whole map unreadable. */
function textMap(value: unknown): JsonObject {
  if (!isObject(value)) return none;
  let nulls = false;
  for (const key of Object.keys(value)) {
    if (value[key] === null) nulls = true;
    else if (typeof value[key] !== 'string') return none;
  }
  if (!nulls) return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, value[key] ?? '']));
}

const none: JsonObject = {};
