/** The kinds of policies.kyverno.io that judge, change, make or delete resources. */
export const kyvernoCelKinds: readonly string[] = [
  'ValidatingPolicy',
  'MutatingPolicy',
  'GeneratingPolicy',
  'DeletingPolicy',
  'ImageValidatingPolicy',
].flatMap((kind) => [kind, `Namespaced${kind}`]);
