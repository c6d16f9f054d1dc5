import { join } from 'node:path';
import {
  checkPolicy,
  createKyvernoCelEngine,
  type KyvernoCelEngine,
  loadKyvernoCelPolicies,
} from '../../src/engine/admission-policy/index.ts';
import { autogen, rewriteText } from '../../src/engine/admission-policy/kyverno/autogen.ts';
import type { AdmissionRequest, Lookup, Operation } from '../../src/engine/engine.ts';
import { groupOf } from '../../src/kube/group-kind.ts';
import { isObject, type Json, type JsonObject, own } from '../../src/kube/json.ts';
import type { Resource } from '../../src/kube/resource.ts';
import { builtInKind } from '../../src/kube/structure/kinds.ts';
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
  readonly expected: {
    readonly decision?: 'admitted' | 'rejected';
    readonly message?: string;
    readonly messageContains?: readonly string[];
    readonly mutatedTo?: JsonObject;
    readonly autogen?: { readonly configs?: JsonObject };
  };
  readonly offline?: boolean;
}

const skips: Skip[] = [];

export const suite: Suite = { name: 'kyverno-cel-cases', share: 1, skips, run };

/** The cases of the policies of policies.kyverno.io; `kyverno-cases` has those of the classic ones. */
function run(corpora: string, tally: Tally): void {
  const folder = join(corpora, 'kyverno', 'chainsaw-cases');
  const admission = readLines<Case>(join(folder, 'admission.jsonl'));
  tally.count('admission.jsonl', 423, admission.length);
  for (const one of admission) if (one.offline && one.policies.some(isCel)) judgeCase(one, tally);
  const validation = readLines<Case>(join(folder, 'policy-validation.jsonl'));
  tally.count('policy-validation.jsonl', 612, validation.length);
  for (const { id, resource, expected, offline } of validation) {
    if (!offline || resource === undefined || !isCel(resource)) continue;
    const check = checkPolicy(resourceOf(resource));
    const refusal = check?.findings.find(({ severity }) => severity === 'error');
    if (expected.decision === 'rejected') tally.check('refused', id, refusal ? null : 'was accepted');
    else tally.check('accepted', id, refusal?.message ?? null);
  }
  const copies = readLines<Case>(join(folder, 'autogen.jsonl'));
  tally.count('autogen.jsonl', 11, copies.length);
  for (const { id, policies, expected } of copies) {
    const [policy] = policies;
    if (policy !== undefined && isCel(policy))
      tally.check('autogen', id, difference(autogenOf(policy), expected.autogen?.configs, ''));
  }
}

/** What the API fills in. */
const imageDefaults: JsonObject = {
  validationConfigurations: { mutateDigest: true, required: true, verifyDigest: true },
};

/** As it stands in the policy's status. */
function autogenOf({ spec, kind }: JsonObject): Json {
  const defaults = text(kind).includes('Image') ? imageDefaults : {};
  const copies = isObject(spec) ? autogen({ ...defaults, ...spec }, rewriteText) : [];
  return Object.fromEntries(
    copies.map(({ config, targets, spec: copy }) => [
      config,
      {
        spec: copy,
        targets: targets.map(({ group, version, resource, kind }) => ({ group, version, resource, kind })),
      },
    ]),
  );
}

function isCel({ apiVersion }: JsonObject): boolean {
  return typeof apiVersion === 'string' && groupOf(apiVersion) === 'policies.kyverno.io';
}

function judgeCase(one: Case, tally: Tally): void {
  const { policies, exceptions = [], existing = [], expected } = one;
  const loaded = loadKyvernoCelPolicies([...policies, ...exceptions, ...existing].map(resourceOf));
  const engine = createKyvernoCelEngine(loaded);
  const answer = engine.admit(requestOf(one), lookupOf(one));
  const message = answer.denial?.message ?? '';
  const decision = answer.allowed ? 'admitted' : 'rejected';
  const missing = expected.messageContains?.find((part) => !message.includes(part));
  const problem = decision === expected.decision ? null : `${decision}: ${message || described(engine, one)}`;
  tally.check(`${expected.decision}`, one.id, problem);
  if (expected.message !== undefined) {
    const same = message === expected.message;
    tally.check('messages', one.id, same ? null : `expected ${expected.message}, found ${message}`);
  } else if (missing !== undefined) {
    tally.check('messages', one.id, `${JSON.stringify(missing)} is not in ${message}`);
  }
  if (expected.mutatedTo !== undefined)
    tally.check('mutatedTo', one.id, difference(asStored(answer.object ?? {}), expected.mutatedTo, ''));
}

function described(engine: KyvernoCelEngine, one: Case): string {
  return engine
    .results(requestOf(one), lookupOf(one))
    .map(({ policy, result }) => `${policy.name} ${result.status} ${result.message}`)
    .join('; ');
}

const administrator = { username: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

function requestOf({ resource, oldResource, namespace, operation, userInfo }: Case): AdmissionRequest {
  const object = placed(resource ?? oldResource ?? {}, namespace);
  const submitted = operation === 'CREATE' ? asSubmitted(object) : object;
  return {
    operation,
    resource: resourceOf(submitted),
    oldObject: oldResource === undefined ? null : placed(oldResource, namespace),
    subResource: '',
    userInfo: userInfo ?? administrator,
    dryRun: false,
  };
}

/** Objects without a namespace lie in that of their test. */
function placed(object: JsonObject, namespace: string): JsonObject {
  const { metadata } = object;
  const named = own(metadata, 'namespace') !== undefined;
  const { apiVersion, kind } = resourceOf(object);
  if (named || namespace === '' || builtInKind(apiVersion, kind)?.namespaced === false) return object;
  return { ...object, metadata: { ...(isObject(metadata) && metadata), namespace } };
}

function resourceOf(object: JsonObject): Resource {
  const metadata = own(object, 'metadata');
  return {
    apiVersion: text(object.apiVersion),
    kind: text(object.kind),
    namespace: text(own(metadata, 'namespace')),
    name: text(own(metadata, 'name')) || text(own(metadata, 'generateName')),
    object,
    origin: { file: 'case', start: { line: 1, column: 1 } },
  };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function lookupOf({ existing = [], namespace: home }: Case): Lookup {
  const objects = existing.map((object) => resourceOf(asSubmitted(placed(object, home))));
  const of = (apiVersion: string, kind: string, namespace?: string): Resource[] =>
    objects.filter(
      (one) =>
        one.apiVersion === apiVersion &&
        one.kind === kind &&
        (namespace === undefined || one.namespace === namespace),
    );
  return {
    now: new Date('2026-08-25T12:00:00Z'),
    namespace: (name) => of('v1', 'Namespace').find((one) => one.name === name)?.object,
    get: (apiVersion, kind, namespace, name) =>
      of(apiVersion, kind, namespace).find((one) => one.name === name)?.object,
    list: (apiVersion, kind, namespace) => of(apiVersion, kind, namespace).map(({ object }) => object),
  };
}

/** Null when `found` holds all of `wanted`; lists must be as long. */
function difference(found: Json | undefined, wanted: Json | undefined, path: string): string | null {
  const [keys, parts] = [entriesOf(wanted), entriesOf(found)];
  const alike = keys !== null && parts !== null && Array.isArray(found) === Array.isArray(wanted);
  if (!alike || (Array.isArray(wanted) && keys.length !== parts.length)) {
    if (found === wanted) return null;
    return `${path}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`;
  }
  const held = new Map(parts);
  for (const [key, part] of keys) {
    const problem = difference(held.get(key), part, `${path}.${key}`);
    if (problem !== null) return problem;
  }
  return null;
}

function entriesOf(value: Json | undefined): [string, Json | undefined][] | null {
  return typeof value === 'object' && value !== null ? Object.entries(value) : null;
}
