import type { Json, JsonObject } from '../../../kube/json.ts';
import { JMESPathError } from '../error.ts';
import {
  context,
  DerError,
  DerReader,
  type Element,
  readBits,
  readInteger,
  readOid,
  readTime,
  readUnsigned,
  TAG,
} from './der.ts';
import { applyExtension, base64, printExtension, readAlternativeNames, readExtensions } from './extension.ts';
import { readName } from './name.ts';

/** `x509_decode`: a PEM certificate or request as Go's crypto/x509 structures become in JSON. RSA keys only. */
export function decodeX509(text: string): JsonObject {
  const block = readPem(text);
  if (block === null) throw new JMESPathError('failed to decode PEM block');
  try {
    if (block.type === 'CERTIFICATE') return readCertificate(block.bytes);
    if (block.type === 'CERTIFICATE REQUEST') return readRequest(block.bytes);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new JMESPathError(
      error.message.startsWith('x509:') ? error.message : `x509: malformed ${block.type.toLowerCase()}`,
    );
  }
  throw new JMESPathError('PEM block neither contains a CERTIFICATE or CERTIFICATE REQUEST');
}

const pem =
  /^-----BEGIN ([^\r\n]*)-----[ \t]*\r?\n(?:[^\r\n:]+:[^\r\n]*\r?\n)*\s*([A-Za-z0-9+/=\s]*)-----END ([^\r\n]*)-----/m;

function readPem(text: string): { readonly type: string; readonly bytes: Uint8Array } | null {
  const [, type = '', body = '', end] = pem.exec(text) ?? [];
  if (end !== type) return null;
  const packed = body.replace(/\s/g, '');
  return packed.length % 4 === 0 ? { type, bytes: Buffer.from(packed, 'base64') } : null;
}

/** What Go's JSON has for a certificate without any extension. */
const blank: JsonObject = {
  KeyUsage: 0,
  ExtraExtensions: null,
  ExtKeyUsage: null,
  UnknownExtKeyUsage: null,
  BasicConstraintsValid: false,
  IsCA: false,
  MaxPathLen: 0,
  MaxPathLenZero: false,
  SubjectKeyId: null,
  AuthorityKeyId: null,
  OCSPServer: null,
  IssuingCertificateURL: null,
  DNSNames: null,
  EmailAddresses: null,
  IPAddresses: null,
  URIs: null,
  PermittedDNSDomainsCritical: false,
  PermittedDNSDomains: null,
  ExcludedDNSDomains: null,
  PermittedIPRanges: null,
  ExcludedIPRanges: null,
  PermittedEmailAddresses: null,
  ExcludedEmailAddresses: null,
  PermittedURIDomains: null,
  ExcludedURIDomains: null,
  CRLDistributionPoints: null,
  PolicyIdentifiers: null,
  Policies: null,
  InhibitAnyPolicy: 0,
  InhibitAnyPolicyZero: false,
  InhibitPolicyMapping: 0,
  InhibitPolicyMappingZero: false,
  RequireExplicitPolicy: 0,
  RequireExplicitPolicyZero: false,
  PolicyMappings: null,
};

function readCertificate(bytes: Uint8Array): JsonObject {
  const outer = new DerReader(bytes).read(TAG.sequence);
  if (outer.whole.length !== bytes.length) throw new DerError('x509: trailing data');
  const parts = new DerReader(outer.content);
  const body = parts.read(TAG.sequence);
  const fields = new DerReader(body.content);
  const version = fields.optional(context(0, true));
  const serial = readInteger(fields.read(TAG.integer).content);
  fields.read(TAG.sequence);
  const issuer = fields.read(TAG.sequence);
  const validity = fields.enter(TAG.sequence);
  const [notBefore, notAfter] = [validity.any(), validity.any()];
  const subject = fields.read(TAG.sequence);
  const key = fields.read(TAG.sequence);
  fields.optional(context(1));
  fields.optional(context(2));
  const wrapped = fields.optional(context(3, true));
  const extensions =
    wrapped === null ? [] : readExtensions(new DerReader(wrapped.content).enter(TAG.sequence));
  const certificate: JsonObject = {
    ...blank,
    Raw: base64(outer.whole),
    RawTBSCertificate: base64(body.whole),
    RawSubjectPublicKeyInfo: base64(key.whole),
    RawSubject: base64(subject.whole),
    RawIssuer: base64(issuer.whole),
    ...readSignature(parts),
    ...readKey(key),
    Version:
      version === null
        ? 1
        : Number(readInteger(new DerReader(version.content).read(TAG.integer).content)) + 1,
    SerialNumber: Number(serial),
    Issuer: readName(issuer.whole),
    Subject: readName(subject.whole),
    NotBefore: readTime(notBefore),
    NotAfter: readTime(notAfter),
    Extensions: extensions.length === 0 ? null : extensions.map(printExtension),
  };
  const unhandled = extensions.filter(
    (extension) => !applyExtension(extension, certificate) && extension.critical,
  );
  certificate['UnhandledCriticalExtensions'] =
    unhandled.length === 0 ? null : unhandled.map(({ oid }) => [...oid]);
  return certificate;
}

function readRequest(bytes: Uint8Array): JsonObject {
  const outer = new DerReader(bytes).read(TAG.sequence);
  if (outer.whole.length !== bytes.length) throw new DerError('trailing data');
  const parts = new DerReader(outer.content);
  const body = parts.read(TAG.sequence);
  const fields = new DerReader(body.content);
  const version = readInteger(fields.read(TAG.integer).content);
  const subject = fields.read(TAG.sequence);
  const key = fields.read(TAG.sequence);
  const attributes = fields.optional(context(0, true));
  const list = attributes === null ? [] : new DerReader(attributes.content).rest();
  const extensions = list.flatMap(requestedExtensions);
  const alternative = extensions.find(({ oid }) => oid.join('.') === '2.5.29.17');
  return {
    Raw: base64(outer.whole),
    RawTBSCertificateRequest: base64(body.whole),
    RawSubjectPublicKeyInfo: base64(key.whole),
    RawSubject: base64(subject.whole),
    Version: Number(version),
    ...readSignature(parts),
    ...readKey(key),
    Subject: readName(subject.whole),
    Attributes: printAttributes(list),
    Extensions: extensions.length === 0 ? null : extensions.map(printExtension),
    ExtraExtensions: null,
    DNSNames: null,
    EmailAddresses: null,
    IPAddresses: null,
    URIs: null,
    ...(alternative === undefined ? {} : readAlternativeNames(new DerReader(alternative.value))),
  };
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

function requestedExtensions({ content }: Element): ReturnType<typeof readExtensions> {
  const attribute = new DerReader(content);
  if (readOid(attribute.read(TAG.oid).content).join('.') !== EXTENSION_REQUEST) return [];
  return readExtensions(attribute.enter(TAG.set).enter(TAG.sequence));
}

/**
 * Go reads attributes as pairs of a type and one value, so that what it shows for a critical extension is the flag.
 * Attributes of another shape are left out.
 */
function printAttributes(list: readonly Element[]): Json {
  const printed = list.flatMap(({ content }) => {
    const attribute = new DerReader(content);
    const type = readOid(attribute.read(TAG.oid).content);
    const values = attribute.enter(TAG.set).rest();
    if (values.some(({ tag }) => tag !== TAG.sequence)) return [];
    return [{ Type: type, Value: values.map((value) => new DerReader(value.content).rest().map(printPair)) }];
  });
  return printed.length === 0 ? null : printed;
}

function printPair({ content }: Element): JsonObject {
  const pair = new DerReader(content);
  const type = readOid(pair.read(TAG.oid).content);
  const value = pair.any();
  return { Type: type, Value: value.tag === TAG.boolean ? value.content[0] !== 0 : base64(value.content) };
}

/** Go's numbers for signature algorithms. */
const signatures: Readonly<Record<string, number>> = {
  '1.2.840.113549.1.1.2': 1,
  '1.2.840.113549.1.1.4': 2,
  '1.2.840.113549.1.1.5': 3,
  '1.3.14.3.2.29': 3,
  '1.2.840.113549.1.1.11': 4,
  '1.2.840.113549.1.1.12': 5,
  '1.2.840.113549.1.1.13': 6,
  '1.2.840.10040.4.3': 7,
  '2.16.840.1.101.3.4.3.2': 8,
  '1.2.840.10045.4.1': 9,
  '1.2.840.10045.4.3.2': 10,
  '1.2.840.10045.4.3.3': 11,
  '1.2.840.10045.4.3.4': 12,
  '1.3.101.112': 16,
};

const RSA_PSS = '1.2.840.113549.1.1.10';

/** The hash of a PSS signature stands in its parameters. */
const pssHashes: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.2.1': 13,
  '2.16.840.1.101.3.4.2.2': 14,
  '2.16.840.1.101.3.4.2.3': 15,
};

function readSignature(parts: DerReader): JsonObject {
  const algorithm = parts.enter(TAG.sequence);
  const oid = readOid(algorithm.read(TAG.oid).content).join('.');
  const known = oid === RSA_PSS ? readPss(algorithm) : (signatures[oid] ?? 0);
  return { SignatureAlgorithm: known, Signature: base64(readBits(parts.read(TAG.bitString).content)) };
}

function readPss(algorithm: DerReader): number {
  const hash = algorithm.enter(TAG.sequence).optional(context(0, true));
  if (hash === null) return 0;
  const oid = new DerReader(hash.content).enter(TAG.sequence).read(TAG.oid);
  return pssHashes[readOid(oid.content).join('.')] ?? 0;
}

const RSA = '1.2.840.113549.1.1.1';

function readKey({ content }: Element): JsonObject {
  const parts = new DerReader(content);
  const algorithm = readOid(parts.enter(TAG.sequence).read(TAG.oid).content).join('.');
  if (algorithm !== RSA) throw new JMESPathError('certificate should use rsa algorithm');
  const key = new DerReader(readBits(parts.read(TAG.bitString).content)).enter(TAG.sequence);
  const modulus = readUnsigned(key.read(TAG.integer).content);
  const exponent = readUnsigned(key.read(TAG.integer).content);
  return { PublicKeyAlgorithm: 1, PublicKey: { N: modulus.toString(), E: Number(exponent) } };
}
