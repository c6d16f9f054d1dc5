import type { Json, JsonObject, Path } from '../../../kube/json.ts';
import { mention } from './mention.ts';
import { integerAt, listAt, none, objectAt, stringAt } from './read.ts';
import { type SecurityView, unset, viewSecurity } from './security.ts';

export type ContainerList = 'initContainers' | 'containers' | 'ephemeralContainers';

/** A container of any of the three lists, reduced to what the checks ask. */
export interface ContainerView {
  readonly list: ContainerList;
  readonly index: number;
  readonly name: string;
  readonly security: SecurityView;
  /** Ports on the host, by index in `ports`; 0 where none. Empty when no port has one. */
  readonly hostPorts: readonly (number | bigint)[];
  /** What of `mention` is set here. */
  readonly mentions: number;
  /** The hosts that probes and lifecycle handlers name. */
  readonly hosts: readonly HostView[];
}

export interface HostView {
  readonly host: string;
  /** Where it stands inside the container. */
  readonly path: Path;
}

/** `hostPortsByDefault`: a port without a host port takes its own number there, as on pods of the host's network. */
export function viewContainer(
  item: Json,
  list: ContainerList,
  index: number,
  hostPortsByDefault: boolean,
): ContainerView {
  const container = objectAt(item, list);
  let name = '';
  let security = unset;
  let hostPorts: readonly (number | bigint)[] = none;
  let hosts: readonly HostView[] = none;
  for (const key in container) {
    const value = container[key];
    if (value === null || value === undefined) continue;
    switch (key) {
      case 'name':
        name = stringAt(value, 'name') ?? '';
        break;
      case 'securityContext':
        security = viewSecurity(objectAt(value, 'securityContext') ?? {}, false);
        break;
      case 'ports':
        hostPorts = viewHostPorts(value, hostPortsByDefault);
        break;
      case 'livenessProbe':
      case 'readinessProbe':
      case 'startupProbe':
        hosts = addHosts(hosts, objectAt(value, key), [key]);
        break;
      case 'lifecycle':
        hosts = addLifecycleHosts(hosts, objectAt(value, key));
        break;
      default:
    }
  }
  let { mentions } = security;
  if (hostPorts.length > 0) mentions |= mention.hostPorts;
  if (hosts.length > 0) mentions |= mention.hosts;
  return { list, index, name, security, mentions, hostPorts, hosts };
}

function viewHostPorts(value: Json, fromContainerPort: boolean): readonly (number | bigint)[] {
  const items = listAt(value, 'ports');
  let ports: (number | bigint)[] | null = null;
  for (let index = 0; index < items.length; index++) {
    const port = hostPortOf(items[index], fromContainerPort);
    if (port !== 0) (ports ??= Array.from(items, () => 0))[index] = port;
  }
  return ports ?? none;
}

function hostPortOf(item: Json | undefined, fromContainerPort: boolean): number | bigint {
  const port = objectAt(item, 'ports');
  let hostPort: number | bigint = 0;
  let containerPort: number | bigint = 0;
  for (const key in port) {
    if (key === 'hostPort') hostPort = integerAt(port[key], 'ports.hostPort') ?? 0;
    else if (key === 'containerPort') containerPort = integerAt(port[key], 'ports.containerPort') ?? 0;
  }
  return hostPort === 0 && fromContainerPort ? containerPort : hostPort;
}

function addLifecycleHosts(hosts: readonly HostView[], lifecycle: JsonObject | null): readonly HostView[] {
  const started = addHosts(hosts, objectAt(lifecycle?.postStart, 'lifecycle.postStart'), [
    'lifecycle',
    'postStart',
  ]);
  return addHosts(started, objectAt(lifecycle?.preStop, 'lifecycle.preStop'), ['lifecycle', 'preStop']);
}

function addHosts(hosts: readonly HostView[], handler: JsonObject | null, path: Path): readonly HostView[] {
  let found = hosts;
  for (const key in handler) {
    if (key !== 'httpGet' && key !== 'tcpSocket') continue;
    const host = hostOf(handler[key], key);
    if (host !== '') found = [...found, { host, path: [...path, key, 'host'] }];
  }
  return found;
}

function hostOf(value: Json | undefined, where: string): string {
  const action = objectAt(value, where);
  for (const key in action) {
    if (key === 'host') return stringAt(action[key], `${where}.host`) ?? '';
  }
  return '';
}
