import {
  boolType,
  CelError,
  type FunctionDecl,
  global,
  type Library,
  member,
  OpaqueValue,
  opaqueType,
  stringType,
  type Type,
  type Value,
} from '../../../../language/cel/index.ts';
import { text } from './context-value.ts';
import { type OciReference, parseOciReference } from './oci-reference.ts';

const imageType: Type = opaqueType('kyverno.image');

class ImageValue extends OpaqueValue {
  readonly type: Type = imageType;
  readonly reference: OciReference;

  constructor(reference: OciReference) {
    super();
    this.reference = reference;
  }

  equals(other: Value): boolean {
    return other instanceof ImageValue && this.toString() === other.toString();
  }

  toString(): string {
    const { registry, repository, tag, digest } = this.reference;
    return digest === '' ? `${registry}/${repository}:${tag}` : `${registry}/${repository}@${digest}`;
  }
}

function parse(value?: Value): Value {
  const reference = parseOciReference(text(value));
  return typeof reference === 'string' ? new CelError(reference) : new ImageValue(reference);
}

function method(name: string, result: Type, read: (reference: OciReference) => Value): FunctionDecl {
  const run = (image?: Value) => read((image as ImageValue).reference);
  return { name, overloads: [member(`image_${name}`, [imageType], result, run)] };
}

/** References to images and their parts (kyverno/sdk extensions/cel/libs/image). */
export const imageLibrary: Library = {
  types: [imageType],
  functions: [
    { name: 'image', overloads: [global('string_to_image', [stringType], imageType, parse)] },
    { name: 'parseImageReference', overloads: [global('string_to_image', [stringType], imageType, parse)] },
    {
      name: 'isImage',
      overloads: [
        global(
          'is_image_string',
          [stringType],
          boolType,
          (value) => typeof parseOciReference(text(value)) !== 'string',
        ),
      ],
    },
    method('containsDigest', boolType, ({ digest }) => digest !== ''),
    method('registry', stringType, ({ registry }) => registry),
    method('repository', stringType, ({ repository }) => repository),
    method('identifier', stringType, ({ tag, digest }) => digest || tag),
    method('identifierWithSeparator', stringType, ({ tag, digest }) =>
      digest === '' ? `:${tag}` : `@${digest}`,
    ),
    method('tag', stringType, ({ tag }) => tag),
    method('digest', stringType, ({ digest }) => digest),
  ],
};
