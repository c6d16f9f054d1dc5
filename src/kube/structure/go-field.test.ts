import { expect, test } from 'vitest';
import { DecodeProblem, decoderOf } from '../decode.ts';
import type { JsonObject } from '../json.ts';

function messageOf(container: JsonObject, list = 'containers'): string | undefined {
  const problem = decoderOf('v1', 'Pod')?.({ spec: { [list]: [{ name: 'web', ...container }] } });
  return problem instanceof DecodeProblem
    ? problem.message.replace('json: cannot unmarshal ', '')
    : undefined;
}

/** As k8s.io/api v0.37.2 answers them. */
test.each<[JsonObject, string, string]>([
  [
    { securityContext: { capabilities: { drop: 'ALL' } } },
    'containers',
    'string into Go struct field Capabilities.spec.containers.securityContext.capabilities.drop of type []v1.Capability',
  ],
  [
    { securityContext: { capabilities: { add: ['CHOWN', 5] } } },
    'initContainers',
    'number into Go struct field Capabilities.spec.initContainers.securityContext.capabilities.add of type v1.Capability',
  ],
  [
    { securityContext: { procMount: true } },
    'containers',
    'bool into Go struct field SecurityContext.spec.containers.securityContext.procMount of type v1.ProcMountType',
  ],
  [
    { resources: { limits: 'x' } },
    'containers',
    'string into Go struct field ResourceRequirements.spec.containers.resources.limits of type v1.ResourceList',
  ],
  [
    { livenessProbe: { httpGet: 5 } },
    'containers',
    'number into Go struct field Probe.spec.containers.livenessProbe.ProbeHandler.httpGet of type v1.HTTPGetAction',
  ],
  [
    { name: 5 },
    'ephemeralContainers',
    'number into Go struct field EphemeralContainer.spec.ephemeralContainers.EphemeralContainerCommon.name of type string',
  ],
  [
    { imagePullPolicy: {} },
    'ephemeralContainers',
    'object into Go struct field EphemeralContainer.spec.ephemeralContainers.EphemeralContainerCommon.imagePullPolicy of type v1.PullPolicy',
  ],
  [{ image: [] }, 'containers', 'array into Go struct field Container.spec.containers.image of type string'],
])('%j in %s', (container, list, message) => {
  expect(messageOf(container, list)).toBe(message);
});
