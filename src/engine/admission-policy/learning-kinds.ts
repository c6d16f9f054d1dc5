import type { JsonObject } from '../../kube/json.ts';
import { builtInKind } from '../../kube/structure/kinds.ts';
import { type AdmissionRequest, type Engine, type Lookup, LookupError, type Mutated } from '../engine.ts';
import { assumeNamespaces } from './assume-namespaces.ts';

/**
 * An engine that learns of custom kinds from the CustomResourceDefinitions it is judged among: `make` gets those known
 * from the start, and all of them once there are more. Until then every custom kind may concern it.
 */
export function learningKinds(
  known: readonly JsonObject[],
  make: (crds: readonly JsonObject[]) => Engine,
): Engine {
  const first = make(known);
  let current = first;
  let asked: Lookup | null = null;
  const learn = (lookup: Lookup): void => {
    if (lookup === asked) return;
    asked = lookup;
    const found = lookup.list('apiextensions.k8s.io/v1', 'CustomResourceDefinition');
    current = found.length === 0 ? first : make([...known, ...found]);
  };
  return {
    name: first.name,
    needs: [...(first.needs ?? []), 'CustomResourceDefinition'],
    concerns: (apiVersion, kind) =>
      (asked === null && builtInKind(apiVersion, kind) === undefined) || current.concerns(apiVersion, kind),
    judge: (request, lookup) => {
      learn(lookup);
      return current.judge(request, lookup);
    },
    ...(first.mutate && {
      mutate: (request: AdmissionRequest, lookup: Lookup): Mutated => {
        learn(lookup);
        const { object } = request.resource;
        // Kyverno asks of its namespaces by itself.
        const told = current.name === 'MutatingAdmissionPolicy' ? assumeNamespaces(lookup) : lookup;
        try {
          return current.mutate?.(request, told) ?? { object };
        } catch (error) {
          if (error instanceof LookupError) return { object };
          throw error;
        }
      },
    }),
  };
}
