import type { Path } from '../../../kube/json.ts';
import { type Check, choose, type Forbidden, forbid } from '../check.ts';
import type { VolumeView } from '../view/volume.ts';
import { plural, quoteAll, sortedSet } from '../words.ts';

/**
 * Volumes must be of the kinds that an application needs; storage comes through claims.
 *
 * Fields: the source of spec.volumes[*].
 * Allowed: configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected, secret. (A volume
 * without a source is refused as `unknown`; an API server makes it an emptyDir before.)
 */
export const restrictedVolumes: Check = {
  id: 'restrictedVolumes',
  level: 'restricted',
  title: 'Only volume types that applications need',
  severity: 'medium',
  cis: ['5.2.11'],
  nist: ['4.5.5'],
  fix: {
    text: 'use configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or secret',
    edit: choose,
  },
  revisions: [
    {
      since: 'v1.0',
      overrides: ['hostPathVolumes'],
      run(pod) {
        return pod.volumes.some(isRestricted) ? refuse(pod.volumes) : null;
      },
    },
  ],
};

function isRestricted(volume: VolumeView): boolean {
  return volume.restrictedType !== null;
}

function refuse(volumes: readonly VolumeView[]): Forbidden {
  const bad = volumes.filter(isRestricted);
  const types = sortedSet(bad.map((volume) => volume.restrictedType ?? ''));
  const names = `${plural(bad.length, 'volume', 'volumes')} ${quoteAll(bad.map(({ name }) => name))}`;
  const what = plural(types.length, 'restricted volume type', 'restricted volume types');
  const detail = `${names} ${plural(bad.length, 'uses', 'use')} ${what} ${quoteAll(types)}`;
  return forbid('restricted volume types', detail, () => volumes.flatMap(fieldsIn));
}

function fieldsIn({ restrictedType }: VolumeView, index: number): readonly Path[] {
  if (restrictedType === null) return [];
  const volume = ['spec', 'volumes', index];
  return [restrictedType === 'unknown' ? volume : [...volume, restrictedType]];
}
