import { type Json, own } from '../../../../kube/json.ts';
import {
  dynType,
  global,
  intType,
  type Library,
  listType,
  type Macro,
  mapType,
  OpaqueValue,
  opaqueType,
  stringType,
  type Type,
  type Value,
} from '../../../../language/cel/index.ts';
import type { ImageEvidence } from '../../../../source/registry/evidence.ts';
import { LookupError } from '../../../engine.ts';
import { verifyAttestations, verifySignatures } from '../../../kyverno/verify-images/cosign.ts';
import type { VerifyFacts } from '../../../kyverno/verify-images/facts.ts';
import { VerifyError } from '../../../kyverno/verify-images/verify-error.ts';
import { cosignAttestors } from '../image-attestor.ts';
import type { ImageValidatingSpec } from '../image-validating-policy.ts';
import { failure, json, text } from './context-value.ts';

/** The name under which an activation holds what verifies images. */
export const imageVerifierVariable = '@imageVerifier';

const verifierType: Type = opaqueType('kyverno.imageVerifier');

/** Which images were verified in one request, by any of its policies. */
export type Verified = Map<string, boolean>;

/** Verifies images for the expressions of one policy (kyverno 111e07bb pkg/cel/libs/imageverify/impl.go). */
export class ImageVerifier extends OpaqueValue {
  readonly type: Type = verifierType;
  readonly #spec: ImageValidatingSpec;
  readonly #isMeant: (image: string) => boolean;
  readonly #facts: VerifyFacts;
  readonly #verified: Verified;

  constructor(
    spec: ImageValidatingSpec,
    isMeant: (image: string) => boolean,
    facts: VerifyFacts,
    verified: Verified,
  ) {
    super();
    this.#spec = spec;
    this.#isMeant = isMeant;
    this.#facts = facts;
    this.#verified = verified;
  }

  equals(other: Value): boolean {
    return other === this;
  }

  toString(): string {
    return this.type.name;
  }

  /** How many attestors signed the image. */
  signatures(image: string, attestors: readonly Json[]): Value {
    return this.#count(image, attestors, (attestor, evidence) => {
      verifySignatures(evidence, attestor, this.#facts);
    });
  }

  /** How many attestors signed an attestation of the image. */
  attestations(image: string, name: string, attestors: readonly Json[]): Value {
    if (!Object.hasOwn(this.#spec.attestations, name)) {
      return this.#isMeant(image) ? failure(`attestation not found in policy: ${name}`) : 0;
    }
    const type = own(own(this.#spec.attestations[name], 'intoto'), 'type');
    if (typeof type !== 'string') throw new LookupError('attestations by referrers cannot be verified here');
    return this.#count(image, attestors, (attestor, evidence) => {
      const statements = verifyAttestations(evidence, type, attestor, this.#facts);
      if (!statements.some((statement) => own(statement, 'type') === type))
        throw new VerifyError(`no attestation of type ${type}`);
    });
  }

  data(image: string): Value {
    const { lookup } = this.#facts;
    if (lookup.imageData === undefined) throw new LookupError('no registry can be asked here');
    return lookup.imageData(image) as Value;
  }

  #count(
    image: string,
    attestors: readonly Json[],
    verify: (attestor: ReturnType<typeof cosignAttestors>[number], evidence: ImageEvidence) => void,
  ): number {
    if (!this.#isMeant(image)) return 0;
    let count = 0;
    for (const attestor of attestors) {
      if (own(attestor, 'notary') !== undefined)
        throw new LookupError('Notary signatures cannot be verified here');
      if (
        cosignAttestors(attestor).some((one) =>
          this.#holds(() => verify(one, this.#evidence(image, one.repository))),
        )
      )
        count += 1;
    }
    const before = this.#verified.get(image) === true;
    if (attestors.length > 0) this.#verified.set(image, before || count > 0);
    return count;
  }

  #holds(verify: () => void): boolean {
    try {
      verify();
      return true;
    } catch (error) {
      if (error instanceof VerifyError) return false;
      throw error;
    }
  }

  #evidence(image: string, repository: string): ImageEvidence {
    const { lookup } = this.#facts;
    if (lookup.imageEvidence === undefined) throw new LookupError('no registry can be asked here');
    return lookup.imageEvidence(image, repository);
  }
}

/** Functions that stand alone get the verifier as their first argument. */
function withVerifier(name: string, args: number): Macro {
  return {
    name,
    receiver: false,
    args,
    expand: (helper, _, given) => helper.call(`@${name}`, helper.ident(imageVerifierVariable), ...given),
  };
}

const attestors: Type = listType(dynType);

function list(value: Value | undefined): readonly Json[] {
  const found = json(value);
  return Array.isArray(found) ? found : [];
}

function of(value: Value | undefined): ImageVerifier {
  return value as ImageVerifier;
}

/** What the expressions of ImageValidatingPolicies see beside the rest. */
export const imageVerifierLibrary: Library = {
  types: [verifierType],
  macros: [
    withVerifier('verifyImageSignatures', 2),
    withVerifier('verifyAttestationSignatures', 3),
    withVerifier('getImageData', 1),
    withVerifier('extractPayload', 2),
  ],
  variables: {
    [imageVerifierVariable]: verifierType,
    images: mapType(stringType, listType(stringType)),
    attestors: mapType(stringType, dynType),
    attestations: mapType(stringType, stringType),
  },
  functions: [
    {
      name: '@verifyImageSignatures',
      overloads: [
        global(
          'verify_image_signature_string_stringarray',
          [verifierType, stringType, attestors],
          intType,
          (to, image, by) => of(to).signatures(text(image), list(by)),
        ),
      ],
    },
    {
      name: '@verifyAttestationSignatures',
      overloads: [
        global(
          'verify_image_attestations_string_string_stringarray',
          [verifierType, stringType, stringType, attestors],
          intType,
          (to, image, name, by) => of(to).attestations(text(image), text(name), list(by)),
        ),
      ],
    },
    {
      name: '@getImageData',
      overloads: [
        global('get_image_data_string', [verifierType, stringType], dynType, (to, image) =>
          of(to).data(text(image)),
        ),
      ],
    },
    {
      name: '@extractPayload',
      overloads: [
        global('payload_string_string', [verifierType, stringType, stringType], dynType, () => {
          throw new LookupError('payloads of attestations cannot be read here');
        }),
      ],
    },
  ],
};
