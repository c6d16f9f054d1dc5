import type { Json, JsonObject } from '../../../kube/json.ts';
import { mention } from './mention.ts';
import { boolAt, integerAt, listAt, none, objectAt, stringAt, stringsAt } from './read.ts';

/**
 * A securityContext, of a pod or of a container, reduced to what the checks ask. Null: not set. Pods leave the fields
 * that only containers have at null. The types of profiles are '' when the profile is there without one.
 */
export interface SecurityView {
  readonly privileged: boolean | null;
  readonly allowPrivilegeEscalation: boolean | null;
  readonly runAsNonRoot: boolean | null;
  readonly runAsUserZero: boolean;
  readonly hostProcess: boolean;
  readonly procMount: string | null;
  readonly seccompType: string | null;
  readonly appArmorType: string | null;
  readonly seLinux: SeLinuxView | null;
  readonly capabilities: CapabilitiesView | null;
  /** What of `mention` is set here. */
  readonly mentions: number;
  /** The names of a pod's sysctls. */
  readonly sysctls: readonly string[];
}

export interface SeLinuxView {
  readonly type: string;
  readonly user: string;
  readonly role: string;
}

export interface CapabilitiesView {
  readonly add: readonly string[];
  readonly drop: readonly string[];
}

/** What a missing securityContext says. */
export const unset: SecurityView = {
  privileged: null,
  allowPrivilegeEscalation: null,
  runAsNonRoot: null,
  runAsUserZero: false,
  hostProcess: false,
  procMount: null,
  seccompType: null,
  appArmorType: null,
  seLinux: null,
  capabilities: null,
  mentions: 0,
  sysctls: none,
};

/**
 * Reads a securityContext in one walk over the keys it has: most of the fields we know are missing in most of them, and
 * asking for each is what costs.
 */
export function viewSecurity(context: JsonObject, ofPod: boolean): SecurityView {
  let privileged: boolean | null = null;
  let allowPrivilegeEscalation: boolean | null = null;
  let runAsNonRoot: boolean | null = null;
  let runAsUserZero = false;
  let hostProcess = false;
  let procMount: string | null = null;
  let seccompType: string | null = null;
  let appArmorType: string | null = null;
  let seLinux: SeLinuxView | null = null;
  let capabilities: CapabilitiesView | null = null;
  let sysctls: readonly string[] = none;
  let mentions = 0;
  for (const key in context) {
    const value = context[key];
    if (value === null) continue;
    switch (key) {
      case 'allowPrivilegeEscalation':
        if (!ofPod) allowPrivilegeEscalation = boolAt(value, 'securityContext.allowPrivilegeEscalation');
        break;
      case 'capabilities':
        if (!ofPod) capabilities = viewCapabilities(value);
        break;
      case 'runAsNonRoot':
        runAsNonRoot = boolAt(value, 'securityContext.runAsNonRoot');
        break;
      case 'seccompProfile':
        seccompType = profileType(value, 'securityContext.seccompProfile');
        break;
      case 'runAsUser':
        runAsUserZero = integerAt(value, 'securityContext.runAsUser') === 0;
        if (runAsUserZero) mentions |= mention.userZero;
        break;
      case 'privileged':
        if (!ofPod) privileged = boolAt(value, 'securityContext.privileged');
        if (privileged) mentions |= mention.privileged;
        break;
      case 'seLinuxOptions':
        seLinux = viewSeLinux(value);
        mentions |= mention.seLinux;
        break;
      case 'appArmorProfile':
        appArmorType = profileType(value, 'securityContext.appArmorProfile');
        mentions |= mention.appArmor;
        break;
      case 'procMount':
        if (!ofPod) procMount = stringAt(value, 'securityContext.procMount');
        mentions |= mention.procMount;
        break;
      case 'windowsOptions':
        hostProcess = isHostProcess(value);
        if (hostProcess) mentions |= mention.hostProcess;
        break;
      case 'sysctls':
        if (ofPod) sysctls = sysctlNames(value);
        break;
      default:
    }
  }
  return {
    privileged,
    allowPrivilegeEscalation,
    runAsNonRoot,
    runAsUserZero,
    hostProcess,
    procMount,
    seccompType,
    appArmorType,
    seLinux,
    capabilities,
    mentions,
    sysctls,
  };
}

function profileType(value: Json | undefined, where: string): string | null {
  const profile = objectAt(value, where);
  if (profile === null) return null;
  for (const key in profile) {
    if (key === 'type') return stringAt(profile[key], where) ?? '';
  }
  return '';
}

function isHostProcess(value: Json | undefined): boolean {
  const options = objectAt(value, 'securityContext.windowsOptions');
  return boolAt(options?.hostProcess, 'securityContext.windowsOptions.hostProcess') === true;
}

function viewSeLinux(value: Json | undefined): SeLinuxView | null {
  const where = 'securityContext.seLinuxOptions';
  const options = objectAt(value, where);
  if (options === null) return null;
  return {
    type: stringAt(options.type, where) ?? '',
    user: stringAt(options.user, where) ?? '',
    role: stringAt(options.role, where) ?? '',
  };
}

function viewCapabilities(value: Json | undefined): CapabilitiesView | null {
  const where = 'securityContext.capabilities';
  const capabilities = objectAt(value, where);
  if (capabilities === null) return null;
  let add: readonly string[] = none;
  let drop: readonly string[] = none;
  for (const key in capabilities) {
    if (key === 'drop') drop = stringsAt(capabilities[key], where);
    else if (key === 'add') add = stringsAt(capabilities[key], where);
  }
  return { add, drop };
}

function sysctlNames(value: Json | undefined): readonly string[] {
  const where = 'securityContext.sysctls';
  return listAt(value, where).map((item) => stringAt(objectAt(item, where)?.name, where) ?? '');
}
