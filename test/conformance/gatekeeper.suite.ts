import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import {
  type AdmissionPolicyEngine,
  checkPolicy,
  createAdmissionPolicyEngine,
  loadAdmissionPolicies,
} from '../../src/engine/admission-policy/index.ts';
import { createRequest, type Lookup, type Operation } from '../../src/engine/engine.ts';
import { listAt, textAt, textList } from '../../src/engine/kyverno/read.ts';
import { compareBytes } from '../../src/kube/bytes-order.ts';
import { groupOf } from '../../src/kube/group-kind.ts';
import { isObject, type Json, type JsonObject, own } from '../../src/kube/json.ts';
import { KUBERNETES_VERSIONS } from '../../src/language/cel/kubernetes.ts';
import { resourceOf } from '../../src/migrate/prove.ts';
import { readDocuments } from '../../src/scan/kyverno-suite/documents.ts';
import type { Suite, Tally } from './harness.ts';

/**
 * Constraint templates in CEL (engine K8sNativeValidation): all compile for every version of Kubernetes, and where a suite
 * comes with Gatekeeper's answers, a ValidatingAdmissionPolicy made of the template gives those messages.
 */
export const suite: Suite = { name: 'gatekeeper', share: 1, skips: [], run };

const native = 'K8sNativeValidation';

function run(corpora: string, tally: Tally): void {
  const root = join(corpora, 'gatekeeper');
  const sources = templatesIn(root).flatMap(({ file, template }) => {
    const source = sourceOf(template);
    return source === null ? [] : [{ file, policy: policyOf(template, source) }];
  });
  tally.count('templates with K8sNativeValidation', 48, sources.length);
  for (const { file, policy } of sources) {
    for (const version of KUBERNETES_VERSIONS) {
      const errors = checkPolicy(resourceOf(policy), { version })?.findings.filter(
        ({ severity }) => severity === 'error',
      );
      tally.check(`compile in ${version}`, relative(root, file), errors?.[0]?.message ?? null);
    }
  }
  judgeRows(root, 'library', 194, tally);
  judgeRows(root, 'artifacthub', 577, tally);
}

interface Row {
  readonly suite: string;
  readonly test: string;
  readonly case: string;
  readonly results: readonly { readonly msg: string }[];
}

/** The rows of templates that have no CEL are Rego's. */
function judgeRows(root: string, set: string, count: number, tally: Tally): void {
  const lines = readFileSync(join(root, 'verdicts', `${set}-cel.jsonl`), 'utf8')
    .trim()
    .split('\n');
  tally.count(`${set}-cel.jsonl`, count, lines.length);
  const judges = new Map<string, Judge | null>();
  const seen = new Map<string, number>();
  let rego = 0;
  for (const line of lines) {
    const row = JSON.parse(line) as Row;
    const id = `${row.suite} ${row.test} ${row.case}`;
    const nth = seen.get(id) ?? 0;
    seen.set(id, nth + 1);
    const found = caseOf(join(root, row.suite), row, nth);
    const key = `${found.template} ${found.constraint}`;
    const judge = judges.get(key) ?? judgeOf(found.template, found.constraint);
    judges.set(key, judge);
    if (judge === null) {
      rego++;
      continue;
    }
    const [expected, messages] = [row.results.map(({ msg }) => msg), judge(found.object)].map((list) =>
      JSON.stringify(list.toSorted(compareBytes)),
    );
    const problem = expected === messages ? null : `expected ${expected}, found ${messages}`;
    tally.check(`cases of ${set}`, nth === 0 ? id : `${id} ${nth + 1}`, problem);
  }
  tally.note(`${rego} of ${lines.length} rows of ${set} are answers of Rego`);
}

interface Case {
  readonly template: string;
  readonly constraint: string;
  readonly object: string;
}

/** Some names are given twice: `nth` tells which is meant. */
function caseOf(file: string, row: Row, nth: number): Case {
  const [written] = readDocuments(file);
  const tests = listAt(written?.value, 'tests').filter((one) => textAt(one, 'name') === row.test);
  const cases = tests.flatMap((test) =>
    listAt(test, 'cases')
      .filter((one) => textAt(one, 'name') === row.case)
      .map((one) => ({ test, one })),
  );
  const { test, one } = cases[nth] ?? {};
  const path = (value: Json | undefined, key: string): string => join(dirname(file), textAt(value, key));
  return {
    template: path(test, 'template'),
    constraint: path(test, 'constraint'),
    object: path(one, 'object'),
  };
}

type Judge = (objectFile: string) => readonly string[];

function judgeOf(templateFile: string, constraintFile: string): Judge | null {
  const template = documentOf(templateFile);
  const source = sourceOf(template);
  if (source === null) return null;
  const constraint = documentOf(constraintFile);
  const policy = policyOf(template, source);
  const binding = bindingOf(policy, constraint);
  const loaded = loadAdmissionPolicies([policy, binding].map(resourceOf));
  const engine = createAdmissionPolicyEngine({ ...loaded, crds: [crdOf(constraint)] });
  return (objectFile) => messagesOf(engine, constraint, documentOf(objectFile));
}

function messagesOf(
  engine: AdmissionPolicyEngine,
  constraint: JsonObject,
  written: JsonObject,
): readonly string[] {
  const review = own(written, 'kind') === 'AdmissionReview' ? own(written, 'request') : undefined;
  const object = own(review, 'object') ?? (review === undefined ? written : null);
  const oldObject = own(review, 'oldObject') ?? null;
  const judged = isObject(object) ? object : oldObject;
  if (!isObject(judged) || !concerns(constraint, judged)) return [];
  const request = {
    ...createRequest(resourceOf(judged)),
    // For a plain object Gatekeeper's own command leaves the operation empty.
    operation: textAt(review, 'operation') as Operation,
    oldObject: isObject(oldObject) ? oldObject : null,
  };
  return engine
    .judge(request, lookupOf(constraint))
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'error')
    .map(({ message }) => message);
}

/** Constraints belong to no namespace. */
function crdOf(constraint: JsonObject): JsonObject {
  const kind = textAt(constraint, 'kind');
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}.constraints.gatekeeper.sh` },
    spec: {
      group: 'constraints.gatekeeper.sh',
      scope: 'Cluster',
      names: { kind, plural: kind.toLowerCase() },
      versions: [{ name: 'v1beta1', served: true, storage: true }],
    },
  };
}

/** The part of a constraint's match that the suites' constraints use. */
function concerns(constraint: JsonObject, object: JsonObject): boolean {
  const match = own(own(constraint, 'spec'), 'match');
  const { kind, apiVersion } = resourceOf(object);
  const kinds = listAt(match, 'kinds');
  const isOne = (list: readonly string[], value: string): boolean =>
    list.length === 0 || list.includes('*') || list.includes(value);
  const kindFits = kinds.some(
    (one) =>
      isOne(textList(own(one, 'kinds')), kind) && isOne(textList(own(one, 'apiGroups')), groupOf(apiVersion)),
  );
  const excluded = textList(own(match, 'excludedNamespaces'));
  const namespaces = textList(own(match, 'namespaces'));
  const namespace = textAt(own(object, 'metadata'), 'namespace');
  const namespaceFits = namespace === '' || isOne(namespaces, namespace);
  return (kinds.length === 0 || kindFits) && !excluded.includes(namespace) && namespaceFits;
}

function sourceOf(template: JsonObject): JsonObject | null {
  for (const target of listAt(own(template, 'spec'), 'targets')) {
    for (const code of listAt(target, 'code')) {
      const source = own(code, 'source');
      if (own(code, 'engine') === native && isObject(source)) return source;
    }
  }
  return null;
}

const everything: JsonObject = {
  resourceRules: [
    { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] } satisfies JsonObject,
  ],
};

/** The policy of a template, with the two variables that Gatekeeper adds. */
function policyOf(template: JsonObject, source: JsonObject): JsonObject {
  const kind = textAt(own(own(own(own(template, 'spec'), 'crd'), 'spec'), 'names'), 'kind');
  const anyObject = "has(request.operation) && request.operation == 'DELETE' ? oldObject : object";
  const params = 'has(params.spec) && has(params.spec.parameters) ? params.spec.parameters : null';
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: `gatekeeper-${textAt(own(template, 'metadata'), 'name')}` },
    spec: {
      failurePolicy: textAt(source, 'failurePolicy') || 'Fail',
      matchConstraints: everything,
      paramKind: { apiVersion: 'constraints.gatekeeper.sh/v1beta1', kind },
      matchConditions: [...listAt(source, 'matchCondition'), ...listAt(source, 'matchConditions')],
      variables: [
        { name: 'anyObject', expression: anyObject },
        { name: 'params', expression: params },
        ...listAt(source, 'variables'),
      ],
      validations: [...listAt(source, 'validations')],
    },
  };
}

function bindingOf(policy: JsonObject, constraint: JsonObject): JsonObject {
  const name = textAt(own(constraint, 'metadata'), 'name');
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: textAt(own(policy, 'metadata'), 'name'),
      paramRef: { name, parameterNotFoundAction: 'Deny' },
      validationActions: ['Deny'],
    },
  };
}

function lookupOf(constraint: JsonObject): Lookup {
  return {
    now: new Date(0),
    namespace: () => undefined,
    list: () => [constraint],
    get: () => constraint,
  };
}

function documentOf(file: string): JsonObject {
  const found = readDocuments(file)
    .map(({ value }) => value)
    .find(isObject);
  if (found === undefined) throw new Error(`${file} holds no object`);
  return found;
}

function templatesIn(root: string): { readonly file: string; readonly template: JsonObject }[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path))
    .sort(compareBytes)
    .map((path) => join(root, path))
    .filter((file) => readFileSync(file, 'utf8').includes(native))
    .flatMap((file) =>
      readDocuments(file)
        .map(({ value }) => value)
        .filter(isObject)
        .filter((value) => own(value, 'kind') === 'ConstraintTemplate')
        .map((template) => ({ file, template })),
    );
}
