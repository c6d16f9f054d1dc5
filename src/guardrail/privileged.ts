import { everyContainer, oneOf } from './expressions.ts';
import type { Guardrail } from './guardrail.ts';
import { inNamespace, notInNamespaces } from './named-namespaces.ts';
import { noneFound } from './none-found.ts';
import type { Parameters } from './parameters.ts';
import { owned, pod } from './samples.ts';
import { judgedNamespace } from './samples-of.ts';

/** Privileged containers run in the namespaces that are named, and nowhere else. */
export const privileged: Guardrail = {
  name: 'privileged',
  title: 'Privileged containers only in named namespaces',
  severity: 'critical',
  describe: (parameters) => `${rule(parameters)}. A privileged container is root on its node.`,
  classic: (parameters) => ({
    rules: [
      {
        name: 'not-privileged',
        validate: {
          message: rule(parameters),
          deny: {
            conditions: {
              all: [
                ...notInNamespaces(parameters.privilegedNamespaces),
                {
                  key: `{{ ${everyContainer}.securityContext.privileged }}`,
                  operator: 'AnyIn',
                  value: [true],
                },
              ],
            },
          },
        },
      },
    ],
  }),
  cel: (parameters) => ({
    judges: 'containers',
    variables: [
      {
        name: 'privileged',
        expression:
          "variables.containers.filter(c, c.?securityContext.?privileged.orValue(false)).map(c, c.?name.orValue(''))",
      },
    ],
    validations: [
      noneFound('privileged', rule(parameters), 'these are', inNamespace(parameters.privilegedNamespaces)),
    ],
  }),
  samples: (parameters) => {
    const namespace = judgedNamespace(parameters.privilegedNamespaces, parameters);
    const yes = { securityContext: { privileged: true } };
    return [
      { object: pod('unprivileged', { securityContext: { privileged: false } }), breaks: [] },
      { object: pod('silent', {}), breaks: [] },
      { object: owned('Deployment', 'unprivileged', {}), breaks: [] },
      { object: pod('privileged', yes), breaks },
      {
        object: pod('privileged-init', {}, { initContainers: [{ name: 'init', image: 'i:1', ...yes }] }),
        breaks,
      },
      {
        object: pod(
          'privileged-debugger',
          {},
          {
            ephemeralContainers: [{ name: 'debugger', image: 'i:1', ...yes }],
          },
        ),
        breaks,
      },
      { object: owned('DaemonSet', 'privileged', yes), breaks },
      { object: owned('CronJob', 'privileged', yes), breaks },
      ...(namespace === undefined
        ? []
        : [
            { object: pod('privileged-there', yes, {}, namespace), breaks: [] },
            { object: owned('DaemonSet', 'privileged-there', yes, {}, namespace), breaks: [] },
          ]),
    ];
  },
};

const breaks = ['not-privileged'];

function rule({ privilegedNamespaces }: Parameters): string {
  return privilegedNamespaces.length === 0
    ? 'No container is privileged'
    : `Containers are privileged only in ${oneOf(privilegedNamespaces)}`;
}
