import type { RefusedSubject } from './refusal.ts';

/** What the whole of a paste tells of where it happened. */
export interface Around {
  readonly namespace?: string;
  /** What `kubectl describe` was asked about, and what made that. */
  readonly described?: string;
  readonly controller?: { readonly kind: string; readonly name: string };
}

/** The header of `kubectl describe`, and the namespace of a command that was pasted too. */
export function aroundOf(text: string): Around {
  const described = /^Name:\s+(\S+)$/m.exec(text)?.[1];
  const namespace =
    (described === undefined ? undefined : /^Namespace:\s+(\S+)$/m.exec(text)?.[1]) ??
    /^[^\n]{0,80}\b(?:kubectl|helm|oc) [^\n]*?(?:-n|--namespace)[ =]([a-z0-9][a-z0-9-]*)/m.exec(text)?.[1];
  const made = /^Controlled By:\s+([A-Z]\w+)\/(\S+)$/m.exec(text);
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(described === undefined ? {} : { described }),
    ...(made === null ? {} : { controller: { kind: made[1] ?? '', name: made[2] ?? '' } }),
  };
}

type Facts = { -readonly [Key in keyof RefusedSubject]: RefusedSubject[Key] };

/** Whom a refusal is about, as far as the words around it say. The later, more exact forms win. */
export function subjectIn(text: string, around: Around): RefusedSubject {
  const facts: Facts = {};
  if (around.namespace !== undefined) facts.namespace = around.namespace;
  for (const form of forms) Object.assign(facts, form(text));
  const creator = creatorIn(text, around);
  if (creator !== undefined && !(creator.kind === facts.kind && creator.name === facts.name))
    facts.creator = creator;
  return facts;
}

const forms: readonly ((text: string) => RefusedSubject)[] = [
  file,
  eventLine,
  patched,
  editing,
  helm,
  flux,
  invalidObject,
  forbiddenObject,
];

/** The file that kubectl was reading; what a tool wrote for itself and standard input are no files of anybody's. */
function file(text: string): RefusedSubject {
  const named =
    /error when (?:creating|applying patch|retrieving current configuration of|patching|replacing|deleting)[^"\n]*"([^"\n]+)"/.exec(
      text,
    )?.[1] ?? /error validating "([^"\n]+)": /.exec(text)?.[1];
  return named === undefined || /^(?:STDIN$|-$|https?:|\/dev\/|\/tmp\/|\/var\/tmp\/)/.test(named)
    ? {}
    : { file: named };
}

/** `shop  2m  Warning  FailedCreate  replicaset/web-7c9  …`, as `kubectl get events -A` writes it. */
function eventLine(text: string): RefusedSubject {
  const match = /^\s*(\S+)\s+(?:\d+[smhdy]\S*|<unknown>)\s+(?:Warning|Normal)\s+\w+\s/.exec(text);
  const namespace = match?.[1];
  return namespace === undefined || /^\d+[smhdy]/.test(namespace) ? {} : { namespace };
}

/** `GroupVersionKind: "apps/v1, Kind=Deployment"` and `Name: "web", Namespace: "shop"`, of a patch. */
function patched(text: string): RefusedSubject {
  const kind = /GroupVersionKind: "[^"\n]*Kind=([A-Za-z]+)"/.exec(text)?.[1];
  const place = /\bName: "([^"\n]*)", Namespace: "([^"\n]*)"/.exec(text);
  return named(kind, place?.[1], place?.[2]);
}

/** `deployments.apps "web" could not be patched: …`, of `kubectl edit`. */
function editing(text: string): RefusedSubject {
  const match = /\b([a-z]{1,63})(?:\.[a-z0-9.-]{1,253})? "([^"\n]{0,253})" could not be patched: /.exec(text);
  return named(kindOf(match?.[1]), match?.[2]);
}

/** `cannot patch "web" with kind Deployment`, `server-side apply failed for object shop/web apps/v1, Kind=Deployment`. */
function helm(text: string): RefusedSubject {
  const patch = /cannot patch "([^"\n]*)" with kind ([A-Za-z]+)/.exec(text);
  if (patch !== null) return named(patch[2], patch[1]);
  const applied = /failed for object (?:([^\s/]+)\/)?([^\s/]+) \S+, Kind=([A-Za-z]+)/.exec(text);
  return named(applied?.[3], applied?.[2], applied?.[1]);
}

/** `Deployment/shop/web dry-run failed`, `Namespace/shop dry-run failed`. */
function flux(text: string): RefusedSubject {
  const match =
    /\b([A-Z]\w{1,62})\/(?:([^\s/]{1,63})\/)?([^\s/]{1,253}) (?:dry-run|apply|validation) failed\b/.exec(
      text,
    );
  return named(match?.[1], match?.[3], match?.[2]);
}

/** `The deployments "web" is invalid: : …`: a policy's refusal for a reason that kubectl takes for its own. */
function invalidObject(text: string): RefusedSubject {
  const match = /\bThe (\w+)(?:\.[\w.-]+)? "([^"\n]*)" is invalid: /.exec(text);
  return named(kindOf(match?.[1]) ?? match?.[1], match?.[2]);
}

/** `pods "web-1" is forbidden`, `deployments.apps "web" is forbidden`; a name may still be missing. */
function forbiddenObject(text: string): RefusedSubject {
  const end = text.indexOf(' is forbidden: ');
  if (end < 0) return {};
  const before = text.slice(Math.max(0, end - 400), end);
  const match = /([a-z]+)(?:\.[a-z0-9.-]+)?(?: "([^"]*)")?$/.exec(before);
  const kind = kindOf(match?.[1]);
  const name = match?.[2];
  return { ...(kind === undefined ? {} : { kind }), ...(name === undefined ? {} : { name }) };
}

function named(kind: string | undefined, name: string | undefined, namespace?: string): RefusedSubject {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined || name === '' ? {} : { name }),
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
  };
}

/** What tried to create the refused object, by the words of its controller or by what an event is attached to. */
function creatorIn(text: string, { described, controller }: Around): RefusedSubject['creator'] {
  const set = /\bcreate Pod \S+ in StatefulSet (\S+) failed error: /.exec(text)?.[1];
  if (set !== undefined) return { kind: 'StatefulSet', name: set };
  if (!/FailedCreate|ReplicaSetCreateError|Error creating|Failed to create new replica set/.test(text))
    return undefined;
  const object =
    /\b(deployment|replicaset|statefulset|daemonset|job|cronjob|replicationcontroller)(?:\.apps|\.batch)?\/([a-z0-9][\w.-]*)/i.exec(
      text,
    );
  const kind = kindOf(`${object?.[1]?.toLowerCase()}s`);
  if (kind !== undefined) return { kind, name: object?.[2] ?? '' };
  const from = /\b(\w+)-controller\s/.exec(text)?.[1];
  const maker = from === 'replication' ? 'ReplicationController' : kindOf(`${from}s`);
  if (described === undefined || maker === undefined) return undefined;
  return controller ?? { kind: maker, name: described };
}

/** The kind of a resource by its plural name, for what policies are mostly about. */
export function kindOf(plural: string | undefined): string | undefined {
  return plural === undefined ? undefined : kinds.get(plural);
}

const kinds = new Map([
  ['pods', 'Pod'],
  ['replicasets', 'ReplicaSet'],
  ['deployments', 'Deployment'],
  ['statefulsets', 'StatefulSet'],
  ['daemonsets', 'DaemonSet'],
  ['jobs', 'Job'],
  ['cronjobs', 'CronJob'],
  ['replicationcontrollers', 'ReplicationController'],
  ['podtemplates', 'PodTemplate'],
  ['namespaces', 'Namespace'],
  ['services', 'Service'],
  ['serviceaccounts', 'ServiceAccount'],
  ['configmaps', 'ConfigMap'],
  ['secrets', 'Secret'],
  ['ingresses', 'Ingress'],
  ['persistentvolumeclaims', 'PersistentVolumeClaim'],
  ['rollouts', 'Rollout'],
]);
