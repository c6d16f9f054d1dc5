import { createHash, X509Certificate } from 'node:crypto';
import { bundleFromJSON, type SerializedBundle } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { type Json, own } from '../../../kube/json.ts';
import type { ImageEvidence, SignedLayer } from '../../../source/registry/evidence.ts';
import { listAt, objectAt, textAt } from '../read.ts';
import { asksNothing, checkIdentity } from './certificate-identity.ts';
import { readEnvelope } from './envelope.ts';
import type { Sigstore, SigstoreQuestion } from './facts.ts';
import { readCertificates } from './pem.ts';
import { readPublicKey, spkiOf } from './public-key.ts';
import { checkSubject, decodeStatement } from './statement.ts';
import { readBundle } from './transparency-log.ts';
import { VerifyError } from './verify-error.ts';

/** Sigstore's own library; loaded only for policies that need it. */
export const sigstore: Sigstore = {
  verifyLayer(layer, kind, question) {
    const { ignoreLog, ignoreTimestamps } = question.attestor;
    const payload = Buffer.from(layer.payload, 'base64');
    const thresholds = {
      ...common(ignoreLog),
      ctlogThreshold: ignoreTimestamps ? 0 : 1,
      timestampThreshold: 1,
    };
    verify(question, thresholds, () =>
      toSignedEntity(bundleFromJSON(bundleOf(layer, kind, payload, ignoreLog)), payload),
    );
  },
  verifyBundle(bundle, evidence, question) {
    const { ignoreLog, ignoreTimestamps } = question.attestor;
    // Of bundles upstream asks for a time where it asks for a certificate's time-stamps otherwise.
    const timestampThreshold = question.key !== '' && ignoreTimestamps ? 0 : 1;
    verify(question, { ...common(ignoreLog), ctlogThreshold: 0, timestampThreshold }, () =>
      toSignedEntity(bundleFromJSON(bundle), Buffer.from(evidence.manifest, 'base64')),
    );
    checkSigner(bundle, question);
    return claimOf(bundle, evidence);
  },
};

type Entity = ReturnType<typeof toSignedEntity>;

interface Thresholds {
  readonly tlogThreshold: number;
  readonly ctlogThreshold: number;
  readonly timestampThreshold: number;
}

function common(ignoreLog: boolean): Pick<Thresholds, 'tlogThreshold'> {
  return { tlogThreshold: ignoreLog ? 0 : 1 };
}

function verify(question: SigstoreQuestion, thresholds: Thresholds, entityOf: () => Entity): void {
  try {
    new Verifier(trustOf(question), thresholds).verify(believed(entityOf(), question));
  } catch (error) {
    if (error instanceof VerifyError || !(error instanceof Error)) throw error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new VerifyError(`${error.message}${cause}`);
  }
}

/** Without the log nothing it says counts, its times neither: a certificate then has to be valid now. */
function believed(entity: Entity, { attestor, key, now }: SigstoreQuestion): Entity {
  if (!attestor.ignoreLog) return entity;
  const timestamps = entity.timestamps.filter(({ $case }) => $case === 'timestamp-authority');
  if (timestamps.length === 0 && key === '') timestamps.push(moment(now));
  return { ...entity, tlogEntries: [], timestamps };
}

/** Upstream looks at the identity only where both subject and issuer are given. */
function checkSigner(bundle: Json, { attestor, key }: SigstoreQuestion): void {
  if (asksNothing(attestor.identity)) return;
  if (key !== '') throw new VerifyError('static key and certificate identity are mutually exclusive');
  const material = own(bundle, 'verificationMaterial');
  const [first] = listAt(own(material, 'x509CertificateChain'), 'certificates');
  const der = textAt(own(material, 'certificate') ?? first, 'rawBytes');
  if (der === '') throw new VerifyError('certificate not found');
  checkIdentity(new X509Certificate(Buffer.from(der, 'base64')), attestor.identity);
}

function moment(now: Date): Entity['timestamps'][number] {
  const tlogEntry = {
    logIndex: '0',
    logId: { keyId: Buffer.alloc(0) },
    kindVersion: { kind: '', version: '' },
    integratedTime: String(Math.floor(now.getTime() / 1000)),
    inclusionPromise: { signedEntryTimestamp: Buffer.alloc(0) },
    inclusionProof: undefined,
    canonicalizedBody: Buffer.alloc(0),
  };
  return { $case: 'transparency-log', tlogEntry };
}

/** Sigstore's trusted root, with what the policy puts in the place of its parts. */
function trustOf({ attestor, key, root }: SigstoreQuestion): TrustMaterial {
  const given = attestor.certificateChain || attestor.roots;
  const serialized = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: attestor.logKey === '' ? own(root, 'tlogs') : [logOf(attestor.logKey)],
    ctlogs: attestor.timestampKey === '' ? own(root, 'ctlogs') : [logOf(attestor.timestampKey)],
    certificateAuthorities: given === '' ? own(root, 'certificateAuthorities') : [authorityOf(given)],
    timestampAuthorities:
      attestor.timestampAuthority === ''
        ? own(root, 'timestampAuthorities')
        : [authorityOf(attestor.timestampAuthority)],
  };
  if (root === undefined && given === '' && key === '')
    throw new VerifyError("Sigstore's trusted root is not known here");
  const publicKey = key === '' ? null : readPublicKey(key);
  return toTrustMaterial(TrustedRoot.fromJSON(serialized), () => {
    if (publicKey === null) throw new VerifyError('the bundle was signed with a key');
    return { publicKey, validFor: () => true };
  });
}

function logOf(pem: string): Json {
  const der = spkiOf(readPublicKey(pem));
  return {
    baseUrl: '',
    hashAlgorithm: 'SHA2_256',
    publicKey: { rawBytes: der.toString('base64'), keyDetails: 'PKIX_ECDSA_P256_SHA_256' },
    logId: { keyId: createHash('sha256').update(der).digest('base64') },
  };
}

function authorityOf(pem: string): Json {
  const certificates = readCertificates(pem).map(({ raw }) => ({ rawBytes: raw.toString('base64') }));
  return { uri: '', certChain: { certificates } };
}

/** What cosign keeps in the annotations of a layer, as a bundle. */
function bundleOf(
  layer: SignedLayer,
  kind: 'signature' | 'attestation',
  payload: Buffer,
  ignoreLog: boolean,
): SerializedBundle {
  const certificate = layer.annotations['dev.sigstore.cosign/certificate'] ?? '';
  if (certificate === '') throw new VerifyError('no certificate found on signature');
  const [leaf] = readCertificates(certificate);
  const material = {
    x509CertificateChain: { certificates: [{ rawBytes: leaf?.raw.toString('base64') ?? '' }] },
    tlogEntries: ignoreLog ? [] : [entryOf(layer)],
    timestampVerificationData: { rfc3161Timestamps: timestampsOf(layer) },
  };
  const content =
    kind === 'signature'
      ? {
          messageSignature: {
            messageDigest: {
              algorithm: 'SHA2_256',
              digest: createHash('sha256').update(payload).digest('base64'),
            },
            signature: layer.annotations['dev.cosignproject.cosign/signature'] ?? '',
          },
        }
      : { dsseEnvelope: readEnvelope(payload) };
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: material,
    ...content,
  } as unknown as SerializedBundle;
}

function entryOf(layer: SignedLayer): Json {
  const bundle = readBundle(layer.annotations['dev.sigstore.cosign/bundle'] ?? '');
  const entry = readEnvelope(Buffer.from(bundle.body, 'base64'));
  return {
    logIndex: String(bundle.logIndex),
    logId: { keyId: Buffer.from(bundle.logId, 'hex').toString('base64') },
    kindVersion: { kind: textAt(entry, 'kind'), version: textAt(entry, 'apiVersion') },
    integratedTime: String(bundle.integratedTime),
    inclusionPromise: { signedEntryTimestamp: bundle.promise.toString('base64') },
    canonicalizedBody: bundle.body,
  };
}

function timestampsOf(layer: SignedLayer): Json[] {
  const text = layer.annotations['dev.sigstore.cosign/rfc3161timestamp'] ?? '';
  if (text === '') return [];
  const signedTimestamp = textAt(readEnvelope(Buffer.from(text)), 'SignedRFC3161Timestamp');
  return [{ signedTimestamp }];
}

/** The statement of a bundle, which must be about the image. A bundle without one signs the manifest itself. */
function claimOf(bundle: Json, evidence: ImageEvidence): Json {
  const envelope = objectAt(bundle, 'dsseEnvelope');
  if (envelope === undefined) return null;
  const statement = decodeStatement(Buffer.from(JSON.stringify(envelope)));
  checkSubject(statement, evidence.digest);
  return statement;
}
