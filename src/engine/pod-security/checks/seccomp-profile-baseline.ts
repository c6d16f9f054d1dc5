import { goQuote } from '../../../kube/go-quote.ts';
import { type Check, type Forbidden, forbid } from '../check.ts';
import { type AnnotationView, seccompContainerPrefix, seccompPodKey } from '../view/annotation.ts';
import type { PodView } from '../view/pod.ts';
import { plural, quoteAll, sortedSet } from '../words.ts';
import { findProfiles } from './profile-type.ts';

/**
 * Seccomp must not be switched off.
 *
 * Fields: securityContext.seccompProfile.type of the pod and of every container.
 * Allowed: RuntimeDefault, Localhost, absent.
 *
 * Before 1.19 there were no such fields, and only annotations are looked at: the pod's, and those of containers that
 * exist. Allowed there: runtime/default, docker/default, localhost/*; an empty value is none of them.
 */
export const seccompProfileBaseline: Check = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  title: 'Seccomp not switched off',
  severity: 'medium',
  cis: ['5.6.2'],
  nist: ['4.4.3'],
  fix: {
    text: 'securityContext:\n  seccompProfile:\n    type: RuntimeDefault',
    edit: (field) => ({ set: field[0] === 'metadata' ? 'runtime/default' : 'RuntimeDefault' }),
  },
  revisions: [
    { since: 'v1.0', run: byAnnotations },
    { since: 'v1.19', run: byFields },
  ],
};

function byFields(pod: PodView): Forbidden | null {
  const bad = forbiddenProfiles(pod);
  if (bad === null) return null;
  const detail = `${bad.setters} must not set securityContext.seccompProfile.type to ${quoteAll(bad.types)}`;
  return forbid('seccompProfile', detail, bad.fields);
}

function byAnnotations(pod: PodView): Forbidden | null {
  if (pod.annotations.length === 0) return null;
  const names = new Set(pod.containers.map((container) => container.name));
  const bad = pod.annotations.filter(
    (annotation) => concerns(annotation, names) && !allowed(annotation.value),
  );
  if (bad.length === 0) return null;
  const settings = sortedSet(bad.map(({ key, value }) => `${key}=${goQuote(value)}`));
  const detail = `forbidden ${plural(settings.length, 'annotation', 'annotations')} ${settings.join(', ')}`;
  return forbid('seccompProfile', detail, () => bad.map(({ key }) => ['metadata', 'annotations', key]));
}

function concerns({ key }: AnnotationView, containers: ReadonlySet<string>): boolean {
  if (key === seccompPodKey) return true;
  return key.startsWith(seccompContainerPrefix) && containers.has(key.slice(seccompContainerPrefix.length));
}

function allowed(profile: string): boolean {
  return profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/');
}

const forbiddenProfiles = findProfiles('seccompProfile');
