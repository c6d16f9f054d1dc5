import { groupOf } from '../kube/group-kind.ts';
import { isObject, type Json, type JsonObject, own } from '../kube/json.ts';
import type { Resource } from '../kube/resource.ts';
import { labelSelector } from '../kube/selector.ts';
import type { PolicyScope } from './contract.ts';

/** A policy that leaves out whatever carries a label: anybody who may set the label excuses himself. */
export interface LabelException {
  readonly policy: PolicyScope;
  /** The selector in words, for the line of debt. */
  readonly text: string;
  leavesOut(kind: string, labels: Json | undefined): boolean;
}

/** The label exceptions of Gatekeeper's constraints and of Kyverno's classic policies. */
export function labelExceptions(resource: Resource): readonly LabelException[] {
  const group = groupOf(resource.apiVersion);
  if (group === 'constraints.gatekeeper.sh') return constraint(resource);
  const classic = group === 'kyverno.io' && ['ClusterPolicy', 'Policy'].includes(resource.kind);
  return classic ? classicPolicy(resource) : [];
}

/** A constraint selects what it is for; what it says with NotIn and DoesNotExist is whom it leaves out. */
function constraint({ kind, name, object }: Resource): LabelException[] {
  const match = own(own(object, 'spec'), 'match');
  const kinds = list(own(match, 'kinds')).flatMap((one) => texts(own(one, 'kinds')));
  return list(own(own(match, 'labelSelector'), 'matchExpressions')).flatMap((one) => {
    if (!['NotIn', 'DoesNotExist'].includes(text(own(one, 'operator')))) return [];
    return exception({ engine: 'Gatekeeper', kind, name }, kinds, { matchExpressions: [one] }, false);
  });
}

/** A rule excludes by `any` or `all` filters, of which those with a selector and no name are label exceptions. */
function classicPolicy({ kind, namespace, name, object }: Resource): LabelException[] {
  const place = kind === 'Policy' ? { namespace } : {};
  return list(own(own(object, 'spec'), 'rules')).flatMap((rule) => {
    const exclude = own(rule, 'exclude');
    const filters = [...list(own(exclude, 'any')), ...list(own(exclude, 'all')), exclude];
    return filters.flatMap((filter) => {
      const resources = own(filter, 'resources');
      const selector = own(resources, 'selector');
      if (
        !isObject(selector) ||
        texts(own(resources, 'names')).length > 0 ||
        own(resources, 'name') !== undefined
      )
        return [];
      const rules = [text(own(rule, 'name'))];
      const kinds = texts(own(resources, 'kinds')).map((one) => one.split('/').at(-1) ?? one);
      return exception({ engine: 'Kyverno', kind, ...place, name, rules }, kinds, selector, true);
    });
  });
}

function exception(
  policy: PolicyScope,
  kinds: readonly string[],
  selector: JsonObject,
  excludes: boolean,
): LabelException[] {
  const compiled = labelSelector(selector);
  if (typeof compiled === 'string') return [];
  return [
    {
      policy,
      text: keysOf(selector).join(', '),
      leavesOut: (kind, labels) =>
        (kinds.length === 0 || kinds.includes('*') || kinds.includes(kind)) &&
        compiled.matches(labels) === excludes,
    },
  ];
}

function keysOf(selector: JsonObject): string[] {
  const exact = own(selector, 'matchLabels');
  return [
    ...(isObject(exact) ? Object.keys(exact) : []),
    ...list(own(selector, 'matchExpressions')).map((one) => text(own(one, 'key'))),
  ];
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
