import { type Check, choose, type Forbidden, forbid } from '../check.ts';
import type { VolumeView } from '../view/volume.ts';
import { plural, quoteAll } from '../words.ts';

/**
 * Volumes must not be folders or files of the node.
 *
 * Fields: spec.volumes[*].hostPath.
 * Allowed: absent.
 */
export const hostPathVolumes: Check = {
  id: 'hostPathVolumes',
  level: 'baseline',
  title: 'No hostPath volumes',
  severity: 'high',
  cis: ['5.2.11'],
  nist: ['4.5.5'],
  fix: {
    text: 'replace hostPath by emptyDir, a persistentVolumeClaim, a configMap or a csi volume',
    edit: choose,
  },
  revisions: [
    {
      since: 'v1.0',
      run(pod) {
        return pod.volumes.some(isHostPath) ? refuse(pod.volumes) : null;
      },
    },
  ],
};

function isHostPath(volume: VolumeView): boolean {
  return volume.hostPath;
}

function refuse(volumes: readonly VolumeView[]): Forbidden {
  const names = volumes.filter(isHostPath).map((volume) => volume.name);
  const detail = `${plural(names.length, 'volume', 'volumes')} ${quoteAll(names)}`;
  return forbid('hostPath volumes', detail, () =>
    volumes.flatMap((volume, index) => (isHostPath(volume) ? [['spec', 'volumes', index, 'hostPath']] : [])),
  );
}
