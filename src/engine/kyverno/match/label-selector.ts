import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { labelSelector, type Selector } from '../../../kube/selector.ts';
import { hasWildcard, matchWildcard } from '../../../kube/wildcard.ts';

export type LabelMatcher = (labels: JsonObject) => boolean;

/**
 * A label selector whose matchLabels may hold wildcards: such a pair stands for the first label it matches (kyverno v1.19
 * pkg/utils/match/labels.go, pkg/engine/wildcards). A selector that cannot be read matches nothing.
 */
export function compileLabelSelector(selector: Json): LabelMatcher {
  const matchLabels = own(selector, 'matchLabels');
  if (!isObject(matchLabels) || !needsLookup(matchLabels)) return matcherOf(labelSelector(selector));
  const expressions = own(selector, 'matchExpressions') ?? null;
  return (labels) =>
    matcherOf(labelSelector({ matchLabels: lookUp(matchLabels, labels), matchExpressions: expressions }))(
      labels,
    );
}

function matcherOf(selector: Selector | string): LabelMatcher {
  return typeof selector === 'string' ? () => false : (labels) => selector.matches(labels);
}

function needsLookup(matchLabels: JsonObject): boolean {
  return Object.keys(matchLabels).some((key) => hasWildcard(key) || hasWildcard(text(matchLabels[key])));
}

function lookUp(matchLabels: JsonObject, labels: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(matchLabels).map((key) => {
      const value = text(matchLabels[key]);
      if (!hasWildcard(key) && !hasWildcard(value)) return [key, value];
      const found = Object.keys(labels).find(
        (label) => matchWildcard(key, label) && matchWildcard(value, text(labels[label])),
      );
      return found === undefined ? [impossible(key), impossible(value)] : [found, labels[found]];
    }),
  );
}

/** What no label can hold is replaced, so that the pair stays readable and matches nothing. */
function impossible(pattern: string): string {
  return pattern.replaceAll('*', '0').replaceAll('?', '0');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
