import { type Json, type JsonObject, own } from '../../../kube/json.ts';
import { JMESPathError } from '../../../language/jmespath/index.ts';
import { parse } from '../../../language/jmespath/parser.ts';
import { listAt, objectAt, textAt } from '../read.ts';
import { findVariables } from '../variable/find.ts';

const reserved = [
  'images',
  'request',
  'serviceAccountName',
  'serviceAccountNamespace',
  'element',
  'elementIndex',
];

const sources = ['configMap', 'apiCall', 'globalReference', 'imageRegistry', 'variable'] as const;

/** What is wrong with the context of a rule (kyverno v1.19 pkg/validation/policy, validateRuleContext). */
export function contextProblem(rule: JsonObject): string | null {
  const entries = listAt(rule, 'context');
  if (entries.length === 0) return null;
  if (objectAt(rule.validate, 'cel') !== undefined)
    return 'context variables are not supported for CEL expressions in validate rules';
  for (const entry of entries) {
    const problem = entryProblem(entry);
    if (problem !== null) return problem;
  }
  return null;
}

function entryProblem(entry: Json): string | null {
  const name = textAt(entry, 'name');
  if (name === '') return 'a name is required for context entries';
  const taken = reserved.find((one) => name === one || name.startsWith(`${one}.`));
  if (taken !== undefined)
    return `entry name ${name} is invalid as it conflicts with a pre-defined variable ${taken}`;
  const given = sources.filter((source) => objectAt(entry, source) !== undefined);
  const [source] = given;
  if (source === undefined || given.length > 1)
    return 'exactly one of configMap or apiCall or imageRegistry or variable is required for context entries';
  const written = objectAt(entry, source) ?? {};
  return sourceProblems[source](written) ?? jmesPathProblem(textAt(written, 'jmesPath'));
}

const sourceProblems: Readonly<Record<(typeof sources)[number], (written: JsonObject) => string | null>> = {
  configMap: (written) =>
    textAt(written, 'name') === ''
      ? 'a name is required for configMap context entry'
      : textAt(written, 'namespace') === ''
        ? 'a namespace is required for configMap context entry'
        : null,
  apiCall: (written) =>
    textAt(written, 'urlPath') !== '' && objectAt(written, 'service') !== undefined
      ? 'a URLPath cannot be used for service API calls'
      : null,
  globalReference: (written) =>
    textAt(written, 'name') === '' ? 'a name is required for globalReference context entry' : null,
  imageRegistry: (written) =>
    textAt(written, 'reference') === '' ? 'a ref is required for imageRegistry context entry' : null,
  variable: variableProblem,
};

function variableProblem(written: JsonObject): string | null {
  const query = textAt(written, 'jmesPath');
  if ((own(written, 'value') ?? null) === null && query === '')
    return 'a variable must define a value or a jmesPath expression';
  return (own(written, 'default') ?? null) !== null && query === ''
    ? 'a variable must define a default value only when a jmesPath expression is defined'
    : null;
}

/** A query with variables is not known yet. */
function jmesPathProblem(query: string): string | null {
  if (query === '' || findVariables(query).length > 0) return null;
  try {
    parse(query);
    return null;
  } catch (error) {
    if (!(error instanceof JMESPathError)) throw error;
    return `failed to parse JMESPath ${query}: ${error.message}`;
  }
}
