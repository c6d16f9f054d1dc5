import type { Json } from '../../../kube/json.ts';
import { listAt, textAt } from '../read.ts';
import { VerifyError } from './verify-error.ts';

const IN_TOTO = 'application/vnd.in-toto+json';

/** A DSSE envelope around an in-toto statement: one of its signatures must be good. Throws VerifyError. */
export function checkEnvelope(envelope: Buffer, isGood: (data: Buffer, signature: Buffer) => boolean): void {
  const value = readEnvelope(envelope);
  const type = textAt(value, 'payloadType');
  if (type !== IN_TOTO) throw new VerifyError(`invalid payloadType ${type} on envelope. Expected ${IN_TOTO}`);
  const payload = Buffer.from(textAt(value, 'payload'), 'base64');
  const data = Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `),
    payload,
  ]);
  const signatures = listAt(value, 'signatures').map((one) => Buffer.from(textAt(one, 'sig'), 'base64'));
  if (!signatures.some((signature) => isGood(data, signature)))
    throw new VerifyError('accepted signatures do not match threshold, Found: 0, Expected 1');
}

export function readEnvelope(envelope: Buffer): Json {
  try {
    return JSON.parse(envelope.toString()) as Json;
  } catch {
    throw new VerifyError('failed to decode payload: no JSON');
  }
}
