import { minorOf, type Version } from './version.ts';
import { noDefaults, type ServerDefaults } from './view/pod.ts';

/**
 * Whether to judge what an API server would hand on: `true` and `pod` for a Pod that is created, `template` for the
 * template of a workload, which gets fewer defaults.
 */
export type ServerDefaultsOption = boolean | 'pod' | 'template';

const templateWithoutHostPorts = 28;
const appArmorFields = 30;

/** The defaults of a server of that version (the newest when undefined) for a pod or a template. */
export function defaultsOf(option: ServerDefaultsOption | undefined, emulate?: Version): ServerDefaults {
  if (option === undefined || option === false) return noDefaults;
  const minor = emulate === undefined ? Number.POSITIVE_INFINITY : minorOf(emulate);
  if (option !== 'template') return minor >= appArmorFields ? podDefaults : oldPodDefaults;
  return minor >= templateWithoutHostPorts ? templateDefaults : oldPodDefaults;
}

const podDefaults: ServerDefaults = { emptyDir: true, hostPorts: true, appArmor: true };
/** Pods before 1.30, whose AppArmor profile is an annotation only, and templates before 1.28. */
const oldPodDefaults: ServerDefaults = { emptyDir: true, hostPorts: true, appArmor: false };
const templateDefaults: ServerDefaults = { emptyDir: true, hostPorts: false, appArmor: false };
