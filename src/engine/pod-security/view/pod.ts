import type { Json, JsonObject } from '../../../kube/json.ts';
import { type AnnotationView, viewAnnotations } from './annotation.ts';
import { copyAppArmorAnnotations } from './apparmor-annotation.ts';
import { type ContainerList, type ContainerView, viewContainer } from './container.ts';
import { Containers } from './containers.ts';
import { mention } from './mention.ts';
import { boolAt, listAt, none, objectAt, stringAt } from './read.ts';
import { type SecurityView, unset, viewSecurity, viewSysctls } from './security.ts';
import { type VolumeView, viewVolume } from './volume.ts';

/** A pod in one fixed shape, read once; every check of every level reads this and nothing else. */
export interface PodView {
  readonly containers: Containers;
  readonly security: SecurityView;
  /** What of `mention` is set anywhere. */
  readonly mentions: number;
  /** The names of the pod's sysctls. */
  readonly sysctls: readonly string[];
  readonly volumes: readonly VolumeView[];
  readonly annotations: readonly AnnotationView[];
  readonly hostNetwork: boolean;
  readonly hostPID: boolean;
  readonly hostIPC: boolean;
  /** `hostUsers` is there and false: the pod has user IDs of its own. */
  readonly userNamespace: boolean;
  /** `os.name` is exactly `windows`. */
  readonly windows: boolean;
}

/**
 * What the API server fills in before Pod Security Admission sees the object (k/k pkg/apis/core/v1/defaults.go and
 * pkg/registry/core/pod/strategy.go, 1.36), as far as it changes a verdict.
 */
export interface ServerDefaults {
  /** A volume without a source becomes an emptyDir. */
  readonly emptyDir: boolean;
  /** Ports of pods on the host's network are host ports. Not those of ephemeral containers. */
  readonly hostPorts: boolean;
  /** AppArmor annotations are copied to the container's field. */
  readonly appArmor: boolean;
}

export const noDefaults: ServerDefaults = { emptyDir: false, hostPorts: false, appArmor: false };

export function viewPod(
  metadata: Json | undefined,
  spec: Json | undefined,
  defaults: ServerDefaults = noDefaults,
): PodView {
  const fields = objectAt(spec, 'spec');
  let containers: Json = null;
  let initContainers: Json = null;
  let ephemeralContainers: Json = null;
  let context: JsonObject | null = null;
  let volumes: readonly VolumeView[] = none;
  let hostNetwork = false;
  let hostPID = false;
  let hostIPC = false;
  let userNamespace = false;
  let windows = false;
  for (const key in fields) {
    const value = fields[key];
    if (value === null || value === undefined) continue;
    switch (key) {
      case 'containers':
        containers = value;
        break;
      case 'initContainers':
        initContainers = value;
        break;
      case 'ephemeralContainers':
        ephemeralContainers = value;
        break;
      case 'securityContext':
        context = objectAt(value, 'spec.securityContext');
        break;
      case 'volumes':
        volumes = viewVolumes(value, defaults);
        break;
      case 'hostNetwork':
        hostNetwork = boolAt(value, 'spec.hostNetwork') === true;
        break;
      case 'hostPID':
        hostPID = boolAt(value, 'spec.hostPID') === true;
        break;
      case 'hostIPC':
        hostIPC = boolAt(value, 'spec.hostIPC') === true;
        break;
      case 'hostUsers':
        userNamespace = boolAt(value, 'spec.hostUsers') === false;
        break;
      case 'os':
        windows = stringAt(objectAt(value, 'spec.os')?.name, 'spec.os.name') === 'windows';
        break;
      default:
    }
  }
  const security = context === null ? unset : viewSecurity(context, true);
  const views: ContainerView[] = [];
  addContainers(views, initContainers, 'initContainers', defaults.hostPorts && hostNetwork);
  addContainers(views, containers, 'containers', defaults.hostPorts && hostNetwork);
  addContainers(views, ephemeralContainers, 'ephemeralContainers', false);
  const annotations = annotationsOf(metadata);
  let mentions = annotations.length > 0 ? security.mentions | mention.appArmor : security.mentions;
  for (const view of views) mentions |= view.mentions;
  const pod: PodView = {
    containers: new Containers(views),
    security,
    sysctls: context === null ? none : viewSysctls(context),
    volumes,
    annotations,
    mentions,
    hostNetwork,
    hostPID,
    hostIPC,
    userNamespace,
    windows,
  };
  return defaults.appArmor && !windows && pod.annotations.length > 0 ? copyAppArmorAnnotations(pod) : pod;
}

function viewVolumes(value: Json, defaults: ServerDefaults): readonly VolumeView[] {
  const sourceless = defaults.emptyDir ? 'emptyDir' : 'unknown';
  return listAt(value, 'spec.volumes').map((item) => viewVolume(item, sourceless));
}

function annotationsOf(value: Json | undefined): readonly AnnotationView[] {
  const metadata = objectAt(value, 'metadata');
  for (const key in metadata) {
    if (key !== 'annotations') continue;
    const annotations = objectAt(metadata[key], 'metadata.annotations');
    return annotations === null ? none : viewAnnotations(annotations);
  }
  return none;
}

function addContainers(
  containers: ContainerView[],
  value: Json,
  list: ContainerList,
  hostPorts: boolean,
): void {
  if (value === null) return;
  const items = listAt(value, list);
  for (let index = 0; index < items.length; index++) {
    containers.push(viewContainer(items[index] ?? null, list, index, hostPorts));
  }
}
