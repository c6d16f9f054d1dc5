import type { JsonObject } from '../../../kube/json.ts';
import type { Version } from '../version.ts';
import { podSecured, podWith, secured, withVolume } from './pod.ts';

/** A pod and what one check says of it; `fields` as text, in the order the check names them. */
export interface FailFixture {
  readonly pod: JsonObject;
  readonly says: string;
  readonly fields: string;
  /** The policy version that judges; the newest when left out. */
  readonly at?: Version;
}

export interface PassFixture {
  readonly pod: JsonObject;
  readonly at?: Version;
}

export interface Fixtures {
  readonly fail: readonly FailFixture[];
  readonly pass: readonly PassFixture[];
}

const web = 'spec.containers.0.securityContext';
const hardened = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
const three = (container: JsonObject): JsonObject => ({
  spec: {
    initContainers: [{ name: 'first', ...container }],
    containers: [{ name: 'web', ...container }],
    ephemeralContainers: [{ name: 'debug', ...container }],
  },
});
const key = 'container.apparmor.security.beta.kubernetes.io/web';
const seccompKey = 'container.seccomp.security.alpha.kubernetes.io/';

/** For every check pods that pass and pods that fail; a test holds that none is without. */
export const fixtures: Readonly<Record<string, Fixtures>> = {
  privileged: {
    fail: [
      {
        pod: secured({ privileged: true }),
        says: 'privileged (container "web" must not set securityContext.privileged=true)',
        fields: `${web}.privileged`,
      },
      {
        pod: three({ securityContext: { privileged: true } }),
        says: 'privileged (containers "first", "web", "debug" must not set securityContext.privileged=true)',
        fields:
          'spec.initContainers.0.securityContext.privileged, spec.containers.0.securityContext.privileged, spec.ephemeralContainers.0.securityContext.privileged',
      },
    ],
    pass: [
      { pod: podWith() },
      { pod: secured({ privileged: false }) },
      { pod: secured({ Privileged: true }) },
    ],
  },
  hostNamespaces: {
    fail: [
      {
        pod: podWith({ hostIPC: true, hostNetwork: true }),
        says: 'host namespaces (hostNetwork=true, hostIPC=true)',
        fields: 'spec.hostNetwork, spec.hostIPC',
      },
      { pod: podWith({ hostPID: true }), says: 'host namespaces (hostPID=true)', fields: 'spec.hostPID' },
    ],
    pass: [{ pod: podWith({ hostNetwork: false, hostPID: null }) }, { pod: podWith({ hostpid: true }) }],
  },
  hostPathVolumes: {
    fail: [
      {
        pod: withVolume({ hostPath: {} }),
        says: 'hostPath volumes (volume "data")',
        fields: 'spec.volumes.0.hostPath',
      },
    ],
    pass: [{ pod: withVolume({ emptyDir: {} }) }, { pod: withVolume({ hostPath: null }) }],
  },
  hostPorts: {
    fail: [
      {
        pod: podWith(
          {},
          { ports: [{ hostPort: 9 }, { containerPort: 80 }, { hostPort: 10 }, { hostPort: 9 }] },
        ),
        says: 'hostPort (container "web" uses hostPorts 10, 9)',
        fields:
          'spec.containers.0.ports.0.hostPort, spec.containers.0.ports.2.hostPort, spec.containers.0.ports.3.hostPort',
      },
      {
        pod: three({ ports: [{ hostPort: 80 }] }),
        says: 'hostPort (containers "first", "web", "debug" use hostPort 80)',
        fields:
          'spec.initContainers.0.ports.0.hostPort, spec.containers.0.ports.0.hostPort, spec.ephemeralContainers.0.ports.0.hostPort',
      },
    ],
    pass: [{ pod: podWith({}, { ports: [{ containerPort: 80, hostPort: 0 }, null] }) }],
  },
  hostProbesAndHostLifecycle: {
    fail: [
      {
        pod: podWith(
          {},
          {
            livenessProbe: { httpGet: { host: '::1' } },
            lifecycle: { preStop: { tcpSocket: { host: 'localhost' } } },
          },
        ),
        says: 'probe or lifecycle host (container "web" uses probe or lifecycle hosts "::1", "localhost")',
        fields:
          'spec.containers.0.livenessProbe.httpGet.host, spec.containers.0.lifecycle.preStop.tcpSocket.host',
      },
    ],
    pass: [
      { pod: podWith({}, { livenessProbe: { httpGet: { host: '' } }, startupProbe: { exec: {} } }) },
      { pod: podWith({}, { livenessProbe: { httpGet: { host: 'localhost' } } }), at: 'v1.33' },
    ],
  },
  capabilities_baseline: {
    fail: [
      {
        pod: secured({ capabilities: { add: ['chown', 'CHOWN', 'ALL', null] } }),
        says: 'non-default capabilities (container "web" must not include "", "ALL", "chown" in securityContext.capabilities.add)',
        fields: `${web}.capabilities.add.0, ${web}.capabilities.add.2, ${web}.capabilities.add.3`,
      },
    ],
    pass: [{ pod: secured({ capabilities: { add: ['CHOWN', 'SYS_CHROOT'] } }) }, { pod: podWith() }],
  },
  capabilities_restricted: {
    fail: [
      {
        pod: secured({ capabilities: { drop: ['all'], add: ['NET_BIND_SERVICE', 'CHOWN'] } }),
        says: 'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]; container "web" must not include "CHOWN" in securityContext.capabilities.add)',
        fields: `${web}.capabilities.drop, ${web}.capabilities.add.1`,
      },
      {
        pod: podWith(),
        says: 'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"])',
        fields: `${web}.capabilities.drop`,
      },
      {
        pod: podWith({ os: { name: 'windows' } }),
        at: 'v1.24',
        says: 'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"])',
        fields: `${web}.capabilities.drop`,
      },
    ],
    pass: [
      { pod: secured({ capabilities: { drop: ['NET_RAW', 'ALL'], add: ['NET_BIND_SERVICE'] } }) },
      { pod: podWith({ os: { name: 'windows' } }) },
      { pod: podWith(), at: 'v1.21' },
    ],
  },
  procMount: {
    fail: [
      {
        pod: secured({ procMount: '' }),
        says: 'procMount (container "web" must not set securityContext.procMount to "")',
        fields: `${web}.procMount`,
      },
      {
        pod: secured({ procMount: 'Unmasked' }, { hostUsers: false }),
        at: 'v1.34',
        says: 'procMount (container "web" must not set securityContext.procMount to "Unmasked")',
        fields: `${web}.procMount`,
      },
    ],
    pass: [
      { pod: secured({ procMount: 'Default' }) },
      { pod: secured({ procMount: 'Unmasked' }, { hostUsers: false }) },
    ],
  },
  procMount_restricted: {
    fail: [
      {
        pod: secured({ procMount: 'Unmasked' }, { hostUsers: false }),
        says: 'procMount (container "web" must not set securityContext.procMount to "Unmasked")',
        fields: `${web}.procMount`,
      },
    ],
    pass: [{ pod: secured({ procMount: 'Default' }) }],
  },
  seLinuxOptions: {
    fail: [
      {
        pod: secured({ seLinuxOptions: { type: 'spc_t', user: 'u', role: 'r', level: 'l' } }),
        says: 'seLinuxOptions (container "web" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set)',
        fields: `${web}.seLinuxOptions.type, ${web}.seLinuxOptions.user, ${web}.seLinuxOptions.role`,
      },
      {
        pod: podSecured({ seLinuxOptions: { type: 'container_engine_t' } }),
        at: 'v1.30',
        says: 'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "container_engine_t")',
        fields: 'spec.securityContext.seLinuxOptions.type',
      },
    ],
    pass: [
      { pod: podSecured({ seLinuxOptions: { type: 'container_engine_t', level: 's0' } }) },
      { pod: secured({ seLinuxOptions: {} }) },
    ],
  },
  seccompProfile_baseline: {
    fail: [
      {
        pod: podSecured({ seccompProfile: { type: 'Unconfined' } }),
        says: 'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
        fields: 'spec.securityContext.seccompProfile.type',
      },
      {
        pod: podWith({}, {}, { [`${seccompKey}web`]: '', 'seccomp.security.alpha.kubernetes.io/pod': 'x"y' }),
        at: 'v1.18',
        says: `seccompProfile (forbidden annotations ${seccompKey}web="", seccomp.security.alpha.kubernetes.io/pod="x\\"y")`,
        fields: `metadata.annotations.${seccompKey}web, metadata.annotations.seccomp.security.alpha.kubernetes.io/pod`,
      },
    ],
    pass: [
      { pod: podWith() },
      { pod: secured({ seccompProfile: { type: 'Localhost' } }) },
      { pod: podWith({}, {}, { [`${seccompKey}web`]: 'unconfined' }) },
      { pod: podWith({}, {}, { [`${seccompKey}gone`]: 'unconfined' }), at: 'v1.18' },
      { pod: podSecured({ seccompProfile: { type: 'Unconfined' } }), at: 'v1.18' },
    ],
  },
  seccompProfile_restricted: {
    fail: [
      {
        pod: podWith(),
        says: 'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
        fields: `${web}.seccompProfile.type`,
      },
      {
        pod: podSecured({ seccompProfile: {} }),
        says: 'seccompProfile (pod must not set securityContext.seccompProfile.type to "")',
        fields: 'spec.securityContext.seccompProfile.type',
      },
    ],
    pass: [
      { pod: podSecured({ seccompProfile: { type: 'RuntimeDefault' } }) },
      { pod: secured({ seccompProfile: { type: 'Localhost' } }) },
      { pod: podWith({ os: { name: 'windows' } }) },
    ],
  },
  sysctls: {
    fail: [
      {
        pod: podSecured({ sysctls: [{ name: 'a' }, { name: 'kernel.shm_rmid_forced' }, { name: 'a' }] }),
        says: 'forbidden sysctls (a, a)',
        fields: 'spec.securityContext.sysctls.0, spec.securityContext.sysctls.2',
      },
      {
        pod: podSecured({ sysctls: [{ name: 'net.ipv4.tcp_rmem' }] }),
        at: 'v1.31',
        says: 'forbidden sysctls (net.ipv4.tcp_rmem)',
        fields: 'spec.securityContext.sysctls.0',
      },
    ],
    pass: [
      {
        pod: podSecured({ sysctls: [{ name: 'net.ipv4.tcp_rmem' }, { name: 'net.ipv4.tcp_notsent_lowat' }] }),
      },
    ],
  },
  windowsHostProcess: {
    fail: [
      {
        pod: podWith(
          { securityContext: { windowsOptions: { hostProcess: true } } },
          { securityContext: { windowsOptions: { hostProcess: true } } },
        ),
        says: 'hostProcess (pod and container "web" must not set securityContext.windowsOptions.hostProcess=true)',
        fields: `spec.securityContext.windowsOptions.hostProcess, ${web}.windowsOptions.hostProcess`,
      },
    ],
    pass: [
      { pod: secured({ windowsOptions: { hostProcess: false } }) },
      { pod: secured({ windowsOptions: {} }) },
    ],
  },
  appArmorProfile: {
    fail: [
      {
        pod: podWith({}, { securityContext: { appArmorProfile: {} } }, { [key]: 'a"\u0007' }),
        says: `forbidden AppArmor profiles (container "web" and annotation must not set AppArmor profile type to "", "${key}="a\\"\\a"")`,
        fields: `${web}.appArmorProfile.type, metadata.annotations.${key}`,
      },
      {
        pod: podSecured({ appArmorProfile: { type: 'Unconfined' } }),
        says: 'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
        fields: 'spec.securityContext.appArmorProfile.type',
      },
    ],
    pass: [
      { pod: podWith({}, {}, { [key]: 'localhost/' }) },
      { pod: podWith({}, {}, { [key]: null }) },
      { pod: secured({ appArmorProfile: { type: 'RuntimeDefault' } }) },
    ],
  },
  allowPrivilegeEscalation: {
    fail: [
      {
        pod: podWith({ initContainers: [{ name: 'first', securityContext: hardened }] }),
        says: 'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
        fields: `${web}.allowPrivilegeEscalation`,
      },
      {
        pod: secured({ allowPrivilegeEscalation: true }),
        says: 'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false)',
        fields: `${web}.allowPrivilegeEscalation`,
      },
    ],
    pass: [
      { pod: secured(hardened) },
      { pod: podWith({ os: { name: 'windows' } }) },
      { pod: podWith(), at: 'v1.7' },
    ],
  },
  restrictedVolumes: {
    fail: [
      {
        pod: podWith({
          volumes: [
            { name: 'a', nfs: {} },
            { name: 'b' },
            { name: 'c', futureDisk: {} },
            { name: 'd', nfs: {} },
          ],
        }),
        says: 'restricted volume types (volumes "a", "b", "c", "d" use restricted volume types "nfs", "unknown")',
        fields: 'spec.volumes.0.nfs, spec.volumes.1, spec.volumes.2, spec.volumes.3.nfs',
      },
      {
        pod: withVolume({ nfs: {}, hostPath: {} }),
        says: 'restricted volume types (volume "data" uses restricted volume type "hostPath")',
        fields: 'spec.volumes.0.hostPath',
      },
    ],
    pass: [
      { pod: withVolume({ image: {} }) },
      { pod: withVolume({ hostPath: {}, secret: {} }) },
      { pod: podWith({ volumes: null }) },
    ],
  },
  runAsNonRoot: {
    fail: [
      {
        pod: podWith(),
        says: 'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)',
        fields: `${web}.runAsNonRoot`,
      },
      {
        pod: podWith(
          { securityContext: { runAsNonRoot: false } },
          { securityContext: { runAsNonRoot: true } },
        ),
        says: 'runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)',
        fields: 'spec.securityContext.runAsNonRoot',
      },
      {
        pod: {
          spec: { containers: [{ name: 'a', securityContext: { runAsNonRoot: false } }, { name: 'b' }] },
        },
        says: 'runAsNonRoot != true (container "a" must not set securityContext.runAsNonRoot=false)',
        fields:
          'spec.containers.0.securityContext.runAsNonRoot, spec.containers.1.securityContext.runAsNonRoot',
      },
      {
        pod: podWith({ hostUsers: false }),
        at: 'v1.34',
        says: 'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true)',
        fields: `${web}.runAsNonRoot`,
      },
    ],
    pass: [
      { pod: podSecured({ runAsNonRoot: true }) },
      { pod: secured({ runAsNonRoot: true }) },
      { pod: podWith({ hostUsers: false }) },
      { pod: { spec: null } },
    ],
  },
  runAsUser: {
    fail: [
      {
        pod: podWith({ securityContext: { runAsUser: 0 } }, { securityContext: { runAsUser: 0 } }),
        says: 'runAsUser=0 (pod and container "web" must not set runAsUser=0)',
        fields: `spec.securityContext.runAsUser, ${web}.runAsUser`,
      },
    ],
    pass: [
      { pod: secured({ runAsUser: 1 }) },
      { pod: secured({ runAsUser: 0 }, { hostUsers: false }) },
      { pod: secured({ runAsUser: 0 }), at: 'v1.22' },
    ],
  },
};
