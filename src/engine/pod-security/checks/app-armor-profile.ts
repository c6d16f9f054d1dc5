import { goQuote } from '../../../kube/go-quote.ts';
import { type Check, type Forbidden, forbid } from '../check.ts';
import { type AnnotationView, appArmorPrefix } from '../view/annotation.ts';
import { mention } from '../view/mention.ts';
import { none } from '../view/read.ts';
import { plural, quoteAll, sortedSet } from '../words.ts';
import { type ForbiddenProfiles, findProfiles } from './profile-type.ts';

/**
 * AppArmor must not be switched off.
 *
 * Fields: securityContext.appArmorProfile.type of the pod and of every container.
 * Allowed: RuntimeDefault, Localhost, no profile at all.
 *
 * Fields: annotations that begin with `container.apparmor.security.beta.kubernetes.io/`, whether or not such a container
 * exists. Allowed: runtime/default, localhost/*, empty.
 */
export const appArmorProfile: Check = {
  id: 'appArmorProfile',
  level: 'baseline',
  title: 'AppArmor not switched off',
  severity: 'medium',
  cis: ['5.6.3'],
  nist: ['4.4.3'],
  fix: {
    text: 'securityContext:\n  appArmorProfile:\n    type: RuntimeDefault',
    edit: (field) => (field[0] === 'metadata' ? 'remove' : { set: 'RuntimeDefault' }),
  },
  forbids: mention.appArmor,
  revisions: [
    {
      since: 'v1.0',
      run(pod) {
        const profiles = forbiddenProfiles(pod);
        const annotations = pod.annotations.length === 0 ? none : pod.annotations.filter(isForbidden);
        if (profiles === null && annotations.length === 0) return null;
        return refuse(profiles, annotations);
      },
    },
  ],
};

function refuse(profiles: ForbiddenProfiles | null, annotations: readonly AnnotationView[]): Forbidden {
  const setters = profiles === null ? [] : [profiles.setters];
  if (annotations.length > 0) setters.push(plural(annotations.length, 'annotation', 'annotations'));
  const settings = sortedSet(annotations.map(({ key, value }) => `${key}=${goQuote(value)}`));
  const values = [...(profiles?.types ?? []), ...settings];
  return forbid(
    plural(values.length, 'forbidden AppArmor profile', 'forbidden AppArmor profiles'),
    `${setters.join(' and ')} must not set AppArmor profile type to ${quoteAll(values)}`,
    () => [...(profiles?.fields() ?? []), ...annotations.map(({ key }) => ['metadata', 'annotations', key])],
  );
}

function isForbidden({ key, value }: AnnotationView): boolean {
  if (!key.startsWith(appArmorPrefix)) return false;
  return value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/');
}

const forbiddenProfiles = findProfiles('appArmorProfile');
