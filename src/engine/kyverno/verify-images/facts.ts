import type { Json } from '../../../kube/json.ts';
import type { ImageEvidence, SignedLayer } from '../../../source/registry/evidence.ts';
import type { Lookup } from '../../engine.ts';
import type { Attestor } from './attestor.ts';

/** What verifying has to go by beside the policy. */
export interface VerifyFacts {
  readonly lookup: Lookup;
  /** Null where what keyless signatures need was not loaded. */
  readonly sigstore: Sigstore | null;
}

/** What is verified by Sigstore's own library. Each throws VerifyError. */
export interface Sigstore {
  /** A signature or an attestation whose certificate leads to the attestor's roots, or to Sigstore's. */
  verifyLayer(layer: SignedLayer, kind: 'signature' | 'attestation', question: SigstoreQuestion): void;
  /** A bundle; gives the statement that it signs. */
  verifyBundle(bundle: Json, evidence: ImageEvidence, question: SigstoreQuestion): Json;
}

export interface SigstoreQuestion {
  readonly attestor: Attestor;
  /** PEM of the attestor's key; '' where certificates are asked for. */
  readonly key: string;
  /** Sigstore's trusted root; undefined where there is none. */
  readonly root: Json | undefined;
  readonly now: Date;
}
