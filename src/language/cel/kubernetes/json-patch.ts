import { global } from '../check/declaration.ts';
import { stringType } from '../check/type.ts';
import type { Library } from '../environment.ts';

/** `jsonpatch.escapeKey` of mutating admission policies (apiserver pkg/cel/library/jsonpatch.go). */
export const jsonPatchLibrary: Library = {
  functions: [
    {
      name: 'jsonpatch.escapeKey',
      overloads: [
        global('string_jsonpatch_escapeKey_string', [stringType], stringType, (key) =>
          (key as string).replaceAll('~', '~0').replaceAll('/', '~1'),
        ),
      ],
    },
  ],
};
