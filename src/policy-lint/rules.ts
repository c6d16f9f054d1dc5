/** What `policy lint` looks for. Smells have their pages under docs/smells. */
export const lintRules: Readonly<Record<string, string>> = {
  refused: 'The API server or Kyverno refuses the policy',
  'cel-error': 'A CEL expression that cannot be evaluated',
  'cel-type': 'A CEL expression does not fit the fields of a kind that the policy matches',
  'cel-cost': 'What evaluating a CEL expression costs',
  'ends-in-error': 'The policy cannot judge what it matches',
  'fails-everything': 'Nothing passes',
  'denies-all-others': 'A condition on the namespace stands under any, beside others',
  'never-true': 'Equals compares a list with one value',
  'wildcard-not-equals': 'NotEquals has a value with a wildcard',
  'misses-containers': 'Not every kind of container is looked at',
  'unresolvable-variable': 'A field is read that need not be there',
  'never-matches': 'No object can match the rule',
  'pods-only': 'Pods are judged, but not what makes them',
  'owner-differs': 'A pod and what makes it are judged differently',
  'unknown-field': 'A field is written that policies do not have',
};
