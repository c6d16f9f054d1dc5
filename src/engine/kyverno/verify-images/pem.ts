import { X509Certificate } from 'node:crypto';
import { VerifyError } from './verify-error.ts';

/** One BEGIN/END block. */
export interface PemBlock {
  readonly type: string;
  readonly text: string;
  readonly bytes: Buffer;
}

const block =
  /-----BEGIN ([A-Z0-9 ]+)-----[ \t]*\r?\n(?:[A-Za-z-]+:[^\n]*\n)*([A-Za-z0-9+/=\s]*)-----END \1-----/g;

export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(block)].map(([whole, type = '', body = '']) => ({
    type,
    text: whole,
    bytes: Buffer.from(body.replaceAll(/\s/g, ''), 'base64'),
  }));
}

/** Upstream's limit for a chain that a policy gives: ten intermediates and a root. */
const MAX_CHAIN = 11;

/** Throws VerifyError for text without certificates, and for too many. */
export function readCertificates(text: string): X509Certificate[] {
  const blocks = pemBlocks(text).filter(({ type }) => type === 'CERTIFICATE');
  if (blocks.length === 0) throw new VerifyError('no certs found in pem file');
  if (blocks.length > MAX_CHAIN) {
    throw new VerifyError(`certificate chain too long (${blocks.length}), maximum allowed is ${MAX_CHAIN}`);
  }
  try {
    return blocks.map(({ bytes }) => new X509Certificate(bytes));
  } catch {
    throw new VerifyError('failed to unmarshal certificate from PEM format');
  }
}

/** A certificate of a policy: PEM, or base64 of PEM. */
export function readCertificate(text: string): X509Certificate {
  const packed = text.replaceAll(/\s/g, '');
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(packed) ? Buffer.from(packed, 'base64').toString() : text;
  const [first] = readCertificates(decoded);
  if (first === undefined) throw new VerifyError('no certs found in pem file');
  return first;
}
