/**
 * How Go names a field in its decoding errors where OpenAPI does not tell: the type of the field when it has a name of
 * its own, and the embedded struct that the field comes from. Kinds of pods and their owners, k8s.io/api v0.37.2.
 */
export interface GoField {
  /** `v1.ProcMountType`, `[]v1.Capability`; null for a type without a name. */
  readonly type: string | null;
  /** `ProbeHandler`; null for a field of the struct itself. */
  readonly embedded: string | null;
}

export function goField(owner: string, key: string): GoField {
  const source = owner === 'EphemeralContainer' ? 'Container' : owner;
  return { type: typesOf(source).get(key) ?? null, embedded: embeddedIn(owner, key) };
}

function embeddedIn(owner: string, key: string): string | null {
  switch (owner) {
    case 'EphemeralContainer':
      return key === 'targetContainerName' ? null : 'EphemeralContainerCommon';
    case 'Volume':
      return key === 'name' ? null : 'VolumeSource';
    case 'Probe':
      return ['exec', 'grpc', 'httpGet', 'tcpSocket'].includes(key) ? 'ProbeHandler' : null;
    default:
      return key === 'name' && namesAnother.test(owner) ? 'LocalObjectReference' : null;
  }
}

const namesAnother =
  /^(?:ConfigMap(?:EnvSource|KeySelector|Projection|VolumeSource)|Secret(?:EnvSource|KeySelector|Projection))$/;

/** Read on the first error. */
let types: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;

function typesOf(owner: string): ReadonlyMap<string, string> {
  types ??= new Map(table.trim().split('\n').map(parseLine));
  return types.get(owner) ?? new Map();
}

function parseLine(line: string): [string, ReadonlyMap<string, string>] {
  const [owner = '', fields = ''] = line.split('=');
  const pairs = fields.split(',').map((field): [string, string] => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon), field.slice(colon + 1)];
  });
  return [owner, new Map(pairs)];
}

const table = `
AppArmorProfile=type:v1.AppArmorProfileType
AzureDiskVolumeSource=cachingMode:v1.AzureDataDiskCachingMode,kind:v1.AzureDataDiskKind
Capabilities=add:[]v1.Capability,drop:[]v1.Capability
Container=imagePullPolicy:v1.PullPolicy,restartPolicy:v1.ContainerRestartPolicy,terminationMessagePolicy:v1.TerminationMessagePolicy
ContainerPort=protocol:v1.Protocol
ContainerResizePolicy=resourceName:v1.ResourceName,restartPolicy:v1.ResourceResizeRestartPolicy
ContainerRestartRule=action:v1.ContainerRestartRuleAction
ContainerRestartRuleOnExitCodes=operator:v1.ContainerRestartRuleOnExitCodesOperator
ContainerStatus=allocatedResources:v1.ResourceList,stopSignal:v1.Signal
CronJobSpec=concurrencyPolicy:v1.ConcurrencyPolicy
DaemonSetCondition=status:v1.ConditionStatus,type:v1.DaemonSetConditionType
DaemonSetUpdateStrategy=type:v1.DaemonSetUpdateStrategyType
DeploymentCondition=status:v1.ConditionStatus,type:v1.DeploymentConditionType
DeploymentStrategy=type:v1.DeploymentStrategyType
EmptyDirVolumeSource=medium:v1.StorageMedium
GRPCAction=mode:v1.GRPCProbeMode
HTTPGetAction=protocol:v1.HTTPProtocol,scheme:v1.URIScheme
HostPathVolumeSource=type:v1.HostPathType
ImageVolumeSource=pullPolicy:v1.PullPolicy
JobCondition=status:v1.ConditionStatus,type:v1.JobConditionType
JobSpec=completionMode:v1.CompletionMode,podReplacementPolicy:v1.PodReplacementPolicy
LabelSelectorRequirement=operator:v1.LabelSelectorOperator
Lifecycle=stopSignal:v1.Signal
ManagedFieldsEntry=operation:v1.ManagedFieldsOperationType
ModifyVolumeStatus=status:v1.PersistentVolumeClaimModifyVolumeStatus
NamespaceCondition=status:v1.ConditionStatus,type:v1.NamespaceConditionType
NamespaceSpec=finalizers:[]v1.FinalizerName
NamespaceStatus=phase:v1.NamespacePhase
NodeAllocatableMappedResources=name:v1.ResourceName
NodeAllocatableOverheadResources=name:v1.ResourceName
NodeSelectorRequirement=operator:v1.NodeSelectorOperator
ObjectMeta=uid:types.UID
ObjectReference=uid:types.UID
OwnerReference=uid:types.UID
PersistentVolumeClaimCondition=status:v1.ConditionStatus,type:v1.PersistentVolumeClaimConditionType
PersistentVolumeClaimSpec=accessModes:[]v1.PersistentVolumeAccessMode,volumeMode:v1.PersistentVolumeMode
PersistentVolumeClaimStatus=accessModes:[]v1.PersistentVolumeAccessMode,allocatedResourceStatuses:map[v1.ResourceName]v1.ClaimResourceStatus,allocatedResources:v1.ResourceList,capacity:v1.ResourceList,phase:v1.PersistentVolumeClaimPhase
PodCondition=status:v1.ConditionStatus,type:v1.PodConditionType
PodFailurePolicyOnExitCodesRequirement=operator:v1.PodFailurePolicyOnExitCodesOperator
PodFailurePolicyOnPodConditionsPattern=status:v1.ConditionStatus,type:v1.PodConditionType
PodFailurePolicyRule=action:v1.PodFailurePolicyAction
PodOS=name:v1.OSName
PodReadinessGate=conditionType:v1.PodConditionType
PodSecurityContext=fsGroupChangePolicy:v1.PodFSGroupChangePolicy,seLinuxChangePolicy:v1.PodSELinuxChangePolicy,supplementalGroupsPolicy:v1.SupplementalGroupsPolicy
PodSpec=dnsPolicy:v1.DNSPolicy,overhead:v1.ResourceList,preemptionPolicy:v1.PreemptionPolicy,restartPolicy:v1.RestartPolicy
PodStatus=allocatedResources:v1.ResourceList,phase:v1.PodPhase,qosClass:v1.PodQOSClass,resize:v1.PodResizeStatus
ReplicaSetCondition=status:v1.ConditionStatus,type:v1.ReplicaSetConditionType
ReplicationControllerCondition=status:v1.ConditionStatus,type:v1.ReplicationControllerConditionType
ResourceHealth=health:v1.ResourceHealthStatus,resourceID:v1.ResourceID
ResourceRequirements=limits:v1.ResourceList,requests:v1.ResourceList
ResourceStatus=name:v1.ResourceName
SeccompProfile=type:v1.SeccompProfileType
SecurityContext=procMount:v1.ProcMountType
StatefulSetCondition=status:v1.ConditionStatus,type:v1.StatefulSetConditionType
StatefulSetPersistentVolumeClaimRetentionPolicy=whenDeleted:v1.PersistentVolumeClaimRetentionPolicyType,whenScaled:v1.PersistentVolumeClaimRetentionPolicyType
StatefulSetSpec=podManagementPolicy:v1.PodManagementPolicyType
StatefulSetUpdateStrategy=type:v1.StatefulSetUpdateStrategyType
Toleration=effect:v1.TaintEffect,operator:v1.TolerationOperator
TopologySpreadConstraint=nodeAffinityPolicy:v1.NodeInclusionPolicy,nodeTaintsPolicy:v1.NodeInclusionPolicy,whenUnsatisfiable:v1.UnsatisfiableConstraintAction
UncountedTerminatedPods=failed:[]types.UID,succeeded:[]types.UID
VolumeHealthCondition=status:v1.VolumeHealthStatusType
VolumeMount=mountPropagation:v1.MountPropagationMode,recursiveReadOnly:v1.RecursiveReadOnlyMode
VolumeMountStatus=recursiveReadOnly:v1.RecursiveReadOnlyMode
VolumeResourceRequirements=limits:v1.ResourceList,requests:v1.ResourceList
`;
