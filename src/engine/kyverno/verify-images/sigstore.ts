import { createHash } from 'node:crypto';
import { bundleFromJSON, type SerializedBundle } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, type TrustMaterial, Verifier } from '@sigstore/verify';
import { type Json, own } from '../../../kube/json.ts';
import type { ImageEvidence, SignedLayer } from '../../../source/registry/evidence.ts';
import { objectAt, textAt } from '../read.ts';
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
    const { ignoreLog } = question.attestor;
    const payload = Buffer.from(layer.payload, 'base64');
    verify(question, () => {
      const bundle = bundleFromJSON(bundleOf(layer, kind, payload, ignoreLog));
      return toSignedEntity(bundle, payload);
    });
  },
  verifyBundle(bundle, evidence, question) {
    verify(question, () => {
      const artifact = Buffer.from(evidence.manifest, 'base64');
      return toSignedEntity(bundleFromJSON(bundle), artifact);
    });
    return claimOf(bundle, evidence);
  },
};

type Entity = ReturnType<typeof toSignedEntity>;

function verify(question: SigstoreQuestion, entityOf: () => Entity): void {
  const { attestor, now } = question;
  try {
    const entity = entityOf();
    const ignored = attestor.ignoreLog ? { ...entity, tlogEntries: [] } : entity;
    const timed = ignored.timestamps.length > 0 && !attestor.ignoreLog;
    const verifier = new Verifier(trustOf(question), {
      tlogThreshold: attestor.ignoreLog ? 0 : 1,
      ctlogThreshold: attestor.ignoreTimestamps ? 0 : 1,
      timestampThreshold: question.key === '' ? 1 : 0,
    });
    // Without a log the certificate has to be valid now.
    verifier.verify(timed || question.key !== '' ? ignored : { ...ignored, timestamps: [moment(now)] });
  } catch (error) {
    if (error instanceof VerifyError || !(error instanceof Error)) throw error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new VerifyError(`${error.message}${cause}`);
  }
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
