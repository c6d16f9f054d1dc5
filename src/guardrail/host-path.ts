import { oneOf } from './expressions.ts';
import type { Guardrail } from './guardrail.ts';
import { inNamespace, notInNamespaces } from './named-namespaces.ts';
import { noneFound } from './none-found.ts';
import type { Parameters } from './parameters.ts';
import { owned, pod } from './samples.ts';
import { judgedNamespace } from './samples-of.ts';

/** Pods mount the node's files in the namespaces that are named, and nowhere else. */
export const hostPath: Guardrail = {
  name: 'host-path',
  title: 'hostPath volumes only in named namespaces',
  severity: 'high',
  describe: (parameters) =>
    `${rule(parameters)}. What can write to the node's files can become root on the node.`,
  classic: (parameters) => ({
    rules: [
      {
        name: 'no-host-path',
        validate: {
          message: rule(parameters),
          deny: {
            conditions: {
              all: [
                ...notInNamespaces(parameters.hostPathNamespaces),
                {
                  key: "{{ length((request.object.spec.volumes || `[]`)[?contains(keys(@), 'hostPath')]) }}",
                  operator: 'GreaterThan',
                  value: 0,
                },
              ],
            },
          },
        },
      },
    ],
  }),
  cel: (parameters) => ({
    judges: 'pod',
    variables: [
      {
        name: 'hostPaths',
        expression:
          "variables.pod.spec.?volumes.orValue([]).filter(volume, has(volume.hostPath)).map(volume, volume.?name.orValue(''))",
      },
    ],
    validations: [
      noneFound('hostPaths', rule(parameters), 'volumes', inNamespace(parameters.hostPathNamespaces)),
    ],
  }),
  samples: (parameters) => {
    const namespace = judgedNamespace(parameters.hostPathNamespaces, parameters);
    const logs = { volumes: [{ name: 'logs', hostPath: { path: '/var/log' } }] };
    const scratch = { volumes: [{ name: 'scratch', emptyDir: {} }] };
    return [
      { object: pod('no-volumes', {}), breaks: [] },
      { object: pod('scratch', {}, scratch), breaks: [] },
      { object: owned('Deployment', 'scratch', {}, scratch), breaks: [] },
      { object: pod('host-path', {}, logs), breaks },
      {
        object: pod('host-path-second', {}, { volumes: [...scratch.volumes, ...logs.volumes] }),
        breaks,
      },
      { object: owned('DaemonSet', 'host-path', {}, logs), breaks },
      { object: owned('CronJob', 'host-path', {}, logs), breaks },
      ...(namespace === undefined
        ? []
        : [{ object: owned('DaemonSet', 'host-path-there', {}, logs, namespace), breaks: [] }]),
    ];
  },
};

const breaks = ['no-host-path'];

function rule({ hostPathNamespaces }: Parameters): string {
  return hostPathNamespaces.length === 0
    ? 'No pod mounts hostPath volumes'
    : `Pods mount hostPath volumes only in ${oneOf(hostPathNamespaces)}`;
}
