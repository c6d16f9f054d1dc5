/** What the Pod Security Standards allow by name (k8s.io/pod-security-admission v0.37.2), for checks and what restates them. */

/** The capabilities that container runtimes give by default, and a container may add. */
export const defaultCapabilities: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** The sources of a volume that the restricted level allows; one of them is enough. */
export const allowedVolumes: readonly string[] = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** The other sources, in the order in which upstream asks for them. */
export const refusedVolumes: readonly string[] = [
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

const since1_0: readonly string[] = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const since1_27 = [...since1_0, 'net.ipv4.ip_local_reserved_ports'];
const since1_29 = [
  ...since1_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const since1_32 = [...since1_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const since1_37 = [...since1_32, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];

/** The kernel parameters that belong to a pod alone, by the version since which they may be set. */
export const safeSysctls: readonly (readonly [since: `v1.${number}`, names: readonly string[]])[] = [
  ['v1.0', since1_0],
  ['v1.27', since1_27],
  ['v1.29', since1_29],
  ['v1.32', since1_32],
  ['v1.37', since1_37],
];
