import ipaddr from 'ipaddr.js';
import type { Json, JsonObject } from '../../../kube/json.ts';
import { fromBytes } from '../go-string.ts';
import { context, DerError, DerReader, type Element, readInteger, readOid, TAG } from './der.ts';

export interface Extension {
  readonly oid: readonly number[];
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export function readExtensions(der: DerReader): Extension[] {
  const extensions: Extension[] = [];
  while (!der.done) {
    const parts = der.enter(TAG.sequence);
    const oid = readOid(parts.read(TAG.oid).content);
    const critical = (parts.optional(TAG.boolean)?.content[0] ?? 0) !== 0;
    extensions.push({ oid, critical, value: parts.read(TAG.octetString).content });
  }
  return extensions;
}

export function printExtension({ oid, critical, value }: Extension): JsonObject {
  return { Id: [...oid], Critical: critical, Value: base64(value) };
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** Fills in the fields an extension stands for; false for one that is not known. */
export function applyExtension(extension: Extension, fields: JsonObject): boolean {
  const read = readers[extension.oid.join('.')];
  return read === undefined ? false : read(new DerReader(extension.value), fields, extension) !== false;
}

type ExtensionReader = (der: DerReader, fields: JsonObject, extension: Extension) => boolean | undefined;

const readers: Readonly<Record<string, ExtensionReader>> = {
  '2.5.29.14': (der, fields) => {
    fields['SubjectKeyId'] = base64(der.read(TAG.octetString).content);
    return undefined;
  },
  '2.5.29.15': (der, fields) => {
    fields['KeyUsage'] = keyUsage(der.read(TAG.bitString).content);
    return undefined;
  },
  '2.5.29.17': (der, fields) => {
    const names = readAlternativeNames(der);
    Object.assign(fields, names);
    return Object.values(names).some((list) => list !== null);
  },
  '2.5.29.19': readBasicConstraints,
  '2.5.29.30': readNameConstraints,
  '2.5.29.31': (der, fields) => {
    fields['CRLDistributionPoints'] = orNull(readDistributionPoints(der));
    return undefined;
  },
  '2.5.29.32': (der, fields) => {
    const oids = oidsOf(der.enter(TAG.sequence), (policy) => new DerReader(policy.content).read(TAG.oid));
    fields['PolicyIdentifiers'] = oids;
    fields['Policies'] = oids.map((oid) => oid.join('.'));
    return undefined;
  },
  '2.5.29.33': (der, fields) => {
    const mappings = der.enter(TAG.sequence).rest();
    fields['PolicyMappings'] = mappings.map(({ content }) => {
      const [issuer = '', subject = ''] = oidsOf(new DerReader(content), (oid) => oid).map((oid) =>
        oid.join('.'),
      );
      return { IssuerDomainPolicy: issuer, SubjectDomainPolicy: subject };
    });
    return undefined;
  },
  '2.5.29.35': (der, fields) => {
    const id = der.enter(TAG.sequence).optional(context(0));
    if (id !== null) fields['AuthorityKeyId'] = base64(id.content);
    return undefined;
  },
  '2.5.29.36': (der, fields) => {
    const parts = der.enter(TAG.sequence);
    setCount(fields, 'RequireExplicitPolicy', parts.optional(context(0)));
    setCount(fields, 'InhibitPolicyMapping', parts.optional(context(1)));
    return undefined;
  },
  '2.5.29.37': readExtKeyUsage,
  '2.5.29.54': (der, fields) => {
    setCount(fields, 'InhibitAnyPolicy', der.read(TAG.integer));
    return undefined;
  },
  '1.3.6.1.5.5.7.1.1': readAuthorityInfo,
};

function orNull(list: Json[]): Json[] | null {
  return list.length === 0 ? null : list;
}

function oidsOf(der: DerReader, pick: (element: Element) => Element): number[][] {
  return der.rest().map((element) => readOid(pick(element).content));
}

function setCount(fields: JsonObject, name: string, element: Element | null): void {
  if (element === null) return;
  const count = Number(readInteger(element.content));
  fields[name] = count;
  fields[`${name}Zero`] = count === 0;
}

function keyUsage(content: Uint8Array): number {
  let usage = 0;
  for (let bit = 0; bit < 9; bit++) {
    if (((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) usage |= 1 << bit;
  }
  return usage;
}

function readBasicConstraints(der: DerReader, fields: JsonObject): undefined {
  const parts = der.enter(TAG.sequence);
  fields['IsCA'] = (parts.optional(TAG.boolean)?.content[0] ?? 0) !== 0;
  const length = parts.optional(TAG.integer);
  fields['MaxPathLen'] = length === null ? -1 : Number(readInteger(length.content));
  fields['MaxPathLenZero'] = fields['MaxPathLen'] === 0;
  fields['BasicConstraintsValid'] = true;
}

const purposes: readonly string[] = [
  '2.5.29.37.0',
  '1.3.6.1.5.5.7.3.1',
  '1.3.6.1.5.5.7.3.2',
  '1.3.6.1.5.5.7.3.3',
  '1.3.6.1.5.5.7.3.4',
  '1.3.6.1.5.5.7.3.5',
  '1.3.6.1.5.5.7.3.6',
  '1.3.6.1.5.5.7.3.7',
  '1.3.6.1.5.5.7.3.8',
  '1.3.6.1.5.5.7.3.9',
  '1.3.6.1.4.1.311.10.3.3',
  '2.16.840.1.113730.4.1',
  '1.3.6.1.4.1.311.2.1.22',
  '1.3.6.1.4.1.311.61.1.1',
];

/** Go numbers the purposes it knows. */
function readExtKeyUsage(der: DerReader, fields: JsonObject): undefined {
  const oids = oidsOf(der.enter(TAG.sequence), (element) => element);
  const known = oids.filter((oid) => purposes.includes(oid.join('.')));
  fields['ExtKeyUsage'] = orNull(known.map((oid) => purposes.indexOf(oid.join('.'))));
  fields['UnknownExtKeyUsage'] = orNull(oids.filter((oid) => !known.includes(oid)));
}

/** Subject alternative names, by kind; null for a kind that does not appear. */
export function readAlternativeNames(der: DerReader): JsonObject {
  const names = der.enter(TAG.sequence).rest();
  const texts = (number: number): string[] =>
    names.filter(({ tag }) => tag === context(number)).map(({ content }) => fromBytes(content));
  const addresses = names.filter(({ tag }) => tag === context(7)).map(({ content }) => address(content));
  return {
    DNSNames: orNull(texts(2)),
    EmailAddresses: orNull(texts(1)),
    IPAddresses: orNull(addresses),
    URIs: orNull(texts(6).map(printUrl)),
  };
}

function address(bytes: Uint8Array): string {
  if (bytes.length !== 4 && bytes.length !== 16) {
    throw new DerError(`x509: cannot parse IP address of length ${bytes.length}`);
  }
  return ipaddr.fromByteArray([...bytes]).toString();
}

/** Go's url.URL in JSON. */
function printUrl(text: string): JsonObject {
  const [, scheme = '', rest = text] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(text) ?? [];
  const [body = '', fragment = ''] = rest.split(/#(.*)/s);
  const [, host, path = '', query] = /^(?:\/\/([^/?]*))?([^?]*)(\?.*)?$/s.exec(body) ?? [];
  const opaque = scheme !== '' && host === undefined && !path.startsWith('/');
  return {
    Scheme: scheme.toLowerCase(),
    Opaque: opaque ? path : '',
    User: null,
    Host: (host ?? '').replace(/^.*@/s, ''),
    Path: opaque ? '' : path,
    RawPath: '',
    OmitHost: false,
    ForceQuery: query === '?',
    RawQuery: query?.slice(1) ?? '',
    Fragment: fragment,
    RawFragment: '',
  };
}

function readNameConstraints(der: DerReader, fields: JsonObject, { critical }: Extension): boolean {
  const parts = der.enter(TAG.sequence);
  let known = true;
  for (const [number, kind] of ['Permitted', 'Excluded'].entries()) {
    const subtrees = parts.optional(context(number, true));
    const names = new DerReader(subtrees?.content ?? new Uint8Array())
      .rest()
      .map(({ content }) => new DerReader(content).any());
    const texts = (tag: number): Json[] | null =>
      orNull(names.filter((name) => name.tag === context(tag)).map(({ content }) => fromBytes(content)));
    fields[`${kind}DNSDomains`] = texts(2);
    fields[`${kind}EmailAddresses`] = texts(1);
    fields[`${kind}URIDomains`] = texts(6);
    fields[`${kind}IPRanges`] = orNull(
      names.filter(({ tag }) => tag === context(7)).map(({ content }) => ipRange(content)),
    );
    known &&= names.every(({ tag }) => [1, 2, 6, 7].some((number) => tag === context(number)));
  }
  fields['PermittedDNSDomainsCritical'] = critical;
  return known;
}

function ipRange(content: Uint8Array): JsonObject {
  const half = content.length / 2;
  return { IP: address(content.subarray(0, half)), Mask: base64(content.subarray(half)) };
}

function readDistributionPoints(der: DerReader): string[] {
  const urls: string[] = [];
  const points = der.enter(TAG.sequence);
  while (!points.done) {
    const name = points.enter(TAG.sequence).optional(context(0, true));
    if (name === null) continue;
    const names = new DerReader(name.content).enter(context(0, true));
    while (names.peek(context(6))) urls.push(fromBytes(names.any().content));
  }
  return urls;
}

function readAuthorityInfo(der: DerReader, fields: JsonObject): undefined {
  const methods: Readonly<Record<string, string>> = {
    '1.3.6.1.5.5.7.48.1': 'OCSPServer',
    '1.3.6.1.5.5.7.48.2': 'IssuingCertificateURL',
  };
  const accesses = der.enter(TAG.sequence);
  while (!accesses.done) {
    const access = accesses.enter(TAG.sequence);
    const field = methods[readOid(access.read(TAG.oid).content).join('.')];
    const url = access.optional(context(6));
    const known = field === undefined ? undefined : fields[field];
    if (field !== undefined && url !== null) {
      fields[field] = [...(Array.isArray(known) ? known : []), fromBytes(url.content)];
    }
  }
}
