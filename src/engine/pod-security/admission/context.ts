import { goQuote } from '../../../kube/go-quote.ts';
import type { JsonObject } from '../../../kube/json.ts';

/** What a request needs from outside. Whatever rejects or throws is a look-up that failed. */
export interface AdmissionContext {
  /** The Namespace object of that name; undefined when there is none. */
  namespace(name: string): JsonObject | undefined | Promise<JsonObject | undefined>;
  /** The pods that exist in a namespace. */
  pods(namespace: string): readonly JsonObject[] | Promise<readonly JsonObject[]>;
  /** The time, in milliseconds. */
  now(): number;
  /** When the request must be answered, on the same clock. */
  readonly deadline?: number;
}

/** A Namespace, or why there is none. */
export interface FoundNamespace {
  readonly namespace?: JsonObject | undefined;
  readonly error: string;
}

export async function lookUpNamespace(name: string, context: AdmissionContext): Promise<FoundNamespace> {
  const found = await attempt(() => context.namespace(name));
  if (typeof found === 'string') return { error: found };
  return { namespace: found.value, error: `namespaces ${goQuote(name)} not found` };
}

/** The value in a box, or the message of what was thrown. */
export async function attempt<T>(ask: () => T | Promise<T>): Promise<{ readonly value: T } | string> {
  try {
    return { value: await ask() };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
