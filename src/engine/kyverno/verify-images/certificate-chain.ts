import type { X509Certificate } from 'node:crypto';
import { VerifyError } from './verify-error.ts';

const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const ANY_USAGE = '2.5.29.37.0';

/** Longer ways are not tried. */
const MAX_LENGTH = 12;

/**
 * The way from a certificate for signing code to a root. Times are looked at as they were when it was issued: whether it was
 * valid when it signed is another question (cosign's TrustedCert). Throws VerifyError.
 */
export function trustedChain(
  leaf: X509Certificate,
  roots: readonly X509Certificate[],
  intermediates: readonly X509Certificate[],
): readonly X509Certificate[] {
  const at = leaf.validFromDate;
  const budget = { left: 1000 };
  const chain = search([leaf], roots, intermediates, at, budget);
  if (chain === null) {
    throw new VerifyError(
      'cert verification failed: x509: certificate signed by unknown authority. Check your TUF root (see cosign initialize) or set a custom root with env var SIGSTORE_ROOT_FILE',
    );
  }
  if (!chain.every(maySignCode)) {
    throw new VerifyError('cert verification failed: x509: certificate specifies an incompatible key usage');
  }
  return chain;
}

function search(
  chain: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  intermediates: readonly X509Certificate[],
  at: Date,
  budget: { left: number },
): readonly X509Certificate[] | null {
  const last = chain.at(-1);
  if (last === undefined || chain.length > MAX_LENGTH || budget.left-- <= 0) return null;
  if (roots.some((root) => root.raw.equals(last.raw))) return chain;
  const root = roots.find((one) => issued(one, last, at));
  if (root !== undefined) return [...chain, root];
  for (const one of intermediates) {
    if (chain.some((held) => held.raw.equals(one.raw)) || !issued(one, last, at)) continue;
    const found = search([...chain, one], roots, intermediates, at, budget);
    if (found !== null) return found;
  }
  return null;
}

function issued(issuer: X509Certificate, subject: X509Certificate, at: Date): boolean {
  return (
    issuer.ca &&
    issuer.validFromDate <= at &&
    at <= issuer.validToDate &&
    subject.checkIssued(issuer) &&
    subject.verify(issuer.publicKey)
  );
}

/** A certificate that names no purposes may serve any; the leaf has to name some to be limited by them. */
function maySignCode({ keyUsage }: X509Certificate): boolean {
  // Node's types do not say that it is missing for a certificate without purposes.
  const purposes = keyUsage as readonly string[] | undefined;
  return purposes === undefined || purposes.includes(CODE_SIGNING) || purposes.includes(ANY_USAGE);
}

/** Whether a certificate and those that vouch for it were valid when it signed. Throws VerifyError. */
export function checkExpiry(chain: readonly X509Certificate[], at: Date): void {
  for (const [index, { validFromDate, validToDate }] of chain.entries()) {
    const which = index === 0 ? 'certificate' : 'issuing CA certificate';
    if (validToDate < at)
      throw new VerifyError(
        `${which} expired before observed time: ${iso(validToDate)} is before ${iso(at)}`,
      );
    if (validFromDate > at)
      throw new VerifyError(
        `${which} was issued after observed time: ${iso(validFromDate)} is after ${iso(at)}`,
      );
  }
}

function iso(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
