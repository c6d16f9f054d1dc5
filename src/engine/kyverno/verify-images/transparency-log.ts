import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { isObject, type Json, own } from '../../../kube/json.ts';
import type { SignedLayer } from '../../../source/registry/evidence.ts';
import { listAt, textAt } from '../read.ts';
import { pemBlocks } from './pem.ts';
import { isSignedBy, readPublicKey, spkiOf } from './public-key.ts';
import { VerifyError, withPrefix } from './verify-error.ts';

/** What a Rekor bundle says, its words not yet believed. */
interface RekorBundle {
  readonly body: string;
  readonly integratedTime: number;
  readonly logIndex: number;
  readonly logId: string;
  readonly promise: Buffer;
}

/**
 * That the log promised to hold the signature, and when it got it (cosign's VerifyBundle). Signatures without such a promise
 * cannot be looked for in the log here. Throws VerifyError.
 */
export function loggedAt(
  layer: SignedLayer,
  payload: Uint8Array,
  signer: Uint8Array,
  logs: ReadonlyMap<string, KeyObject>,
): Date {
  return withPrefix('error verifying bundle', () => {
    const bundle = readBundle(layer.annotations['dev.sigstore.cosign/bundle'] ?? '');
    const entry = readEntry(bundle.body);
    const signature = layer.annotations['dev.cosignproject.cosign/signature'] ?? '';
    if (signature !== '' && entry.signature !== '' && entry.signature !== signature)
      throw new VerifyError('signature in bundle does not match signature being verified');
    const [key] = pemBlocks(Buffer.from(entry.signer, 'base64').toString());
    if (key === undefined || !key.bytes.equals(signer))
      throw new VerifyError('the log holds the signature of another signer');
    const hash = createHash('sha256').update(payload).digest('hex');
    if (entry.hash !== hash)
      throw new VerifyError(`matching bundle to payload: bundle="${entry.hash}", payload="${hash}"`);
    const log = logs.get(bundle.logId);
    if (log === undefined)
      throw new VerifyError('verifying bundle: rekor log public key not found for payload');
    const { body, integratedTime, logId, logIndex, promise } = bundle;
    const promised = JSON.stringify({ body, integratedTime, logID: logId, logIndex });
    if (!isSignedBy(log, 'sha256', Buffer.from(promised), promise))
      throw new VerifyError('unable to verify SET');
    return new Date(integratedTime * 1000);
  });
}

export function readBundle(text: string): RekorBundle {
  if (text === '')
    throw new VerifyError('the signature comes without a promise of the log, which cannot be searched here');
  const value = parse(text);
  const payload = own(value, 'Payload');
  const integratedTime = own(payload, 'integratedTime');
  const logIndex = own(payload, 'logIndex');
  if (!Number.isSafeInteger(integratedTime) || !Number.isSafeInteger(logIndex))
    throw new VerifyError('unmarshaling bundle: malformed payload');
  return {
    body: textAt(payload, 'body'),
    integratedTime: Number(integratedTime),
    logIndex: Number(logIndex),
    logId: textAt(payload, 'logID'),
    promise: Buffer.from(textAt(value, 'SignedEntryTimestamp'), 'base64'),
  };
}

interface Entry {
  readonly signature: string;
  /** The signer's key or certificate: PEM in base64. */
  readonly signer: string;
  readonly hash: string;
}

/** The kinds of entries that cosign writes. */
function readEntry(body: string): Entry {
  const entry = parse(Buffer.from(body, 'base64').toString());
  const spec = own(entry, 'spec');
  const kind = textAt(entry, 'kind');
  const content = own(spec, 'content');
  const hashed = (holder: Json | undefined): string => {
    if (textAt(holder, 'algorithm') !== 'sha256')
      throw new VerifyError(`unexpected algorithm: "${textAt(holder, 'algorithm')}"`);
    return textAt(holder, 'value');
  };
  switch (kind) {
    case 'hashedrekord':
    case 'rekord': {
      const signature = own(spec, 'signature');
      return {
        signature: textAt(signature, 'content'),
        signer: textAt(own(signature, 'publicKey'), 'content'),
        hash: hashed(own(own(spec, 'data'), 'hash')),
      };
    }
    case 'intoto': {
      const [first] = listAt(own(content, 'envelope'), 'signatures');
      return {
        signature: '',
        signer: textAt(spec, 'publicKey') || textAt(first, 'publicKey'),
        hash: hashed(own(content, 'hash')),
      };
    }
    case 'dsse': {
      const [first] = listAt(spec, 'signatures');
      return { signature: '', signer: textAt(first, 'verifier'), hash: hashed(own(spec, 'envelopeHash')) };
    }
    default:
      throw new VerifyError('unsupported type');
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new VerifyError('unmarshaling bundle: no JSON');
  }
}

/** The keys of the logs by their identity: the policy's own, or those of Sigstore's trusted root. */
export function logKeys(
  pem: string,
  root: Json | undefined,
  which: 'tlogs' | 'ctlogs',
): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  if (pem !== '') {
    const key = readPublicKey(pem);
    keys.set(createHash('sha256').update(spkiOf(key)).digest('hex'), key);
    return keys;
  }
  for (const log of listAt(root, which)) {
    const held = own(log, 'publicKey');
    if (!isObject(held)) continue;
    const key = createPublicKey({
      key: Buffer.from(textAt(held, 'rawBytes'), 'base64'),
      format: 'der',
      type: 'spki',
    });
    keys.set(Buffer.from(textAt(own(log, 'logId'), 'keyId'), 'base64').toString('hex'), key);
  }
  return keys;
}
