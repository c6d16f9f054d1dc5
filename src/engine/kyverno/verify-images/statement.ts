import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { listAt, textAt } from '../read.ts';
import { readEnvelope } from './envelope.ts';
import { VerifyError } from './verify-error.ts';

const CUSTOM = 'cosign.sigstore.dev/attestation/v1';

/** The in-toto statement of an envelope, its type beside it under `type` (kyverno v1.19 cosign.go, decodeStatement). */
export function decodeStatement(envelope: Buffer): JsonObject {
  const payload = own(readEnvelope(envelope), 'payload');
  if (typeof payload !== 'string') throw new VerifyError('missing payload in the attestation');
  const statement = readStatement(Buffer.from(payload, 'base64').toString());
  const predicate = own(statement, 'predicate');
  const type = own(statement, 'predicateType') ?? '';
  if (textAt(statement, '_type') !== CUSTOM || !isObject(predicate)) return { ...statement, type };
  const data = own(predicate, 'Data');
  return { ...statement, predicate: { ...predicate, Data: objectOf(data) ?? data ?? null }, type };
}

function readStatement(text: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new VerifyError('failed to decode statement: no JSON');
  }
  if (isObject(value)) return value;
  throw new VerifyError('failed to decode statement: no object');
}

function objectOf(data: Json | undefined): JsonObject | null {
  if (typeof data !== 'string') return null;
  try {
    const value = JSON.parse(data) as Json;
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** One of the things that the statement is about must be the image. Throws VerifyError. */
export function checkSubject(statement: Json, digest: string): void {
  const about = listAt(statement, 'subject').some(
    (subject) => `sha256:${textAt(own(subject, 'digest'), 'sha256')}` === digest,
  );
  if (!about) throw new VerifyError('no matching subject digest found');
}
