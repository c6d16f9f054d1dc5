import type { KeyObject, X509Certificate } from 'node:crypto';
import { type Json, own } from '../../../kube/json.ts';
import type { ImageEvidence, SignedLayer } from '../../../source/registry/evidence.ts';
import { LookupError } from '../../engine.ts';
import { textAt } from '../read.ts';
import type { Attestor } from './attestor.ts';
import { checkExpiry, trustedChain } from './certificate-chain.ts';
import { asksNothing, checkIdentity, hasEmbeddedTimestamps } from './certificate-identity.ts';
import { checkEnvelope } from './envelope.ts';
import type { SigstoreQuestion, VerifyFacts } from './facts.ts';
import { readCertificate, readCertificates } from './pem.ts';
import { hashOf, isSignedBy, readPublicKey, spkiOf } from './public-key.ts';
import { checkSubject, decodeStatement } from './statement.ts';
import { loggedAt, logKeys } from './transparency-log.ts';
import { VerifyError, withPrefix } from './verify-error.ts';

/** Cosign's signatures of an image as Kyverno v1.19 verifies them. Throws VerifyError, or LookupError. */
export function verifySignatures(evidence: ImageEvidence, attestor: Attestor, facts: VerifyFacts): void {
  const check = checkerOf('signature', evidence, attestor, facts);
  if (evidence.signatures.length === 0) throw new VerifyError('no signatures found');
  const good = passing(evidence.signatures, check, 'signatures');
  matchIdentity(good, attestor);
  matchAnnotations(good, attestor);
}

/** Cosign's attestations of an image: the statements of those that are good. Throws VerifyError, or LookupError. */
export function verifyAttestations(
  evidence: ImageEvidence,
  type: string,
  attestor: Attestor,
  facts: VerifyFacts,
): readonly Json[] {
  const check = checkerOf('attestation', evidence, attestor, facts);
  const good = passing(evidence.attestations, check, 'attestations');
  const statements = good.map((layer) => ({ layer, statement: decodeStatement(payloadOf(layer)) }));
  for (const { layer, statement } of statements)
    if (own(statement, 'type') === type) matchIdentity([layer], attestor);
  matchAnnotations(good, attestor);
  return statements.map(({ statement }) => statement);
}

type Kind = 'signature' | 'attestation';

function passing(
  layers: readonly SignedLayer[],
  check: (layer: SignedLayer) => void,
  what: string,
): SignedLayer[] {
  const problems: string[] = [];
  const good = layers.filter((layer) => {
    try {
      check(layer);
      return true;
    } catch (error) {
      if (!(error instanceof VerifyError)) throw error;
      problems.push(error.message);
      return false;
    }
  });
  if (good.length === 0) throw new VerifyError(`no matching ${what}: ${problems.join('\n ')}`);
  return good;
}

function payloadOf({ payload }: SignedLayer): Buffer {
  return Buffer.from(payload, 'base64');
}

/** The check of one layer, with what the policy says of the signer read once. */
function checkerOf(
  kind: Kind,
  evidence: ImageEvidence,
  attestor: Attestor,
  facts: VerifyFacts,
): (layer: SignedLayer) => void {
  const signer = signerOf(attestor, facts);
  const root = facts.lookup.sigstoreRoot?.();
  const logs = attestor.ignoreLog ? null : logKeys(attestor.logKey, root, 'tlogs');
  if (attestor.timestampAuthority !== '' && signer !== 'sigstore')
    throw new VerifyError('time-stamps of an authority are checked for keyless signatures only');
  return (layer) => {
    if (signer === 'sigstore') {
      const question = questionOf(attestor, '', facts, root);
      sigstoreOf(facts).verifyLayer(layer, kind, question);
    } else {
      const certificate = certificateOf(layer);
      const chosen = typeof signer === 'function' ? signer(certificate, layer) : signer;
      const time =
        logs === null ? null : loggedAt(layer, payloadOf(layer), chosen.identity(certificate), logs);
      checkSigned(kind, layer, chosen.key, chosen.hash);
      if (certificate !== null) checkExpiry([certificate, ...chosen.issuers], time ?? facts.lookup.now);
    }
    checkClaim(kind, payloadOf(layer), evidence.digest);
  };
}

export function questionOf(
  attestor: Attestor,
  key: string,
  { lookup }: VerifyFacts,
  root: Json | undefined,
): SigstoreQuestion {
  return { attestor, key, root, now: lookup.now };
}

export function sigstoreOf({ sigstore }: VerifyFacts): NonNullable<VerifyFacts['sigstore']> {
  if (sigstore === null) throw new LookupError('keyless signatures cannot be verified here');
  return sigstore;
}

/** Who signed: known from the policy, or told by the certificate of each signature. */
interface Signer {
  readonly key: KeyObject;
  readonly hash: string;
  readonly issuers: readonly X509Certificate[];
  /** What the log must name: the certificate of the signature, or the key. */
  identity(certificate: X509Certificate | null): Buffer;
}

type SignerByLayer = (certificate: X509Certificate | null, layer: SignedLayer) => Signer;

function signerOf(attestor: Attestor, facts: VerifyFacts): Signer | SignerByLayer | 'sigstore' {
  const hash = hashOf(attestor.algorithm);
  if (attestor.key !== '') {
    const key = loadKey(attestor.key, facts);
    return fixedSigner(key, hash, []);
  }
  if (attestor.certificate !== '') return certificateSigner(attestor, hash);
  if (attestor.certificateChain === '') return 'sigstore';
  const roots = withPrefix('failed to load certificates', () => readCertificates(attestor.certificateChain));
  return attestor.ignoreTimestamps ? byCertificate(roots) : 'sigstore';
}

function fixedSigner(key: KeyObject, hash: string, issuers: readonly X509Certificate[]): Signer {
  return { key, hash, issuers, identity: (certificate) => certificate?.raw ?? spkiOf(key) };
}

function certificateSigner(
  { certificate, certificateChain, ignoreTimestamps }: Attestor,
  hash: string,
): Signer {
  const leaf = withPrefix(`failed to load certificate from ${certificate}`, () =>
    readCertificate(certificate),
  );
  if (certificateChain === '') return fixedSigner(leaf.publicKey, hash, []);
  const chain = withPrefix('failed to load certificate chain', () => readCertificates(certificateChain));
  return withPrefix('failed to load validate certificate chain', () => {
    const [, ...issuers] = trustedChain(leaf, chain.slice(-1), chain.slice(0, -1));
    if (!ignoreTimestamps) {
      throw new VerifyError(
        hasEmbeddedTimestamps(leaf)
          ? "a certificate's own time-stamps are checked for keyless signatures only; set ctlog.ignoreSCT"
          : 'certificate does not include required embedded SCT and no detached SCT was set',
      );
    }
    return fixedSigner(leaf.publicKey, 'sha256', issuers);
  });
}

/** The chain of a policy as roots: each signature brings its certificate, and those between. */
function byCertificate(roots: readonly X509Certificate[]): SignerByLayer {
  return (certificate, layer) => {
    if (certificate === null) throw new VerifyError('no certificate found on signature');
    const chain = layer.annotations['dev.sigstore.cosign/chain'] ?? '';
    const between = chain === '' ? [] : readCertificates(chain).slice(0, -1);
    const [, ...issuers] = trustedChain(certificate, roots, between);
    return fixedSigner(certificate.publicKey, 'sha256', issuers);
  };
}

/** Throws VerifyError, or LookupError for a key that nobody can be asked for. */
function loadKey(written: string, facts: VerifyFacts): KeyObject {
  const pem = keyText(written, facts);
  return withPrefix(`failed to load public key from ${pem === written ? 'PEM' : written}`, () =>
    readPublicKey(pem),
  );
}

export function keyText(written: string, { lookup }: VerifyFacts): string {
  if (written.includes('-----BEGIN')) return written;
  const [, namespace = '', name = ''] = /^k8s:\/\/([^/]+)\/([^/]+)$/.exec(written.trim()) ?? [];
  if (name === '')
    throw new LookupError(`failed to load public key from ${written}: it cannot be asked for here`);
  const secret = lookup.get('v1', 'Secret', namespace, name);
  const held = textAt(own(secret, 'data'), 'cosign.pub');
  if (held === '') throw new VerifyError(`failed to load public key from ${written}: it holds no cosign.pub`);
  return Buffer.from(held, 'base64').toString();
}

function certificateOf(layer: SignedLayer): X509Certificate | null {
  const text = layer.annotations['dev.sigstore.cosign/certificate'] ?? '';
  return text === '' ? null : (readCertificates(text)[0] ?? null);
}

function checkSigned(kind: Kind, layer: SignedLayer, key: KeyObject, hash: string): void {
  const payload = payloadOf(layer);
  if (kind === 'attestation') {
    checkEnvelope(payload, (data, signature) => isSignedBy(key, hash, data, signature));
    return;
  }
  const written = layer.annotations['dev.cosignproject.cosign/signature'];
  if (written === undefined)
    throw new VerifyError('signature layer is missing "dev.cosignproject.cosign/signature" annotation');
  if (!isSignedBy(key, hash, payload, Buffer.from(written, 'base64')))
    throw new VerifyError('invalid signature when validating ASN.1 encoded signature');
}

/** What was signed must be about this image. */
function checkClaim(kind: Kind, payload: Buffer, digest: string): void {
  if (kind === 'attestation') {
    checkSubject(decodeStatement(payload), digest);
    return;
  }
  const claimed = claimOf(payload);
  if (claimed !== digest) throw new VerifyError(`invalid or missing digest in claim: ${claimed}`);
}

function claimOf(payload: Buffer): string {
  const image = own(own(readJson(payload), 'critical'), 'image');
  return textAt(image, 'docker-manifest-digest');
}

function readJson(payload: Buffer): Json {
  try {
    return JSON.parse(payload.toString()) as Json;
  } catch {
    throw new VerifyError('error decoding the payload: no JSON');
  }
}

/** One signature of the wanted signer is enough. */
function matchIdentity(layers: readonly SignedLayer[], { identity }: Attestor): void {
  if (asksNothing(identity)) return;
  const problems: string[] = [];
  for (const layer of layers) {
    const certificate = certificateOf(layer);
    if (certificate === null) throw new VerifyError('certificate not found');
    try {
      checkIdentity(certificate, identity);
      return;
    } catch (error) {
      if (!(error instanceof VerifyError)) throw error;
      problems.push(error.message);
    }
  }
  throw new VerifyError(problems.join('; ') || 'invalid signature');
}

function matchAnnotations(layers: readonly SignedLayer[], { annotations }: Attestor): void {
  const wanted = Object.entries(annotations);
  if (wanted.length === 0) return;
  const matches = layers.some((layer) => {
    const optional = own(readJson(payloadOf(layer)), 'optional');
    return wanted.every(([key, value]) => own(optional, key) === value);
  });
  if (!matches) throw new VerifyError('no signature matched the required annotations');
}
