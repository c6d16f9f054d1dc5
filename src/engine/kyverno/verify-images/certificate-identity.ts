import type { X509Certificate } from 'node:crypto';
import { matchWildcard } from '../../../kube/wildcard.ts';
import { compileRegexp } from '../../../language/jmespath/go-regexp.ts';
import { context, DerError, DerReader, readOid, TAG } from '../../../language/jmespath/x509/der.ts';
import { type Extension, readExtensions } from '../../../language/jmespath/x509/extension.ts';
import { VerifyError } from './verify-error.ts';

/** Who a policy wants to have signed. Texts are patterns with wildcards; '' asks for nothing. */
export interface Identity {
  readonly subject: string;
  readonly subjectRegExp: string;
  readonly issuer: string;
  readonly issuerRegExp: string;
  readonly extensions: Readonly<Record<string, string>>;
}

export function asksNothing({ subject, subjectRegExp, issuer, issuerRegExp, extensions }: Identity): boolean {
  return `${subject}${subjectRegExp}${issuer}${issuerRegExp}` === '' && Object.keys(extensions).length === 0;
}

/** Kyverno v1.19 pkg/image/verifiers/cpol/cosign, matchCertificateData. Throws VerifyError. */
export function checkIdentity(certificate: X509Certificate, identity: Identity): void {
  const facts = readFacts(certificate);
  checkSubject(facts.subjects, identity);
  const issuer = facts.value(issuerOid);
  if (identity.issuer !== '' && !matchWildcard(identity.issuer, issuer)) {
    throw new VerifyError(`issuer mismatch: expected ${identity.issuer}, received ${issuer}`);
  }
  if (identity.issuerRegExp !== '' && !matches('issuer', identity.issuerRegExp, issuer)) {
    throw new VerifyError(`issuer mismatch: expected ${identity.issuerRegExp}, received ${issuer}`);
  }
  for (const [key, wanted] of Object.entries(identity.extensions)) {
    const oid = oids[key] ?? Object.values(oids).find((one) => one === key);
    if (oid === undefined) throw new VerifyError(`invalid certificate extension ${key}`);
    const value = facts.value(oid);
    if (!matchWildcard(wanted, value)) {
      throw new VerifyError(`extension mismatch: expected ${wanted} for key ${key}, received ${value}`);
    }
  }
}

function checkSubject(subjects: readonly string[], { subject, subjectRegExp }: Identity): void {
  // Upstream asks nothing of a certificate without any names.
  if ((subject === '' && subjectRegExp === '') || subjects.length === 0) return;
  const matched =
    (subject !== '' && subjects.some((one) => matchWildcard(subject, one))) ||
    (subjectRegExp !== '' && subjects.some((one) => matches('subject', subjectRegExp, one)));
  if (matched) return;
  throw new VerifyError(
    `subject mismatch: expected ${subject || subjectRegExp}, received ${subjects.join(', ')}`,
  );
}

function matches(what: string, pattern: string, text: string): boolean {
  let regexp: ReturnType<typeof compileRegexp>;
  try {
    regexp = compileRegexp(pattern);
  } catch (error) {
    throw new VerifyError(
      `invalid regexp for ${what}: ${pattern} : ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return regexp.test(text);
}

const issuerOid = '1.3.6.1.4.1.57264.1.1';

/** Fulcio's extensions, by the names that policies give them. */
const oids: Readonly<Record<string, string>> = {
  oidcIssuer: issuerOid,
  githubWorkflowTrigger: '1.3.6.1.4.1.57264.1.2',
  githubWorkflowSha: '1.3.6.1.4.1.57264.1.3',
  githubWorkflowName: '1.3.6.1.4.1.57264.1.4',
  githubWorkflowRepository: '1.3.6.1.4.1.57264.1.5',
  githubWorkflowRef: '1.3.6.1.4.1.57264.1.6',
};

interface CertificateFacts {
  readonly subjects: readonly string[];
  /** '' for an extension that is not there. */
  value(oid: string): string;
}

function readFacts(certificate: X509Certificate): CertificateFacts {
  const extensions = extensionsOf(certificate.raw);
  const value = (oid: string): Uint8Array | undefined =>
    extensions.find((one) => one.oid.join('.') === oid)?.value;
  const names = value('2.5.29.17');
  return {
    subjects: names === undefined ? [] : subjectsOf(names),
    value: (oid) => new TextDecoder().decode(value(oid) ?? new Uint8Array()),
  };
}

export function hasEmbeddedTimestamps(certificate: X509Certificate): boolean {
  return extensionsOf(certificate.raw).some((one) => one.oid.join('.') === '1.3.6.1.4.1.11129.2.4.2');
}

function extensionsOf(der: Uint8Array): readonly Extension[] {
  try {
    const body = new DerReader(der).enter(TAG.sequence).enter(TAG.sequence);
    const held = body.rest().find(({ tag }) => tag === context(3, true));
    return held === undefined ? [] : readExtensions(new DerReader(held.content).enter(TAG.sequence));
  } catch (error) {
    if (error instanceof DerError) throw new VerifyError(`malformed certificate: ${error.message}`);
    throw error;
  }
}

/** Names, addresses and URIs, then Fulcio's own kind of name, in cosign's order. */
function subjectsOf(value: Uint8Array): readonly string[] {
  try {
    const names = new DerReader(value).enter(TAG.sequence).rest();
    const texts = (number: number): string[] =>
      names
        .filter(({ tag }) => tag === context(number))
        .map(({ content }) => new TextDecoder().decode(content));
    const other = names
      .filter(({ tag }) => tag === context(0, true))
      .flatMap(({ content }) => otherName(content));
    return [...texts(2), ...texts(1), ...texts(6), ...other];
  } catch (error) {
    if (error instanceof DerError) throw new VerifyError(`malformed certificate: ${error.message}`);
    throw error;
  }
}

function otherName(content: Uint8Array): string[] {
  const parts = new DerReader(content);
  if (readOid(parts.read(TAG.oid).content).join('.') !== '1.3.6.1.4.1.57264.1.7') return [];
  const text = new DerReader(parts.read(context(0, true)).content).any();
  return [new TextDecoder().decode(text.content)];
}
