import { inEveryContainer } from './expressions.ts';
import type { Guardrail } from './guardrail.ts';
import { noneFound } from './none-found.ts';
import { owned, pod } from './samples.ts';

const nonRoot =
  'Containers do not run as root: runAsNonRoot is true in the pod or in every container, and false in none';
const readOnly = 'Containers have a read-only root filesystem: readOnlyRootFilesystem is true in every one';

/** Containers run without root and write only to volumes. */
export const nonrootAndReadonly: Guardrail = {
  name: 'nonroot-and-readonly',
  title: 'Not root, and a read-only root filesystem',
  severity: 'medium',
  describe: () =>
    `${nonRoot}. ${readOnly}. Windows has no read-only root filesystem, so its pods are not asked.`,
  classic: () => ({
    rules: [
      {
        name: 'run-as-non-root',
        validate: {
          message: nonRoot,
          anyPattern: [
            {
              spec: {
                securityContext: { runAsNonRoot: true },
                ...inEveryContainer({ '=(securityContext)': { '=(runAsNonRoot)': true } }),
              },
            },
            { spec: inEveryContainer({ securityContext: { runAsNonRoot: true } }) },
          ],
        },
      },
      {
        name: 'read-only-root',
        preconditions: {
          all: [{ key: "{{ request.object.spec.os.name || '' }}", operator: 'NotEquals', value: 'windows' }],
        },
        validate: {
          message: readOnly,
          pattern: { spec: inEveryContainer({ securityContext: { readOnlyRootFilesystem: true } }) },
        },
      },
    ],
  }),
  cel: () => ({
    judges: 'containers',
    variables: [
      {
        name: 'podNonRoot',
        expression: 'variables.pod.spec.?securityContext.?runAsNonRoot.orValue(false)',
      },
      {
        name: 'maybeRoot',
        expression:
          "variables.containers.filter(c, !c.?securityContext.?runAsNonRoot.orValue(variables.podNonRoot)).map(c, c.?name.orValue(''))",
      },
      {
        name: 'writable',
        expression:
          "variables.containers.filter(c, !c.?securityContext.?readOnlyRootFilesystem.orValue(false)).map(c, c.?name.orValue(''))",
      },
    ],
    validations: [
      noneFound('maybeRoot', nonRoot, 'not so'),
      noneFound('writable', readOnly, 'not so', "variables.pod.spec.?os.?name.orValue('') == 'windows' || "),
    ],
  }),
  samples: () => {
    const locked = { securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true } };
    const reads = { securityContext: { readOnlyRootFilesystem: true } };
    const podNonRoot = { securityContext: { runAsNonRoot: true } };
    const root = { securityContext: { runAsNonRoot: false, readOnlyRootFilesystem: true } };
    const extra = { name: 'extra', image: 'i:1' };
    return [
      { object: pod('locked', locked), breaks: [] },
      { object: pod('locked-by-pod', reads, podNonRoot), breaks: [] },
      { object: owned('Deployment', 'locked', locked), breaks: [] },
      {
        object: pod('windows', {}, { ...podNonRoot, os: { name: 'windows' } }),
        breaks: [],
        skips: ['read-only-root'],
      },
      { object: pod('open', {}), breaks: ['run-as-non-root', 'read-only-root'] },
      { object: pod('writable', podNonRoot), breaks: ['read-only-root'] },
      { object: pod('root-again', root, podNonRoot), breaks: ['run-as-non-root'] },
      {
        object: pod('root-init', locked, { initContainers: [{ ...extra, ...root }] }),
        breaks: ['run-as-non-root'],
      },
      {
        object: pod('open-debugger', locked, { ephemeralContainers: [extra] }),
        breaks: ['run-as-non-root', 'read-only-root'],
      },
      { object: owned('StatefulSet', 'open', {}), breaks: ['run-as-non-root', 'read-only-root'] },
      { object: owned('CronJob', 'open', {}), breaks: ['run-as-non-root', 'read-only-root'] },
    ];
  },
};
