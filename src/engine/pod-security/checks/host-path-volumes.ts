import { type Check, choose, forbid } from '../check.ts';
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
        if (!pod.volumes.some((volume) => volume.hostPath)) return null;
        const names = pod.volumes.filter((volume) => volume.hostPath).map((volume) => volume.name);
        const detail = `${plural(names.length, 'volume', 'volumes')} ${quoteAll(names)}`;
        return forbid('hostPath volumes', detail, () =>
          pod.volumes.flatMap((volume, index) =>
            volume.hostPath ? [['spec', 'volumes', index, 'hostPath']] : [],
          ),
        );
      },
    },
  ],
};
