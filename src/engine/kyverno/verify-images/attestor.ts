import { isObject, type Json, own } from '../../../kube/json.ts';
import { textsOf } from '../../../source/registry/evidence.ts';
import { listAt, objectAt, textAt } from '../read.ts';
import type { Identity } from './certificate-identity.ts';

/** One who may vouch for an image, variables already replaced (kyverno v1.19 internal/imageverifier.go, buildCosignVerifier). */
export interface Attestor {
  /** Where it is written, below its entry: `.keys`, `.certificates`, `.keyless` or ''. */
  readonly path: string;
  /** A PEM, `k8s://namespace/secret` or the address of a key management system; '' for none. */
  readonly key: string;
  readonly certificate: string;
  readonly certificateChain: string;
  /** PEM of the roots that certificates must lead to; '' for Sigstore's own. */
  readonly roots: string;
  readonly identity: Identity;
  readonly annotations: Readonly<Record<string, string>>;
  /** '' for the image's own. */
  readonly repository: string;
  readonly algorithm: string;
  readonly ignoreLog: boolean;
  /** PEM of a log of one's own; '' for Sigstore's. */
  readonly logKey: string;
  readonly ignoreTimestamps: boolean;
  readonly timestampKey: string;
  readonly timestampAuthority: string;
}

/** What the check of an image says for all its attestors. */
export interface CheckDefaults {
  readonly annotations: Readonly<Record<string, string>>;
  readonly repository: string;
  readonly roots: string;
}

export function readAttestor(entry: Json, defaults: CheckDefaults, isAttestation: boolean): Attestor {
  const keys = objectAt(entry, 'keys');
  const certificates = keys === undefined ? objectAt(entry, 'certificates') : undefined;
  const keyless = keys === undefined && certificates === undefined ? objectAt(entry, 'keyless') : undefined;
  const holder = keys ?? certificates ?? keyless;
  const rekor = objectAt(holder, 'rekor');
  const ctlog = objectAt(holder, 'ctlog');
  const secret = objectAt(keys, 'secret');
  const annotations = own(entry, 'annotations');
  return {
    path:
      keys !== undefined
        ? '.keys'
        : certificates !== undefined
          ? '.certificates'
          : keyless !== undefined
            ? '.keyless'
            : '',
    key:
      textAt(keys, 'publicKeys') ||
      (secret === undefined
        ? textAt(keys, 'kms')
        : `k8s://${textAt(secret, 'namespace')}/${textAt(secret, 'name')}`),
    certificate: textAt(certificates, 'cert'),
    certificateChain: textAt(certificates, 'certChain'),
    roots: keyless === undefined ? defaults.roots : textAt(keyless, 'roots'),
    identity: {
      subject: textAt(keyless, 'subject'),
      subjectRegExp: textAt(keyless, 'subjectRegExp'),
      issuer: textAt(keyless, 'issuer'),
      issuerRegExp: textAt(keyless, 'issuerRegExp'),
      extensions: textsOf(own(keyless, 'additionalExtensions')),
    },
    annotations: isObject(annotations) ? textsOf(annotations) : defaults.annotations,
    repository: textAt(entry, 'repository') || defaults.repository,
    algorithm: textAt(keys ?? entry, 'signatureAlgorithm'),
    ignoreLog: own(rekor, 'ignoreTlog') === true,
    logKey: textAt(rekor, 'pubkey'),
    ignoreTimestamps:
      ctlog === undefined ? holder === undefined && isAttestation : own(ctlog, 'ignoreSCT') === true,
    timestampKey: textAt(ctlog, 'pubkey'),
    timestampAuthority: textAt(ctlog, 'tsaCertChain'),
  };
}

/** Entries of which `count` must vouch; without it all of them. */
export interface AttestorSet {
  readonly required: number;
  readonly entries: readonly Json[];
}

/** A key entry with several keys stands for as many entries. */
export function readAttestorSet(set: Json, expand: boolean): AttestorSet {
  const entries = expand ? listAt(set, 'entries').flatMap(expandKeys) : listAt(set, 'entries');
  const count = own(set, 'count');
  return { required: typeof count === 'number' && count !== 0 ? count : entries.length, entries };
}

const END = '-----END PUBLIC KEY-----';

function expandKeys(entry: Json): readonly Json[] {
  const keys = objectAt(entry, 'keys');
  const written = textAt(keys, 'publicKeys').split(END);
  if (keys === undefined || !isObject(entry) || written.length <= 2) return [entry];
  return written.slice(0, -1).map((one) => ({ ...entry, keys: { ...keys, publicKeys: `${one}${END}` } }));
}
