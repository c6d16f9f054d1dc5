import { isObject, type Json, own } from '../../../kube/json.ts';
import type { Attestor } from '../../kyverno/verify-images/attestor.ts';
import { listOf } from '../policy.ts';
import { text } from './policy.ts';

/** A cosign attestor of an ImageValidatingPolicy, once for each identity it names (kyverno 111e07bb verifiers/ivpol/cosign). */
export function cosignAttestors(attestor: Json): readonly Attestor[] {
  const cosign = own(attestor, 'cosign');
  const keyless = own(cosign, 'keyless');
  const identities = listOf(own(keyless, 'identities'));
  return (identities.length === 0 ? [{}] : identities).map((identity) => readOne(cosign, keyless, identity));
}

function readOne(cosign: Json | undefined, keyless: Json | undefined, identity: Json): Attestor {
  const key = own(cosign, 'key');
  const certificate = own(cosign, 'certificate');
  const log = own(cosign, 'ctlog');
  const secret = own(key, 'secretRef');
  return {
    path: '',
    key:
      text(own(key, 'data')) ||
      text(own(key, 'kms')) ||
      (isObject(secret) ? `k8s://${text(own(secret, 'namespace'))}/${text(own(secret, 'name'))}` : ''),
    certificate: text(own(own(certificate, 'cert'), 'value')),
    certificateChain: text(own(own(certificate, 'certChain'), 'value')),
    roots: text(own(keyless, 'roots')),
    identity: {
      subject: text(own(identity, 'subject')),
      subjectRegExp: text(own(identity, 'subjectRegExp')),
      issuer: text(own(identity, 'issuer')),
      issuerRegExp: text(own(identity, 'issuerRegExp')),
      extensions: {},
    },
    annotations: texts(own(cosign, 'annotations')),
    repository: text(own(own(cosign, 'source'), 'repository')),
    algorithm: text(own(key, 'hashAlgorithm')),
    ignoreLog: own(log, 'insecureIgnoreTlog') === true,
    logKey: text(own(log, 'rekorPubKey')),
    ignoreTimestamps: own(log, 'insecureIgnoreSCT') === true,
    timestampKey: text(own(log, 'ctLogPubKey')),
    timestampAuthority: text(own(log, 'tsaCertChain')),
  };
}

function texts(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).map(([name, one]) => [name, text(one)]),
  );
}
