import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { LookupError } from '../../engine.ts';
import { textAt } from '../read.ts';
import { SubstitutionError } from '../variable/error.ts';
import { applyQuery } from '../variable/expression.ts';
import type { JsonContext } from '../variable/json-context.ts';
import { compileTemplate } from '../variable/template.ts';
import { type EntryScope, type EntrySource, prefixed } from './source.ts';

/** Data of a GlobalContextEntry, or one of its projections (kyverno v1.19 pkg/engine/context/loaders/globalcontext.go). */
export function compileGlobalReference(reference: JsonObject, name: string, scope: EntryScope): EntrySource {
  const template = compileTemplate(reference, scope.expressions);
  return {
    asks: 'globalReference',
    replaces: false,
    fetch: (context) =>
      prefixed(`failed to marshal APICall data for context entry ${name}`, () => {
        const resolved = template.evaluate(context);
        const data = read(textAt(resolved, 'name'), context);
        const query = textAt(resolved, 'jmesPath');
        if (query === '') return data;
        return prefixed(`failed to apply JMESPath ${query} for context entry ${name}`, () =>
          applyQuery(query, data, context.searchOptions),
        );
      }),
  };
}

function read(reference: string, { lookup }: JsonContext): Json {
  const [name = '', projection = ''] = reference.split('.');
  if (lookup.globalContext === undefined)
    throw new LookupError(`global context entry ${name} cannot be asked here`);
  const data = lookup.globalContext(name);
  if (data === undefined) throw new SubstitutionError(`failed to fetch entry key=${name}`);
  if (projection === '') return data;
  const projected = own(data, projection);
  if (projected !== undefined) return projected;
  throw new SubstitutionError(`global context mock: projection ${JSON.stringify(projection)} not found`);
}
