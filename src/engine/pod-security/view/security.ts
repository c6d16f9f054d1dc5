import type { Json, JsonObject } from '../../../kube/json.ts';
import { mention } from './mention.ts';
import { boolAt, integerAt, listAt, none, objectAt, stringAt, stringsAt } from './read.ts';

/**
 * A securityContext, of a pod or of a container, reduced to what the checks ask. Null: not set. Pods leave the fields
 * that only containers have at null. The types of profiles are '' when the profile is there without one.
 */
export interface SecurityView {
  readonly allowPrivilegeEscalation: boolean | null;
  readonly runAsNonRoot: boolean | null;
  readonly procMount: string | null;
  readonly seccompType: string | null;
  readonly appArmorType: string | null;
  readonly seLinux: SeLinuxView | null;
  readonly capabilities: CapabilitiesView | null;
  /** What of `mention` is set here, in a way that could be forbidden. */
  readonly mentions: number;
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
  allowPrivilegeEscalation: null,
  runAsNonRoot: null,
  procMount: null,
  seccompType: null,
  appArmorType: null,
  seLinux: null,
  capabilities: null,
  mentions: 0,
};

/**
 * Reads a securityContext in one walk over the keys it has: most of the fields we know are missing in most of them, and
 * asking for each is what costs.
 */
export function viewSecurity(context: JsonObject, ofPod: boolean): SecurityView {
  let allowPrivilegeEscalation: boolean | null = null;
  let runAsNonRoot: boolean | null = null;
  let procMount: string | null = null;
  let seccompType: string | null = null;
  let appArmorType: string | null = null;
  let seLinux: SeLinuxView | null = null;
  let capabilities: CapabilitiesView | null = null;
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
        if (integerAt(value, 'securityContext.runAsUser') === 0) mentions |= mention.userZero;
        break;
      case 'privileged':
        if (!ofPod && boolAt(value, 'securityContext.privileged')) mentions |= mention.privileged;
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
        if (isHostProcess(value)) mentions |= mention.hostProcess;
        break;
      default:
    }
  }
  return {
    allowPrivilegeEscalation,
    runAsNonRoot,
    procMount,
    seccompType,
    appArmorType,
    seLinux,
    capabilities,
    mentions,
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

/** The names of a pod's sysctls. */
export function viewSysctls(context: JsonObject): readonly string[] {
  const where = 'securityContext.sysctls';
  const items = listAt(context.sysctls, where);
  if (items.length === 0) return none;
  return items.map((item) => stringAt(objectAt(item, where)?.name, where) ?? '');
}
