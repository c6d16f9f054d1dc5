import { isObject, type Json, own } from '../../kube/json.ts';

/** A layer that cosign keeps beside an image: what was signed, and the signature with its proofs as annotations. */
export interface SignedLayer {
  /** In base64. */
  readonly payload: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a registry holds of an image for those who verify it. Plain JSON, so that it can be recorded. */
export interface ImageEvidence {
  /** Of the manifest, or of the index where there are several platforms: `sha256:…`. */
  readonly digest: string;
  /** The manifest itself, in base64; '' where it was not kept. */
  readonly manifest: string;
  readonly signatures: readonly SignedLayer[];
  readonly attestations: readonly SignedLayer[];
  /** Sigstore bundles that refer to the image. */
  readonly bundles: readonly Json[];
}

/** Reads evidence that was recorded; null for anything else. */
export function readEvidence(value: Json | undefined): ImageEvidence | null {
  const digest = own(value, 'digest');
  if (typeof digest !== 'string') return null;
  const manifest = own(value, 'manifest');
  const bundles = own(value, 'bundles');
  return {
    digest,
    manifest: typeof manifest === 'string' ? manifest : '',
    signatures: layersOf(own(value, 'signatures')),
    attestations: layersOf(own(value, 'attestations')),
    bundles: Array.isArray(bundles) ? bundles : [],
  };
}

function layersOf(value: Json | undefined): SignedLayer[] {
  return (Array.isArray(value) ? value : []).map((layer) => {
    const payload = own(layer, 'payload');
    return {
      payload: typeof payload === 'string' ? payload : '',
      annotations: textsOf(own(layer, 'annotations')),
    };
  });
}

export function textsOf(value: Json | undefined): Record<string, string> {
  const entries = Object.entries(isObject(value) ? value : {});
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
