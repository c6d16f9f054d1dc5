import type { JsonObject } from '../kube/json.ts';
import type { Guardrail, Sample } from './guardrail.ts';
import type { Parameters } from './parameters.ts';

/** The samples of a guardrail; those that name no namespace are in one that no parameter names. */
export function samplesOf(guardrail: Guardrail, parameters: Parameters): readonly Sample[] {
  const { exemptNamespaces, privilegedNamespaces, hostPathNamespaces } = parameters;
  const named = new Set([...exemptNamespaces, ...privilegedNamespaces, ...hostPathNamespaces]);
  let namespace = 'shop';
  while (named.has(namespace)) namespace += '-1';
  return guardrail.samples(parameters).map((sample) => {
    const metadata = sample.object.metadata as JsonObject;
    return metadata.namespace === ''
      ? { ...sample, object: { ...sample.object, metadata: { ...metadata, namespace } } }
      : sample;
  });
}

/** A namespace of the list in which something is judged. */
export function judgedNamespace(
  names: readonly string[],
  { exemptNamespaces }: Parameters,
): string | undefined {
  return names.find((name) => !exemptNamespaces.includes(name));
}
