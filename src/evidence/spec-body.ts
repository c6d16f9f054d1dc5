import { isObject, type JsonObject } from '../kube/json.ts';
import { storable } from './journal.ts';
import type { Redactor } from './redact.ts';

/**
 * A judged object as it is stored: without what may be secret, and without its name and namespace. So what is applied
 * alike under many names or in many namespaces is stored once.
 */
export function specBody(object: JsonObject, redactor: Redactor): string {
  const { name: _, namespace: __, ...metadata } = isObject(object.metadata) ? object.metadata : {};
  return storable(
    JSON.stringify(redactor.object({ ...object, metadata }), (_, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    ),
  );
}

/** The object of a stored body, for the workload that it belongs to. */
export function specObject(body: string, { namespace, name }: Named): JsonObject {
  const object = JSON.parse(body) as JsonObject;
  const metadata = isObject(object.metadata) ? object.metadata : {};
  // A workload without a name of its own is called by the beginning of it.
  const named = metadata.generateName === name ? {} : { name };
  object.metadata = { ...metadata, ...named, namespace };
  return object;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}
