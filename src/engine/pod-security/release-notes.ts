import { isObject, own } from '../../kube/json.ts';
import type { PodLike } from './evaluate.ts';
import { minorOf, type Version } from './version.ts';
import { viewPod } from './view/pod.ts';

/**
 * Where the binary of a release judged otherwise than its policy versions say today. A pinned policy version is run by
 * the newest code, so such changes cannot be had by emulation; whoever emulates the release is told of them.
 */
export interface ReleaseNote {
  /** The releases concerned: from `since` on (from the first when left out), up to but without `before`. */
  readonly since?: Version;
  readonly before: Version;
  /** The check, or null when it is about labels. */
  readonly checkId: string | null;
  readonly text: string;
  /** Whether the note matters for a pod; left out when it is about none. */
  readonly affects?: (pod: PodLike) => boolean;
}

const notes: readonly ReleaseNote[] = [
  {
    before: 'v1.33',
    checkId: 'restrictedVolumes',
    text: 'Kubernetes before 1.33 refuses image volumes at restricted, as of type "unknown", under every policy version; here they are allowed.',
    affects: ({ spec }) => {
      const volumes = own(spec, 'volumes');
      return Array.isArray(volumes) && volumes.some((volume) => isObject(own(volume, 'image')));
    },
  },
  {
    before: 'v1.30',
    checkId: 'appArmorProfile',
    text: 'Kubernetes before 1.30 has no AppArmor fields and judges the annotations alone, with another message; here the fields count.',
    affects({ metadata, spec }) {
      const { security, containers } = viewPod(metadata, spec);
      return [security, ...containers.map((each) => each.security)].some(
        (each) => each.appArmorType !== null,
      );
    },
  },
  {
    since: 'v1.29',
    before: 'v1.35',
    checkId: 'runAsNonRoot',
    text: 'Kubernetes 1.29 to 1.34 with the feature gate UserNamespacesPodSecurityStandards excuses pods with hostUsers: false from runAsNonRoot, runAsUser and (from 1.31) procMount under every policy version; here they are judged as without the gate.',
    affects: ({ metadata, spec }) => viewPod(metadata, spec).userNamespace,
  },
  {
    before: 'v1.26',
    checkId: null,
    text: 'Kubernetes before 1.26 does not let warn follow enforce where a namespace has no warn label; here it follows.',
  },
];

/** The notes for a cluster of that release. */
export function releaseNotes(release: Version): readonly ReleaseNote[] {
  const minor = minorOf(release);
  return notes.filter(
    ({ since, before }) => minor < minorOf(before) && (since === undefined || minor >= minorOf(since)),
  );
}
