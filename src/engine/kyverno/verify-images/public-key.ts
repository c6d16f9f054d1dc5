import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { pemBlocks } from './pem.ts';
import { VerifyError } from './verify-error.ts';

const algorithms: readonly string[] = ['sha224', 'sha256', 'sha384', 'sha512'];

/** The hash that a policy names; '' is the usual one. Throws VerifyError. */
export function hashOf(name: string): string {
  if (name === '') return 'sha256';
  if (algorithms.includes(name)) return name;
  throw new VerifyError(`invalid signature algorithm provided ${name}`);
}

/** Throws VerifyError. */
export function readPublicKey(pem: string): KeyObject {
  const [first] = pemBlocks(pem);
  if (first === undefined) throw new VerifyError('pem to public key: PEM decoding failed');
  if (first.type !== 'PUBLIC KEY' && first.type !== 'RSA PUBLIC KEY')
    throw new VerifyError(`pem to public key: unknown Public key PEM file type: ${first.type}`);
  try {
    return createPublicKey(first.text);
  } catch {
    throw new VerifyError('pem to public key: malformed public key');
  }
}

/** ECDSA (DER), RSA PKCS #1 v1.5 and Ed25519, as cosign makes them. */
export function isSignedBy(key: KeyObject, hash: string, data: Uint8Array, signature: Uint8Array): boolean {
  const plain = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448';
  try {
    return verify(plain ? null : hash, data, key, signature);
  } catch {
    return false;
  }
}

export function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}
