import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kube/json.ts';
import { evaluatePodSecurity } from './evaluate.ts';
import type { ServerDefaultsOption } from './server-defaults.ts';
import { podWith, withVolume } from './testing/pod.ts';
import type { Version } from './version.ts';

const key = 'container.apparmor.security.beta.kubernetes.io/web';

function failing(pod: JsonObject, serverDefaults: ServerDefaultsOption, emulate?: Version): string[] {
  const options = emulate === undefined ? { serverDefaults } : { serverDefaults, emulate };
  const { results } = evaluatePodSecurity(pod, { level: 'restricted', version: 'latest' }, options);
  const concerned = new Set(['hostPorts', 'restrictedVolumes', 'appArmorProfile']);
  return results
    .filter(({ checkId }) => concerned.has(checkId))
    .map(({ forbiddenDetail }) => forbiddenDetail);
}

test.each([
  [withVolume({}), []],
  [withVolume({ secret: null, futureDisk: {} }), []],
  [withVolume({ nfs: {} }), ['volume "data" uses restricted volume type "nfs"']],
])('a volume without a known source is an emptyDir: %j', (pod, details) => {
  expect(failing(pod, true)).toEqual(details);
  expect(failing(pod, false)).toHaveLength(1);
});

describe('on the host’s network', () => {
  const ports = [{ containerPort: 80 }, { containerPort: 90, hostPort: 91 }, { name: 'none' }];
  const pod = podWith({ hostNetwork: true, ephemeralContainers: [{ name: 'debug', ports }] }, { ports });
  const opened = 'containers "web", "debug" use hostPorts 80, 91';

  test.each<[ServerDefaultsOption, Version | undefined, string]>([
    [true, undefined, opened],
    ['pod', undefined, opened],
    ['template', undefined, 'containers "web", "debug" use hostPort 91'],
    ['template', 'v1.28', 'containers "web", "debug" use hostPort 91'],
    ['template', 'v1.27', opened],
    [false, undefined, 'containers "web", "debug" use hostPort 91'],
  ])('ports are host ports: defaults %j of %s', (defaults, emulate, detail) => {
    expect(failing(pod, defaults, emulate)).toEqual([detail]);
  });

  test('the fields it names are those that the server fills in', () => {
    const { results } = evaluatePodSecurity(
      pod,
      { level: 'baseline', version: 'latest' },
      { serverDefaults: true },
    );
    const fields = results.find(({ checkId }) => checkId === 'hostPorts')?.fields ?? [];
    expect(fields.map((field) => field.join('.'))).toEqual([
      'spec.containers.0.ports.0.hostPort',
      'spec.containers.0.ports.1.hostPort',
      'spec.ephemeralContainers.0.ports.1.hostPort',
    ]);
  });
});

describe('AppArmor annotations become fields', () => {
  const both = `container "web" and annotation must not set AppArmor profile type to "Unconfined", "${key}="unconfined""`;
  const alone = `annotation must not set AppArmor profile type to "${key}="unconfined""`;
  const unconfined = { [key]: 'unconfined' };
  const set = { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } };
  const asPod = { securityContext: { appArmorProfile: { type: 'Unconfined' } } };

  test.each<[string, JsonObject, ServerDefaultsOption, Version | undefined, string]>([
    ['on a pod', podWith({}, {}, unconfined), true, undefined, both],
    ['not before 1.30', podWith({}, {}, unconfined), true, 'v1.29', alone],
    ['not on a template', podWith({}, {}, unconfined), 'template', undefined, alone],
    ['not over a field', podWith({}, set, unconfined), true, undefined, alone],
    ['not for Windows', podWith({ os: { name: 'windows' } }, {}, unconfined), true, undefined, alone],
    [
      'not when the pod says so anyway',
      podWith(asPod, {}, unconfined),
      true,
      undefined,
      `pod and ${alone.replace('to ', 'to "Unconfined", ')}`,
    ],
  ])('%s', (_, pod, defaults, emulate, detail) => {
    expect(failing(pod, defaults, emulate)).toEqual([detail]);
  });

  test('an invalid one stays an annotation', () => {
    expect(failing(podWith({}, {}, { [key]: 'docker/default' }), true)).toEqual([
      `annotation must not set AppArmor profile type to "${key}="docker/default""`,
    ]);
  });
});
