import { listAt, textAt, textList } from '../../engine/kyverno/read.ts';
import { isObject, type Json, type JsonObject, own } from '../../kube/json.ts';
import { SuiteError } from './documents.ts';
import type { PayloadKind } from './payload.ts';

/** One test of a kyverno-test.yaml (cli.kyverno.io/v1alpha1 Test). Paths are as written, relative to the file. */
export interface Suite {
  readonly name: string;
  readonly policies: readonly string[];
  readonly resources: readonly string[];
  readonly targetResources: readonly string[];
  readonly paramResources: readonly string[];
  readonly clusterResources: readonly string[];
  readonly exceptions: readonly string[];
  /** A values file; '' for none. */
  readonly variables: string;
  /** Values written into the test itself; they win over the file. */
  readonly values: Json | undefined;
  readonly userinfo: string;
  /** A Context file, for policies in CEL. */
  readonly context: string;
  readonly apiCallResponses: readonly Json[];
  readonly globalContextEntries: readonly Json[];
  readonly entries: readonly Expectation[];
  /** Files of what is judged and is no Kubernetes object. */
  readonly payloads: readonly { readonly kind: PayloadKind; readonly file: string }[];
}

export type Expected = 'pass' | 'fail' | 'skip' | 'warn' | 'error';

/** One entry of `results`. */
export interface Expectation {
  readonly policy: string;
  readonly rule: string;
  readonly result: Expected;
  /** null when the entry is about all resources. */
  readonly resources: readonly string[] | null;
  readonly resourceSpecs: readonly Json[];
  readonly operation: string;
  readonly patchedResources: string;
  readonly generatedResources: readonly string[];
  /** What the rule of this entry clones; '' for none. */
  readonly cloneSourceResource: string;
  readonly failOnMissingResources: boolean;
  /** Ours: what the failure must do, `Audit` or `Enforce`; '' where the entry does not say. */
  readonly action: string;
}

const payloadFields = [
  ['jsonPayloads', 'JSON'],
  ['httpPayloads', 'HTTP'],
  ['envoyPayloads', 'Envoy'],
] as const;

/** Throws SuiteError for what is no test. */
export function parseSuite(value: Json): Suite {
  if (!isObject(value)) throw new SuiteError('expected a Test (cli.kyverno.io/v1alpha1)');
  const name = textAt(own(value, 'metadata'), 'name') || textAt(value, 'name');
  return {
    name,
    policies: distinct(texts(value, 'policies')),
    resources: distinct(texts(value, 'resources')),
    targetResources: texts(value, 'targetResources'),
    paramResources: texts(value, 'paramResources'),
    clusterResources: texts(value, 'clusterResources'),
    exceptions: texts(value, 'exceptions'),
    variables: textAt(value, 'variables'),
    values: own(value, 'values'),
    userinfo: textAt(value, 'userinfo'),
    context: textAt(value, 'context'),
    apiCallResponses: listAt(value, 'apiCallResponses'),
    globalContextEntries: listAt(value, 'globalContextEntries'),
    entries: listAt(value, 'results').map(parseExpectation),
    payloads: payloadFields.flatMap(([key, kind]) => texts(value, key).map((file) => ({ kind, file }))),
  };
}

function parseExpectation(entry: Json): Expectation {
  const generated = textAt(entry, 'generatedResource');
  const generatedList = textList(own(entry, 'generatedResources'));
  const resources = own(entry, 'resources');
  const single = textAt(entry, 'resource');
  return {
    policy: textAt(entry, 'policy'),
    rule: textAt(entry, 'rule'),
    result: (textAt(entry, 'result') || textAt(entry, 'status')) as Expected,
    resources: Array.isArray(resources) ? textList(resources) : single === '' ? null : [single],
    resourceSpecs: listAt(entry, 'resourceSpecs'),
    operation: textAt(entry, 'operation'),
    patchedResources: textAt(entry, 'patchedResources') || textAt(entry, 'patchedResource'),
    generatedResources: generatedList.length > 0 ? generatedList : generated === '' ? [] : [generated],
    cloneSourceResource: textAt(entry, 'cloneSourceResource'),
    failOnMissingResources: own(entry, 'failOnMissingResources') === true,
    action: textAt(entry, 'action'),
  };
}

function texts(object: JsonObject, key: string): readonly string[] {
  return textList(own(object, key));
}

function distinct(list: readonly string[]): string[] {
  return [...new Set(list)];
}
