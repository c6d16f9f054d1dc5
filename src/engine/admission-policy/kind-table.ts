import { apiVersionOf, groupOf, versionOf } from '../../kube/group-kind.ts';
import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { customStruct } from '../../kube/structure/custom.ts';
import {
  builtInKind,
  builtInKinds,
  builtInResource,
  guessResource,
  type KindInfo,
} from '../../kube/structure/kinds.ts';
import type { GroupVersionKind, GroupVersionResource } from './attributes.ts';

/** What kinds there are: the built-in ones and those of the CustomResourceDefinitions given. */
export interface KindTable {
  /** What a kind is served as; guessed for a kind nobody declared. */
  find(apiVersion: string, kind: string): KindInfo;
  /** The same only if somebody declared it. */
  declared(apiVersion: string, kind: string): KindInfo | undefined;
  /** The kind that is served under a plural; undefined when nobody declared it. */
  kindOf(apiVersion: string, resource: string): string | undefined;
  /** The other versions and groups that serve the same objects. */
  equivalents(resource: GroupVersionResource): readonly Equivalent[];
}

export interface Equivalent {
  readonly resource: GroupVersionResource;
  readonly kind: GroupVersionKind;
}

export function kindTable(crds: readonly JsonObject[] = []): KindTable {
  const custom = new Map<string, KindInfo>();
  for (const crd of crds)
    for (const info of kindsOfCrd(crd)) custom.set(`${info.apiVersion} ${info.kind}`, info);
  const declared = (apiVersion: string, kind: string) =>
    builtInKind(apiVersion, kind) ?? custom.get(`${apiVersion} ${kind}`);
  const families = familiesOf([...builtInKinds(), ...custom.values()]);
  return {
    declared,
    kindOf: (apiVersion, resource) =>
      builtInResource(groupOf(apiVersion), versionOf(apiVersion), resource)?.kind ??
      [...custom.values()].find((info) => info.apiVersion === apiVersion && info.resource === resource)?.kind,
    find: (apiVersion, kind) => declared(apiVersion, kind) ?? guessed(apiVersion, kind),
    equivalents: (resource) => {
      const members = families.get(keyOf(resource)) ?? [];
      return members.filter((member) => keyOf(member.resource) !== keyOf(resource));
    },
  };
}

function guessed(apiVersion: string, kind: string): KindInfo {
  return {
    apiVersion,
    kind,
    resource: guessResource(kind),
    namespaced: true,
    subresources: [],
    struct: () => undefined,
  };
}

function kindsOfCrd(crd: JsonObject): KindInfo[] {
  const spec = own(crd, 'spec');
  const names = own(spec, 'names');
  const versions = own(spec, 'versions');
  if (!Array.isArray(versions)) return [];
  return versions
    .filter((version) => own(version, 'served') !== false)
    .map((version) => ({
      apiVersion: apiVersionOf(text(own(spec, 'group')), text(own(version, 'name'))),
      kind: text(own(names, 'kind')),
      resource: text(own(names, 'plural')),
      namespaced: own(spec, 'scope') !== 'Cluster',
      subresources: isObject(own(version, 'subresources'))
        ? Object.keys(own(version, 'subresources') as object)
        : [],
      struct: () => customStruct(text(own(names, 'kind')), own(own(version, 'schema'), 'openAPIV3Schema')),
    }));
}

/** Events are served by two groups; everything else that is equivalent is so within its group. */
const movedGroups: Readonly<Record<string, string>> = { 'events.k8s.io/events': '/events' };

function familiesOf(kinds: readonly KindInfo[]): Map<string, Equivalent[]> {
  const families = new Map<string, Equivalent[]>();
  const byResource = new Map<string, Equivalent[]>();
  for (const { apiVersion, kind, resource } of kinds) {
    const [group, version] = [groupOf(apiVersion), versionOf(apiVersion)];
    const own = `${group}/${resource}`;
    const home = movedGroups[own] ?? own;
    const family = families.get(home) ?? [];
    families.set(home, family);
    const member = { resource: { group, version, resource }, kind: { group, version, kind } };
    family.push(member);
    byResource.set(keyOf(member.resource), family);
  }
  return byResource;
}

function keyOf({ group, version, resource }: GroupVersionResource): string {
  return `${group}/${version}/${resource}`;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
