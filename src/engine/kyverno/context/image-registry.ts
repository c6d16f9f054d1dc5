import type { Json, JsonObject } from '../../../kube/json.ts';
import { LookupError } from '../../engine.ts';
import { goText } from '../go/text.ts';
import { textAt } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import { applyQuery } from '../variable/expression.ts';
import { compileTemplate } from '../variable/template.ts';
import { type EntryScope, type EntrySource, prefixed, substituted } from './source.ts';

/** What a registry says of an image (kyverno v1.19 pkg/engine/context/loaders/imagedata.go, its misspelling included). */
export function compileImageRegistry(
  entry: JsonObject,
  name: string,
  { expressions }: EntryScope,
): EntrySource {
  const reference = textAt(entry, 'reference');
  const query = textAt(entry, 'jmesPath');
  const referenceTemplate = compileTemplate(reference, expressions);
  const queryTemplate = compileTemplate(query, expressions);
  return {
    asks: 'imageRegistry',
    replaces: false,
    fetch: (context) => {
      const image = substituted(
        referenceTemplate,
        `ailed to substitute variables in context entry ${name} ${reference}`,
        context,
      );
      if (typeof image !== 'string') {
        throw new SubstitutionError(
          `invalid image reference ${goText(image)}, image reference must be a string`,
        );
      }
      const path = substituted(
        queryTemplate,
        `failed to substitute variables in context entry ${name} ${query}`,
        context,
      );
      if (context.lookup.imageData === undefined)
        throw new LookupError(`image ${image} cannot be asked for here`);
      const data: Json = context.lookup.imageData(image);
      if (path === '') return data;
      return prefixed(`failed to apply JMESPath (${query}) results to context entry ${name}, error`, () =>
        applyQuery(goText(path), data, context.searchOptions),
      );
    },
  };
}
