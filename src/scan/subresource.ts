import { listAt, textAt } from '../engine/kyverno/read.ts';
import { type Json, own } from '../kube/json.ts';

/** What a request is about, when its object is one of a subresource. */
export interface Parent {
  readonly apiVersion: string;
  readonly kind: string;
  /** `scale` */
  readonly subResource: string;
}

/** The kind that a values file declares objects of `apiVersion` and `kind` to be subresources of. */
export function parentOf(apiVersion: string, kind: string, values: Json | undefined): Parent | null {
  const entry = listAt(values, 'subresources').find((one) => {
    const subresource = own(one, 'subresource');
    return apiVersion === apiVersionOf(subresource) && kind === textAt(subresource, 'kind');
  });
  if (entry === undefined) return null;
  const parent = own(entry, 'parentResource');
  return {
    apiVersion: apiVersionOf(parent),
    kind: textAt(parent, 'kind'),
    subResource: textAt(own(entry, 'subresource'), 'name').split('/')[1] ?? '',
  };
}

function apiVersionOf(kind: Json | undefined): string {
  const group = textAt(kind, 'group');
  const version = textAt(kind, 'version');
  return group === '' ? version : `${group}/${version}`;
}
