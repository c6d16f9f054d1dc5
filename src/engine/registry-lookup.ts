import type { Json } from '../kube/json.ts';
import { RegistryError } from '../source/registry/registry-error.ts';
import type { RegistryStore } from '../source/registry/registry-store.ts';
import { type Lookup, LookupError } from './engine.ts';

/** The same lookup with what registries hold, and Sigstore's trusted root where one was given. */
export function withRegistry(lookup: Lookup, store: RegistryStore, sigstoreRoot?: Json): Lookup {
  return {
    now: lookup.now,
    namespace: (name) => lookup.namespace(name),
    get: (...of) => lookup.get(...of),
    list: (...of) => lookup.list(...of),
    ...forwarded(lookup),
    imageData: (reference) => asked(() => store.describe(reference)),
    imageEvidence: (reference, repository) => asked(() => store.evidence(reference, repository)),
    sigstoreRoot: () => sigstoreRoot,
  };
}

const optional = ['value', 'answers', 'call', 'globalContext', 'authorize'] as const;

function forwarded(lookup: Lookup): Partial<Lookup> {
  const found = optional.flatMap((name) => {
    const method = lookup[name];
    return method === undefined ? [] : [[name, method.bind(lookup)] as const];
  });
  const own = Object.fromEntries(found) as Partial<Lookup>;
  if (lookup.answers === undefined) return own;
  return { ...own, answers: (source) => source === 'imageRegistry' || lookup.answers?.(source) === true };
}

function asked<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RegistryError) throw new LookupError(error.message);
    throw error;
  }
}
