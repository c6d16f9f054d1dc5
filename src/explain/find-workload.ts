import type { Resource } from '../kube/resource.ts';
import type { RefusedSubject } from './recognise/refusal.ts';

/**
 * The resource of the manifests that a refusal is about: the very one, or the workload that makes the pods which were
 * refused. Undefined when none fits, or several do equally well.
 */
export function findWorkload(
  subject: RefusedSubject,
  resources: readonly Resource[],
  namespace?: string,
): Resource | undefined {
  const place = subject.namespace ?? namespace;
  const here = resources.filter(
    (one) => place === undefined || one.namespace === place || one.namespace === '',
  );
  const scored = here
    .map((resource) => ({ resource, score: score(subject, resource) }))
    .filter(({ score: points }) => points > 0)
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (best === undefined) return undefined;
  return second === undefined || second.score < best.score ? best.resource : undefined;
}

function score(subject: RefusedSubject, { kind, name, origin }: Resource): number {
  const inFile = subject.file !== undefined && sameFile(subject.file, origin.file) ? 1 : 0;
  if (subject.name !== undefined && subject.kind === kind && subject.name === name) return 1000 + inFile;
  if (subject.creator?.kind === kind && subject.creator.name === name) return 900 + inFile;
  // A manifest with generateName goes by the beginning of its names.
  const prefix = name.endsWith('-') ? name : `${name}-`;
  if (prefix === name && subject.kind === kind && subject.name?.startsWith(name)) return 500 + inFile;
  // A name made from another: the longest that fits is meant.
  const made = [
    subject.creator?.name,
    subject.kind === 'Pod' || subject.kind === undefined ? subject.name : undefined,
  ];
  if (makers.has(kind) && made.some((one) => one?.startsWith(prefix))) return 100 + name.length + inFile;
  // Nothing but the file, and only one kind of thing that could be refused in it.
  return subject.name === undefined && inFile > 0 && (subject.kind === undefined || subject.kind === kind)
    ? 1
    : 0;
}

const makers: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
  'Rollout',
]);

/** kubectl names the file as it was given there; it may lie elsewhere here. */
function sameFile(said: string, here: string): boolean {
  const [a = '', b = ''] = [said, here].map((path) => path.replace(/^\.?\//, ''));
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`) || a.split('/').at(-1) === b.split('/').at(-1);
}
