import {
  dynType,
  global,
  intType,
  type Library,
  listType,
  mapType,
  stringType,
  type Type,
} from '../../../../language/cel/index.ts';

const attestors: Type = listType(dynType);

/**
 * What the expressions of ImageValidatingPolicies see beside the rest (kyverno 111e07bb pkg/cel/libs/imageverify): only
 * declared, to check them as they are written. `image-verifier.ts` does what they say.
 */
export const imageVerificationLibrary: Library = {
  variables: {
    images: mapType(stringType, listType(stringType)),
    attestors: mapType(stringType, dynType),
    attestations: mapType(stringType, stringType),
  },
  functions: [
    {
      name: 'verifyImageSignatures',
      overloads: [global('verify_image_signature_string_stringarray', [stringType, attestors], intType)],
    },
    {
      name: 'verifyAttestationSignatures',
      overloads: [
        global(
          'verify_image_attestations_string_string_stringarray',
          [stringType, stringType, attestors],
          intType,
        ),
      ],
    },
    { name: 'getImageData', overloads: [global('get_image_data_string', [stringType], dynType)] },
    {
      name: 'extractPayload',
      overloads: [global('payload_string_string', [stringType, stringType], dynType)],
    },
  ],
};

/** What the expressions of `matchImageReferences` see: the reference. */
export const imageReferenceLibrary: Library = { variables: { ref: stringType } };
