import type { Json } from '../../../kube/json.ts';
import { allowedVolumes, refusedVolumes } from '../standards.ts';
import { objectAt, stringAt } from './read.ts';

/** A volume, reduced to what the checks ask. */
export interface VolumeView {
  readonly name: string;
  readonly hostPath: boolean;
  /** The source that the restricted level refuses, `unknown` for none that this release knows; null when it is fine. */
  readonly restrictedType: string | null;
}

const allowed: ReadonlySet<string> = new Set(allowedVolumes);

/** `sourceless`: what the API server makes of a volume without a source it knows, `emptyDir` or nothing. */
export function viewVolume(item: Json, sourceless: 'emptyDir' | 'unknown'): VolumeView {
  const volume = objectAt(item, 'volumes');
  let name = '';
  let fine = false;
  let refusedAt = refusedVolumes.length;
  for (const key in volume) {
    const value = volume[key];
    if (value === null || value === undefined) continue;
    if (key === 'name') {
      name = stringAt(value, 'volumes.name') ?? '';
    } else if (allowed.has(key)) {
      fine = objectAt(value, `volumes.${key}`) !== null;
    } else {
      const rank = refusedVolumes.indexOf(key);
      if (rank >= 0 && objectAt(value, `volumes.${key}`) !== null) refusedAt = Math.min(refusedAt, rank);
    }
  }
  const type = refusedVolumes[refusedAt];
  const bad = fine ? null : (type ?? (sourceless === 'emptyDir' ? null : sourceless));
  return { name, hostPath: refusedAt === 0, restrictedType: bad };
}
