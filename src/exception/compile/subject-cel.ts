import type { Subject } from '../contract.ts';
import { all, any, literal, starPattern } from './cel-text.ts';
import { type Made, madeFor, makers, ownerPattern, podPath } from './made-by.ts';

/**
 * That the object of a request counts as the subject: it is the workload itself, or what its controllers made for it.
 * `atAdmission` is false where nobody asks, as in background scans; then only the workload itself counts.
 */
export function countsAs(namespace: string, subject: Subject, atAdmission: boolean): string {
  const itself = all([
    kindIs(subject),
    nameHolds("object.metadata.?name.orValue('')", subject.name),
    allMeant(subject, subject.kind),
  ]);
  const made = atAdmission ? (madeFor[subject.kind] ?? []).map((one) => madeOne(subject, one)) : [];
  return all([`object.metadata.?namespace.orValue('') == ${literal(namespace)}`, any([itself, ...made])]);
}

function kindIs({ kind, apiGroup }: Subject): string {
  const group =
    apiGroup === undefined
      ? 'true'
      : apiGroup === ''
        ? "!object.apiVersion.contains('/')"
        : `object.apiVersion.startsWith(${literal(`${apiGroup}/`)})`;
  return all([`object.kind == ${literal(kind)}`, group]);
}

function nameHolds(expression: string, name: string): string {
  return name.endsWith('*')
    ? `${expression}.startsWith(${literal(name.slice(0, -1))})`
    : `${expression} == ${literal(name)}`;
}

/**
 * Whether a pod that is being created is one of the subject's, whatever its containers. The same rule as
 * `subjectsAtAdmission`, but for the owner's owner, which CEL cannot look up: a guard has to keep others from making
 * ReplicaSets and Jobs of those names. An update counts for nobody: it does not tell who made the pod.
 */
export function podCountsAs(subject: Subject): string {
  if (subject.kind === 'Pod')
    return all([
      "request.operation == 'CREATE'",
      nameHolds("object.metadata.?name.orValue('')", subject.name),
    ]);
  return any(
    (madeFor[subject.kind] ?? []).filter(({ kind }) => kind === 'Pod').map((one) => madeBy(subject, one)),
  );
}

/** That the one who asks is a controller's account. */
export function isMaker(controller: string): string {
  return `request.userInfo.?username.orValue('') in ${literal(makers(controller))}`;
}

function madeOne(subject: Subject, made: Made): string {
  const group =
    made.group === '' ? "object.apiVersion == 'v1'" : `object.apiVersion.startsWith('${made.group}/')`;
  return all([`object.kind == '${made.kind}'`, group, madeBy(subject, made), allMeant(subject, made.kind)]);
}

function madeBy(subject: Subject, made: Made): string {
  const owner = all([
    'o.?controller.orValue(false)',
    `o.kind == '${made.owner}'`,
    `o.name.matches(${literal(ownerPattern(subject.name, made))})`,
    made.ownerName === 'hash'
      ? "o.name.endsWith('-' + object.metadata.?labels[?'pod-template-hash'].orValue('/'))"
      : 'true',
  ]);
  return all([
    "request.operation == 'CREATE'",
    isMaker(made.controller),
    `object.metadata.?ownerReferences.orValue([]).exists(o, ${owner})`,
  ]);
}

/** That every container of the pod is one that the subject means. */
function allMeant({ containers, images }: Subject, kind: string): string {
  if (containers === undefined && images === undefined) return 'true';
  const spec = `object${podPath(kind)
    .map((step) => `.?${step}`)
    .join('')}`;
  const every = ['initContainers', 'containers', 'ephemeralContainers']
    .map((list) => `${spec}.?${list}.orValue([])`)
    .join(' + ');
  const meant = all([
    containers === undefined ? 'true' : `c.?name.orValue('') in ${literal(containers)}`,
    images === undefined
      ? 'true'
      : any(images.map((image) => `c.?image.orValue('').matches(${literal(starPattern(image))})`)),
  ]);
  return all([`(${every}).size() > 0`, `(${every}).all(c, ${meant})`]);
}
