import { join } from 'node:path';
import type { AdmissionRequest, Lookup, Operation } from '../../src/engine/engine.ts';
import {
  type KyvernoEngine,
  loadKyvernoEngine,
  refusalText,
  validateKyverno,
} from '../../src/engine/kyverno/index.ts';
import { autogenControllers, computeRules } from '../../src/engine/kyverno/policy/autogen.ts';
import { listAt, textAt } from '../../src/engine/kyverno/read.ts';
import { groupOf, versionOf } from '../../src/kube/group-kind.ts';
import { isObject, type Json, type JsonObject, own } from '../../src/kube/json.ts';
import type { Resource } from '../../src/kube/resource.ts';
import type { Skip, Suite, Tally } from './harness.ts';
import { asStored, asSubmitted } from './kyverno/api-server.ts';
import { readLines } from './kyverno/read-lines.ts';

interface Case {
  readonly id: string;
  readonly policies: readonly JsonObject[];
  readonly exceptions?: readonly JsonObject[];
  readonly existing?: readonly JsonObject[];
  readonly namespace: string;
  readonly operation: Operation;
  readonly resource?: JsonObject;
  readonly oldResource?: JsonObject;
  readonly userInfo?: { readonly username: string; readonly groups?: readonly string[] };
  readonly clusterRoles?: readonly string[];
  readonly expected: {
    readonly decision?: 'admitted' | 'rejected';
    readonly message?: string;
    readonly messageContains?: readonly string[];
    readonly mutatedTo?: JsonObject;
    readonly autogen?: { readonly rules?: readonly JsonObject[] };
  };
  readonly offline?: boolean;
}

const skips: Skip[] = [];

export const suite: Suite = { name: 'kyverno-cases', share: 0.97, skips, run };

async function run(corpora: string, tally: Tally): Promise<void> {
  const folder = join(corpora, 'kyverno', 'chainsaw-cases');
  const admission = readLines<Case>(join(folder, 'admission.jsonl'));
  tally.count('admission.jsonl', 423, admission.length);
  const offline = admission.filter((one) => one.offline === true && isClassic(one));
  for (const family of ['classic', 'with CEL'] as const) {
    const cases = offline.filter((one) => usesCel(one) === (family === 'with CEL'));
    for (const one of cases) await judgeCase(one, family, tally);
  }
  const validation = readLines<Case>(join(folder, 'policy-validation.jsonl'));
  tally.count('policy-validation.jsonl', 612, validation.length);
  for (const one of validation.filter(
    (each) => each.offline === true && isClassicPolicy(each.resource) && !usesCel(each),
  ))
    validateCase(one, tally);
  const autogen = readLines<Case>(join(folder, 'autogen.jsonl'));
  tally.count('autogen.jsonl', 11, autogen.length);
  for (const one of autogen.filter(isClassic)) {
    const group = usesCel(one) ? 'autogen with CEL' : 'autogen';
    tally.check(group, one.id, autogenProblem(one));
  }
}

function isClassic({ policies, exceptions = [] }: Case): boolean {
  return [...policies, ...exceptions].every((one) => groupOf(textAt(one, 'apiVersion')) === 'kyverno.io');
}

function isClassicPolicy(object: JsonObject | undefined): boolean {
  return groupOf(textAt(object, 'apiVersion')) === 'kyverno.io';
}

function usesCel({ policies, resource = {} }: Case): boolean {
  return [...policies, resource].some((policy) =>
    listAt(own(policy, 'spec'), 'rules').some((rule) => isObject(own(own(rule, 'validate'), 'cel'))),
  );
}

async function judgeCase(one: Case, family: string, tally: Tally): Promise<void> {
  const { engine } = await loadKyvernoEngine(one.policies.map(resourceOf), {
    exceptions: (one.exceptions ?? []).map(resourceOf),
    mode: 'admission',
  });
  const answer = engine.admit(requestOf(one), lookupOf(one));
  const { decision, messageContains, mutatedTo } = one.expected;
  const found = answer.allowed ? 'admitted' : 'rejected';
  const message = answer.denial?.message ?? '';
  const missing = (messageContains ?? []).find((part) => !message.includes(part));
  const problem =
    found !== decision
      ? `expected ${decision}, found ${found}: ${message || described(engine, one)}`
      : missing === undefined
        ? null
        : `${JSON.stringify(missing)} is not in ${JSON.stringify(message)}`;
  tally.check(`${family} ${decision}`, one.id, problem);
  if (mutatedTo !== undefined) {
    const difference = differenceFrom(asStored(answer.object), mutatedTo, '');
    tally.check(`${family} mutatedTo`, one.id, difference);
  }
}

function described(engine: KyvernoEngine, one: Case): string {
  return engine
    .evaluate(requestOf(one), lookupOf(one))
    .map(({ policy, rule, result }) => `${policy.name}/${rule.name} ${result.status} ${result.message}`)
    .join('; ');
}

function validateCase({ id, resource, expected }: Case, tally: Tally): void {
  if (resource === undefined) return;
  const refusal = validateKyverno(resourceOf(resource));
  const text = refusal === null ? '' : refusalText(refusal);
  if (expected.decision !== 'rejected') {
    tally.check('policy-validation accepted', id, refusal === null ? null : text);
    return;
  }
  const parts = [expected.message, ...(expected.messageContains ?? [])].filter((one) => one !== undefined);
  const missing = parts.find((part) => !text.includes(part));
  const problem =
    refusal === null
      ? 'was accepted'
      : missing === undefined
        ? null
        : `${JSON.stringify(missing)} is not in ${JSON.stringify(text)}`;
  tally.check('policy-validation refused', id, problem);
}

function requestOf(one: Case): AdmissionRequest {
  const { operation, userInfo = administrator, clusterRoles = [] } = one;
  const written = placed(one.resource ?? one.oldResource ?? {}, one.namespace);
  const object = operation === 'CREATE' ? asSubmitted(written) : written;
  const oldObject = one.oldResource === undefined ? null : placed(one.oldResource, one.namespace);
  const resource = resourceOf(object);
  return {
    operation,
    resource,
    oldObject: operation === 'DELETE' ? (oldObject ?? object) : oldObject,
    subResource: '',
    userInfo,
    clusterRoles,
    dryRun: false,
    raw: rawRequest(resource, operation, oldObject, userInfo),
  };
}

const administrator = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

function rawRequest(
  { apiVersion, kind, namespace, name, object }: Resource,
  operation: Operation,
  oldObject: JsonObject | null,
  userInfo: { readonly username: string; readonly groups?: readonly string[] },
): JsonObject {
  const gvk = { group: groupOf(apiVersion), version: versionOf(apiVersion), kind };
  return {
    uid: '00000000-0000-0000-0000-000000000000',
    kind: gvk,
    requestKind: gvk,
    resource: { group: gvk.group, version: gvk.version, resource: `${kind.toLowerCase()}s` },
    name,
    namespace: kind === 'Namespace' ? name : namespace,
    operation,
    userInfo: { username: userInfo.username, groups: [...(userInfo.groups ?? [])] },
    ...(operation === 'DELETE' ? {} : { object }),
    ...(oldObject === null ? {} : { oldObject }),
    dryRun: false,
  };
}

/** Cluster-wide kinds come without the namespace of their test. */
function placed(object: JsonObject, namespace: string): JsonObject {
  const metadata = own(object, 'metadata');
  if (namespace === '' || textAt(metadata, 'namespace') !== '') return object;
  if (clusterWide.has(textAt(object, 'kind'))) return object;
  return { ...object, metadata: { ...(isObject(metadata) ? metadata : {}), namespace } };
}

const clusterWide: ReadonlySet<string> = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'Node',
  'CustomResourceDefinition',
]);

function resourceOf(object: JsonObject): Resource {
  const metadata = own(object, 'metadata');
  return {
    apiVersion: textAt(object, 'apiVersion'),
    kind: textAt(object, 'kind'),
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name') || textAt(metadata, 'generateName'),
    object,
    origin: { file: 'case', start: { line: 1, column: 1 } },
  };
}

function lookupOf({ existing = [], namespace: home }: Case): Lookup {
  const clusterKinds = new Set(existing.flatMap(clusterKind));
  const objects = existing
    .map((object) => resourceOf(asSubmitted(object)))
    .map((one) => (clusterKinds.has(one.kind) ? { ...one, namespace: '' } : one));
  const ofKind = (apiVersion: string, kind: string): Resource[] =>
    objects.filter((one) => one.apiVersion === apiVersion && one.kind === kind);
  const named = (name: string): JsonObject => asSubmitted({ kind: 'Namespace', metadata: { name } });
  return {
    now: new Date('2026-08-25T12:00:00Z'),
    namespace: (name) =>
      ofKind('v1', 'Namespace').find((one) => one.name === name)?.object ??
      (name === home || name === 'default' ? named(name) : undefined),
    get: (apiVersion, kind, namespace, name) =>
      ofKind(apiVersion, kind).find(
        (one) =>
          one.name === name && (clusterKinds.has(kind) || (one.namespace || home) === (namespace || home)),
      )?.object,
    list: (apiVersion, kind, namespace) =>
      ofKind(apiVersion, kind)
        .filter((one) => namespace === undefined || one.namespace === namespace)
        .map(({ object }) => object),
  };
}

/** The kind that a definition declares cluster-wide. */
function clusterKind(object: JsonObject): string[] {
  const spec = own(object, 'spec');
  return own(spec, 'scope') === 'Cluster' ? [textAt(own(spec, 'names'), 'kind')] : [];
}

/** null when `found` holds all of `wanted`; lists must be as long. */
function differenceFrom(found: Json | undefined, wanted: Json | undefined, path: string): string | null {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return differs(found, wanted, path);
    return first(wanted.map((item, index) => differenceFrom(found[index], item, `${path}[${index}]`)));
  }
  if (isObject(wanted)) {
    if (!isObject(found)) return differs(found, wanted, path);
    return first(
      Object.entries(wanted).map(([key, item]) => differenceFrom(own(found, key), item, `${path}.${key}`)),
    );
  }
  return found === wanted ? null : differs(found, wanted, path);
}

function first(problems: readonly (string | null)[]): string | null {
  return problems.find((problem) => problem !== null) ?? null;
}

function differs(found: Json | undefined, wanted: Json | undefined, path: string): string {
  return `${path}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`;
}

/** The rules that autogen adds, as they stand in the policy's status: fields of the API's defaults included. */
function autogenProblem({ policies: [policy], expected }: Case): string | null {
  const rules = listAt(own(policy, 'spec'), 'rules').filter(isObject).map(withDefaults);
  const controllers = autogenControllers(rules, own(own(policy, 'metadata'), 'annotations'));
  const written = new Set(rules.map(({ name }) => name));
  const made = computeRules(rules, controllers).filter((rule) => !written.has(rule.name));
  // Go writes the old form of a match too, which is empty.
  const wanted = (expected.autogen?.rules ?? []).map((rule) => ({
    ...rule,
    match: withoutEmpty(rule.match),
  }));
  return made.length === wanted.length
    ? differenceFrom(made, wanted, 'rules')
    : `expected ${wanted.length} rules, found ${made.length}`;
}

/** The defaults of the API. */
function withDefaults(rule: JsonObject): JsonObject {
  const { validate } = rule;
  return {
    skipBackgroundRequests: true,
    ...rule,
    ...(isObject(validate) ? { validate: { allowExistingViolations: true, ...validate } } : {}),
  };
}

function withoutEmpty(match: Json | undefined): JsonObject {
  const { resources, ...rest } = isObject(match) ? match : {};
  return isObject(resources) && Object.keys(resources).length > 0 ? { resources, ...rest } : rest;
}
