import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  Extension as RawExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate with its key. */
export interface Certified {
  readonly pem: string;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicPem: string;
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
}

export interface CertificateWish {
  readonly name: string;
  /** Nobody for a root. */
  readonly issuer?: Certified;
  readonly authority?: boolean;
  readonly email?: string;
  /** Fulcio's extension with who vouched for the signer. */
  readonly oidcIssuer?: string;
  readonly usages?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
}

export async function certify(wish: CertificateWish): Promise<Certified> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const extensions: Extension[] = [new BasicConstraintsExtension(wish.authority === true, undefined, true)];
  const usages = wish.usages ?? (wish.authority === true ? [] : [CODE_SIGNING]);
  if (usages.length > 0) extensions.push(new ExtendedKeyUsageExtension([...usages]));
  if (wish.email !== undefined)
    extensions.push(new SubjectAlternativeNameExtension([{ type: 'email', value: wish.email }]));
  if (wish.oidcIssuer !== undefined)
    extensions.push(new RawExtension('1.3.6.1.4.1.57264.1.1', false, Buffer.from(wish.oidcIssuer)));
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: '01',
      subject: `CN=${wish.name}`,
      issuer: wish.issuer?.certificate.subject ?? `CN=${wish.name}`,
      notBefore: wish.from ?? new Date('2026-01-01T00:00:00Z'),
      notAfter: wish.to ?? new Date('2027-01-01T00:00:00Z'),
      signingAlgorithm: algorithm,
      publicKey: keys.publicKey,
      signingKey: wish.issuer?.keys.privateKey ?? keys.privateKey,
      extensions,
    },
    webcrypto as Crypto,
  );
  const publicKey = KeyObject.from(keys.publicKey);
  return {
    pem: certificate.toString('pem'),
    key: KeyObject.from(keys.privateKey),
    publicKey,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    certificate,
    keys,
  };
}
