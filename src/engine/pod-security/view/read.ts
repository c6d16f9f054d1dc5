import { CodedError } from '../../../error.ts';
import { isObject, type Json, type JsonObject } from '../../../kube/json.ts';

/**
 * A field of a pod has a type that Kubernetes would refuse. Manifests are decoded strictly before they are judged, so
 * this is raised only for objects that were not; reading on would let pass what a cluster refuses.
 */
export class PodFieldError extends CodedError<'POD_FIELD_TYPE'> {
  override readonly name = 'PodFieldError';
}

type Field = Json | undefined;

/** Missing and null are the same everywhere; so they are in what these readers return. */
export function boolAt(value: Field, where: string): boolean | null {
  if (typeof value === 'boolean') return value;
  return absent(value, 'true or false', where);
}

/** Lone surrogates are U+FFFD, as in every string that Go's decoder hands on. */
export function stringAt(value: Field, where: string): string | null {
  if (typeof value === 'string') return value.toWellFormed();
  return absent(value, 'a string', where);
}

export function integerAt(value: Field, where: string): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return absent(value, 'an integer', where);
}

export function objectAt(value: Field, where: string): JsonObject | null {
  if (isObject(value)) return value;
  return absent(value, 'an object', where);
}

export function listAt(value: Field, where: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  return absent(value, 'a list', where) ?? none;
}

/** A list of strings; a null in it is an empty string, as Go decodes it. */
export function stringsAt(value: Field, where: string): readonly string[] {
  const list = listAt(value, where);
  for (const item of list) {
    if (typeof item !== 'string' || item.toWellFormed() !== item) {
      return list.map((each) => stringAt(each, where) ?? '');
    }
  }
  return list as readonly string[];
}

export const none: readonly never[] = [];

function absent(value: Field, expected: string, where: string): null {
  if (value === null || value === undefined) return null;
  const found = Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'an object'
      : `a ${typeof value}`;
  throw new PodFieldError(
    'POD_FIELD_TYPE',
    `${where} must be ${expected}, found ${found}; decode the object strictly first`,
  );
}
