import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { copyJson } from '../mutate/copy.ts';
import { objectAt } from '../read.ts';
import { VerifyError } from './verify-error.ts';

export type VerifyStatus = 'pass' | 'fail' | 'skip';

const BY_IMAGE = 'kyverno.io/verify-images';
const BY_RULE = 'kyverno.io/verify-images-scoped';

/** Which rule's word it is. */
export interface RuleKey {
  /** '' for a cluster-wide policy. */
  readonly namespace: string;
  readonly policy: string;
  readonly rule: string;
}

/**
 * What an object's annotations say of an image: they are what the rules that come later, and Kyverno on a later change, go
 * by. Throws VerifyError for annotations that cannot be read.
 */
export function notedStatus(object: JsonObject | null, key: RuleKey, image: string): VerifyStatus {
  const policies = objectAt(readNote(object, BY_RULE), 'policies');
  const noted = own(own(own(policies, policyKey(key)), key.rule), image);
  return noted === 'pass' || noted === 'skip' ? noted : 'fail';
}

function policyKey({ namespace, policy }: RuleKey): string {
  return `${namespace}/${policy}`;
}

/** A note of another form says nothing of any rule. */
function readNote(object: JsonObject | null, name: string): JsonObject {
  const text = own(own(own(object, 'metadata'), 'annotations'), name);
  if (typeof text !== 'string') return {};
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw new VerifyError(
      `failed to parse scoped image metadata: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return isObject(value) ? value : {};
}

/** The object with what a rule found noted on it, in the place of what was noted for that rule before. */
export function withNotes(
  object: JsonObject,
  key: RuleKey,
  statuses: ReadonlyMap<string, VerifyStatus>,
  skipped: readonly string[],
): JsonObject {
  if (statuses.size === 0 && skipped.length === 0) return object;
  const byImage: JsonObject = { ...noteOf(object, BY_IMAGE) };
  for (const image of skipped) byImage[image] = 'skip';
  for (const [image, status] of statuses) byImage[image] = status;
  const annotations: JsonObject = { [BY_IMAGE]: sorted(byImage) };
  if (statuses.size > 0) {
    const held = objectAt(noteOf(object, BY_RULE), 'policies') ?? {};
    const rules = { ...objectAt(held, policyKey(key)), [key.rule]: Object.fromEntries(statuses) };
    const policies = sorted({ ...held, [policyKey(key)]: rules });
    annotations[BY_RULE] = `{"version":1,"policies":${policies}}`;
  }
  const copy = copyJson(object);
  const metadata = objectAt(copy, 'metadata') ?? {};
  copy.metadata = { ...metadata, annotations: { ...objectAt(metadata, 'annotations'), ...annotations } };
  return copy;
}

function noteOf(object: JsonObject, name: string): JsonObject {
  try {
    return readNote(object, name);
  } catch (error) {
    if (error instanceof VerifyError) return {};
    throw error;
  }
}

/** As Go prints maps in JSON. */
function sorted(value: Json): string {
  return JSON.stringify(value, (_, field: Json) =>
    isObject(field)
      ? Object.fromEntries(Object.entries(field).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}
