import { isObject, type Json, type JsonObject, own } from '../../../kube/json.ts';
import { setOwn } from '../../../language/jmespath/go-json.ts';
import { containsKind } from '../match/kind-selector.ts';
import { listAt, textList, textOf } from '../read.ts';
import { shiftReferences } from './shift-references.ts';

/** The controllers a rule for pods is written out for, and where they keep their pods (kyverno v1.19 pkg/autogen/v1). */
const controllers: Readonly<Record<string, string>> = {
  CronJob: 'batch/v1/CronJob',
  DaemonSet: 'apps/v1/DaemonSet',
  Deployment: 'apps/v1/Deployment',
  Job: 'batch/v1/Job',
  ReplicaSet: 'apps/v1/ReplicaSet',
  ReplicationController: 'v1/ReplicationController',
  StatefulSet: 'apps/v1/StatefulSet',
};

const annotation = 'pod-policies.kyverno.io/autogen-controllers';

/** Which controllers the rules of a policy are written out for; none when the policy rules it out. */
export function autogenControllers(rules: readonly Json[], annotations: Json | undefined): readonly string[] {
  if (!canAutogen(rules)) return [];
  const chosen = own(annotations, annotation);
  return typeof chosen === 'string' ? chosen.split(',') : Object.keys(controllers);
}

/** The rules of a policy as they apply to some controllers: the written ones, and those made for these. */
export function computeRules(rules: readonly JsonObject[], wanted: readonly string[]): readonly JsonObject[] {
  const made = rules.flatMap((rule) => rulesFor(rule, wanted));
  return made.length === 0 ? rules : [...rules.filter((rule) => !isAutogenName(rule)), ...made];
}

/** All or nothing: one rule that cannot be carried over keeps all from being. */
function canAutogen(rules: readonly Json[]): boolean {
  let needed = false;
  for (const rule of rules) {
    if (isObject(own(rule, 'generate')) || patchesByPath(own(rule, 'mutate'))) return false;
    for (const filter of [...filtersOf(own(rule, 'match')), ...filtersOf(own(rule, 'exclude'))]) {
      const resources = own(filter, 'resources');
      if (namesObjects(resources)) return false;
      const kinds = textList(own(resources, 'kinds'));
      if (kinds.length > 1 && containsKind(kinds, 'Pod')) return false;
      needed ||= kinds.some((kind) => kind === 'Pod' || Object.hasOwn(controllers, kind));
    }
  }
  return needed;
}

function patchesByPath(mutate: Json | undefined): boolean {
  if (isFilled(own(mutate, 'patchesJson6902'))) return true;
  const foreach = own(mutate, 'foreach');
  return Array.isArray(foreach) && foreach.some((loop) => isFilled(own(loop, 'patchesJson6902')));
}

function isFilled(value: Json | undefined): boolean {
  return typeof value === 'string' && value !== '';
}

/** What a controller's pods do not share with the controller. */
function namesObjects(resources: Json | undefined): boolean {
  return (
    isFilled(own(resources, 'name')) ||
    textList(own(resources, 'names')).length > 0 ||
    isObject(own(resources, 'selector')) ||
    isObject(own(resources, 'annotations'))
  );
}

function filtersOf(block: Json | undefined): Json[] {
  if (!isObject(block)) return [];
  return [block, ...listAt(block, 'any'), ...listAt(block, 'all')];
}

function isAutogenName(rule: Json): boolean {
  const name = own(rule, 'name');
  return typeof name === 'string' && name.startsWith('autogen-');
}

function rulesFor(rule: JsonObject, wanted: readonly string[]): JsonObject[] {
  if (isAutogenName(rule) || !matchesPods(rule)) return [];
  const made: JsonObject[] = [];
  const plain = wanted.filter((kind) => kind !== 'CronJob' && Object.hasOwn(controllers, kind)).sort();
  const first = plain.length === 0 ? null : carryOver(rule, 'autogen', forControllers(plain));
  if (first !== null) made.push(rewritten(first, 'spec.template'));
  if (!wanted.includes('CronJob')) return made;
  // Upstream makes a CronJob's rule from a controller's: what is wrapped is wrapped twice.
  const inner = carryOver(rule, 'autogen', forControllers(['CronJob']));
  const outer =
    inner === null ? null : carryOver({ ...inner, name: rule.name }, 'autogen-cronjob', forCronJobs);
  if (outer !== null) made.push(rewritten(outer, 'spec.jobTemplate.spec.template'));
  return made;
}

function matchesPods(rule: JsonObject): boolean {
  const excluded = kindsOf(own(rule, 'exclude'));
  return (
    containsKind(kindsOf(own(rule, 'match')), 'Pod') &&
    (excluded.length === 0 || containsKind(excluded, 'Pod'))
  );
}

function kindsOf(block: Json | undefined): string[] {
  return filtersOf(block).flatMap((filter) => textList(own(own(filter, 'resources'), 'kinds')));
}

/** How a rule is carried over from pods to what makes them. */
interface Carrier {
  readonly kinds: readonly string[];
  /** Whether a filter of `any` or `all` gets the new kinds. */
  takesKinds(filter: Json): boolean;
  /** The key under `spec` that what is said of the pod is put into. */
  readonly wrap: string;
  /** The same as a path, for references. */
  readonly shift: string;
}

function forControllers(kinds: readonly string[]): Carrier {
  return {
    kinds: kinds.map((kind) => controllers[kind] ?? kind),
    takesKinds: (filter) => containsKind(textList(own(own(filter, 'resources'), 'kinds')), 'Pod'),
    wrap: 'template',
    shift: 'spec/template',
  };
}

const forCronJobs: Carrier = {
  kinds: ['batch/v1/CronJob'],
  takesKinds: () => true,
  wrap: 'jobTemplate',
  shift: 'spec/jobTemplate/spec/template',
};

/** What a rule keeps beside its match and its body. */
const kept = [
  'context',
  'preconditions',
  'celPreconditions',
  'skipBackgroundRequests',
  'reportProperties',
] as const;

/** null for a rule that is not carried over. */
function carryOver(rule: JsonObject, prefix: string, carrier: Carrier): JsonObject | null {
  const body = bodyOf(rule, carrier);
  if (body === null) return null;
  const carried: JsonObject = { name: `${prefix}-${textOf(rule.name)}`.slice(0, 63) };
  if (isObject(rule.match)) carried.match = withKinds(rule.match, carrier, true);
  if (isObject(rule.exclude)) carried.exclude = withKinds(rule.exclude, carrier, false);
  for (const key of kept) if (own(rule, key) !== undefined) carried[key] = rule[key];
  return { ...carried, ...body };
}

function withKinds(block: JsonObject, carrier: Carrier, always: boolean): JsonObject {
  for (const key of ['any', 'all']) {
    const filters = listAt(block, key);
    if (filters.length === 0) continue;
    const carried = filters.map((filter) =>
      carrier.takesKinds(filter) ? withResourceKinds(filter, carrier) : filter,
    );
    return { ...block, [key]: carried };
  }
  const hasKinds = textList(own(own(block, 'resources'), 'kinds')).length > 0;
  return always || hasKinds ? withResourceKinds(block, carrier) : block;
}

function withResourceKinds(filter: Json, { kinds }: Carrier): JsonObject {
  const object = isObject(filter) ? filter : {};
  const resources = own(object, 'resources');
  return { ...object, resources: { ...(isObject(resources) ? resources : {}), kinds: [...kinds] } };
}

function bodyOf(rule: JsonObject, carrier: Carrier): JsonObject | null {
  const mutate = isObject(rule.mutate) ? mutateBody(rule.mutate, carrier) : null;
  if (mutate !== null) return { mutate };
  const validate = isObject(rule.validate) ? validateBody(rule.validate, carrier) : null;
  if (validate !== null) return { validate };
  return Array.isArray(rule.verifyImages) ? { verifyImages: rule.verifyImages } : null;
}

function wrapped(value: Json, { wrap }: Carrier): JsonObject {
  return { spec: { [wrap]: value } };
}

function mutateBody(mutate: JsonObject, carrier: Carrier): JsonObject | null {
  const patch = own(mutate, 'patchStrategicMerge') ?? null;
  if (patch !== null) return { patchStrategicMerge: wrapped(patch, carrier) };
  const loops = listAt(mutate, 'foreach');
  if (loops.length === 0) return null;
  return { foreach: loops.map((loop) => loopBody(loop, carrier)) };
}

function loopBody(loop: Json, carrier: Carrier): JsonObject {
  const body: JsonObject = {};
  for (const key of ['list', 'context', 'preconditions']) {
    const value = own(loop, key);
    if (value !== undefined) body[key] = value;
  }
  body.patchStrategicMerge = wrapped(own(loop, 'patchStrategicMerge') ?? null, carrier);
  return body;
}

/** What of a validate block goes with each of its forms; the first form that is there counts. */
function validateBody(validate: JsonObject, carrier: Carrier): JsonObject | null {
  const common = (pivot: string): JsonObject => commonBody(validate, carrier, pivot);
  const pattern = own(validate, 'pattern') ?? null;
  if (pattern !== null) return { ...common('pattern'), pattern: wrapped(pattern, carrier) };
  if (isObject(validate.deny)) return { ...common('deny'), deny: validate.deny };
  if (isObject(validate.podSecurity)) return { ...common('podSecurity'), podSecurity: validate.podSecurity };
  const anyPattern = own(validate, 'anyPattern') ?? null;
  if (anyPattern !== null) {
    const patterns = Array.isArray(anyPattern) ? anyPattern : [];
    return { ...common('anyPattern'), anyPattern: patterns.map((one) => wrapped(one, carrier)) };
  }
  if (listAt(validate, 'foreach').length > 0) return { ...common('pattern'), foreach: validate.foreach };
  return isObject(validate.cel) && Object.keys(validate.cel).length > 0 ? validate : null;
}

function commonBody(validate: JsonObject, { shift }: Carrier, pivot: string): JsonObject {
  const body: JsonObject = {};
  if (typeof validate.message === 'string') body.message = shiftReferences(validate.message, shift, pivot);
  for (const key of ['failureAction', 'failureActionOverrides', 'allowExistingViolations']) {
    const value = own(validate, key);
    if (value !== undefined) body[key] = value;
  }
  return body;
}

/** Paths in variables and messages are rewritten as plain text, wherever they stand. */
function rewritten(rule: JsonObject, template: string): JsonObject {
  const cel = isObject(own(rule.validate, 'cel'));
  const root = cel ? '' : 'request.';
  const replacements = ['object', 'oldObject'].flatMap((object): [string, string][] => [
    [`${root}${object}.spec`, `${root}${object}.${template}.spec`],
    [`${root}${object}.metadata`, `${root}${object}.${template}.metadata`],
  ]);
  const ordered = [0, 2, 1, 3].map((index) => replacements[index] as [string, string]);
  return rewriteNode(rule, ordered) as JsonObject;
}

function rewriteText(text: string, replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((rewritten, [from, to]) => rewritten.replaceAll(from, to), text);
}

function rewriteNode(value: Json, replacements: readonly (readonly [string, string])[]): Json {
  if (typeof value === 'string') return rewriteText(value, replacements);
  if (Array.isArray(value)) return value.map((item) => rewriteNode(item, replacements));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) {
    setOwn(copy, rewriteText(key, replacements), rewriteNode(value[key] ?? null, replacements));
  }
  return copy;
}
