import type { Json } from '../../../kube/json.ts';
import { objectAt, stringAt } from './read.ts';

/** A volume, reduced to what the checks ask. */
export interface VolumeView {
  readonly name: string;
  readonly hostPath: boolean;
  /** The source that the restricted level refuses, `unknown` for none that this release knows; null when it is fine. */
  readonly restrictedType: string | null;
}

/** The sources the restricted level allows; one of them is enough. */
const allowed: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** The other sources, in the order in which upstream asks for them. */
const refused: readonly string[] = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

/** `sourceless`: what the API server makes of a volume without a source it knows, `emptyDir` or nothing. */
export function viewVolume(item: Json, sourceless: 'emptyDir' | 'unknown'): VolumeView {
  const volume = objectAt(item, 'volumes');
  let name = '';
  let fine = false;
  let refusedAt = refused.length;
  for (const key in volume) {
    const value = volume[key];
    if (value === null || value === undefined) continue;
    if (key === 'name') {
      name = stringAt(value, 'volumes.name') ?? '';
    } else if (allowed.has(key)) {
      fine = objectAt(value, `volumes.${key}`) !== null;
    } else {
      const rank = refused.indexOf(key);
      if (rank >= 0 && objectAt(value, `volumes.${key}`) !== null) refusedAt = Math.min(refusedAt, rank);
    }
  }
  const type = refused[refusedAt];
  const bad = fine ? null : (type ?? (sourceless === 'emptyDir' ? null : sourceless));
  return { name, hostPath: refusedAt === 0, restrictedType: bad };
}
